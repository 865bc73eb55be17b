"""Looks at a machine, and at the lab where it runs, for what keeps people from signing in. Changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lab.topology import Lab


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. remedy: what to do, where it is not ok."""

    about: str
    ok: bool
    found: str
    remedy: str = ""


Check = Callable[[Lab], Iterator[Finding]]
