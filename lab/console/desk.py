"""What the console's pages work with: the lab, its cast, its services' control API."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from flask import current_app

from lab.cast import Cast
from lab.flow.collect import Flows
from lab.flow.control import ControlApi, ControlError, NotControlled
from lab.topology import SERVICES, Lab, Service

CONTROLLED = tuple(service for service in SERVICES if service.name != "console")
"""The console does not ask itself: it is up when it answers, and has no use for another time."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a page needs, made once for the application."""

    lab: Lab
    cast: Cast
    api: ControlApi
    flows: Flows


@dataclass(frozen=True, slots=True)
class State:
    """A service as it answered just now. problem: why it cannot be controlled. offset: seconds ahead of real time."""

    service: Service
    url: str
    problem: ControlError | None = None
    offset: float = 0.0
    now: datetime | None = None
    faults: tuple[dict[str, Any], ...] = ()

    @property
    def status(self) -> str:
        """Return `up`, `unwatched` (runs, but the lab cannot look into it) or `down`."""
        if self.problem is None:
            return "up"
        return "unwatched" if isinstance(self.problem, NotControlled) else "down"


def desk() -> Desk:
    return cast(Desk, current_app.extensions["desk"])


def states() -> list[State]:
    """Ask all services at once how they are."""
    here = desk()

    def ask(name: str) -> tuple[dict[str, float], list[dict[str, Any]]]:
        return here.api.get(name, "clock"), here.api.get(name, "faults")

    answers = here.api.each((service.name for service in CONTROLLED), ask)
    found = []
    for service in CONTROLLED:
        answer, url = answers[service.name], here.lab.url(service.name)
        if isinstance(answer, ControlError):
            found.append(State(service, url, answer))
            continue
        clock, faults = answer
        now = datetime.fromtimestamp(clock["now"], UTC)
        found.append(State(service, url, None, clock["offset"], now, tuple(faults)))
    return found
