"""A lab for as long as a block runs: for tests, and for whoever measures."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lab.runners._base import LabError
from lab.runners._choose import runner_named
from lab.topology import Lab, probed

if TYPE_CHECKING:
    from lab.client import LabClient

_ROOT = Path(__file__).parent.parent.parent


@contextmanager
def running(lab: Lab, engine: str) -> Iterator["LabClient"]:
    """Start a lab on its ports with `python -m lab up`, hand out its client, and take it down with what it stored.

    engine: `process` or `compose`. Raises LabError with what `up` said. Logs of processes stay in the state folder.
    """
    from lab.client import LabClient

    runner = runner_named(engine)
    _say(lab, engine, "up")
    try:
        yield LabClient(lab, runner.token(lab), probed(engine))
    finally:
        _say(lab, engine, "down", "--state")


def _say(lab: Lab, engine: str, *verb: str) -> None:
    # A process of its own: forking is for programs with a single thread, and a test runner seldom is one.
    command = [sys.executable, "-m", "lab", *verb]
    environ = {**os.environ, **lab.environment, "ENGINE": engine}
    said = subprocess.run(  # noqa: S603 (our own verbs)
        command, cwd=_ROOT, env=environ, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if said.returncode:
        raise LabError(said.stderr.strip() or said.stdout.strip() or f"{' '.join(verb)} failed")
