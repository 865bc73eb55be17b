"""Wanted deviations: one file each, exporting `FAULT`."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from mocks.kit.registry import collect

Parameters = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class HttpDeviation:
    """What happens to a request before the service sees it. delay: seconds; status: answered instead, if any."""

    delay: float = 0.0
    status: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A deviation that can be switched on.

    point: `request` for HTTP itself (apply makes an HttpDeviation), else a fault point of the services (apply
    returns the altered value). services: where it makes sense. notices: what a client should notice.
    parameters: names and defaults.
    """

    name: str
    point: Literal["request", "id_token", "id_token.signed", "graph.throttle", "hook.answer"]
    services: tuple[str, ...]
    summary: str
    notices: str
    apply: Callable[[Any, Parameters], Any]
    parameters: Parameters


@cache
def all_faults() -> dict[str, Fault]:
    return collect(sys.modules[__name__], "FAULT", Fault)
