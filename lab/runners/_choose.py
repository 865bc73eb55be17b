"""Which way the lab is run: as `ENGINE` says, else in containers where a Docker Engine answers, else as processes."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lab.runners._base import LabError, Runner
from lab.topology import Lab
from mocks.kit.registry import collect

PROCESS, COMPOSE = "process", "compose"


@dataclass(frozen=True, slots=True)
class Choice:
    """why: half a sentence. is_asked_for: nobody else may be taken instead."""

    runner: Runner
    why: str
    is_asked_for: bool


@cache
def runners() -> dict[str, Runner]:
    return collect(sys.modules[__package__], "RUNNER", Runner)  # type: ignore[type-abstract]


def runner_named(name: str) -> Runner:
    """Return a way to run the lab; raises LabError when there is none of that name."""
    if name not in runners():
        raise LabError(f"ENGINE={name} is unknown; there are: {', '.join(runners())}.")
    return runners()[name]


def choose(environ: Mapping[str, str]) -> Choice:
    """Choose how a lab is to be started."""
    if name := environ.get("ENGINE"):
        return Choice(runner_named(name), f"ENGINE={name}", is_asked_for=True)
    compose = runner_named(COMPOSE)
    if missing := compose.missing():
        return Choice(runner_named(PROCESS), missing, is_asked_for=False)
    return Choice(compose, "a Docker Engine answers", is_asked_for=False)


def running_here(lab: Lab, environ: Mapping[str, str]) -> Runner | None:
    """Return what runs a lab at the moment, of all ways or of the one in `ENGINE`."""
    names = [environ["ENGINE"]] if environ.get("ENGINE") else [PROCESS, COMPOSE]
    return next((runner for runner in map(runner_named, names) if runner.is_running(lab)), None)
