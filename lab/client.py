"""Typed client of the control API of a whole lab: readiness, time, faults, hops, reset, snapshots.

What concerns all services (time, reset, snapshots) is done on all of them at once, and fails as a whole when one of
them cannot.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from lab.flow.control import ControlApi, ControlError, ControlRefused, NotControlled, ServiceDown
from lab.flow.hop import Hop, read_hops
from lab.topology import SERVICES, Lab
from mocks.kit.mailbox import SentMail, read_mails

__all__ = ["ActiveFault", "ControlError", "ControlRefused", "LabClient", "NotControlled", "ServiceDown"]

T = TypeVar("T")
_TITLES = {service.name: service.title for service in SERVICES}
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """A fault that is switched on. path: pattern of request paths. remaining: times left, None until cleared."""

    service: str
    name: str
    path: str
    remaining: int | None
    parameters: Mapping[str, float]


class LabClient:
    """Steers a running lab. Every call raises a ControlError that names the service when one does not do its part."""

    def __init__(self, lab: Lab, token: str, services: Iterable[str] | None = None) -> None:
        """services: those that are probed (`lab.topology.probed`); all of them unless given."""
        self.lab = lab
        self.services = tuple(services or (service.name for service in SERVICES))
        self._api = ControlApi(lab, token, _PATIENCE)

    def ready(self) -> bool:
        """Tell whether every service answers."""
        answers = self._api.each(self.services, lambda service: self._api.get(service, "health"))
        return not any(isinstance(answer, ControlError) for answer in answers.values())

    def wait_until_ready(self, limit: timedelta = timedelta(seconds=30)) -> None:
        """Wait until every service answers; raises the ControlError of one that still does not at the end."""
        end = time.monotonic() + limit.total_seconds()
        while not self.ready():
            if time.monotonic() > end:
                self._all(lambda service: self._api.get(service, "health"))
            time.sleep(0.01)

    def reset(self) -> None:
        """Put every service back to its seed, at the machine's time, without faults and hops."""
        self._all(lambda service: self._send(service, "POST", "reset"))

    def snapshot(self, name: str) -> None:
        """Keep a copy of every service's state; name: lower-case letters, digits and `_`."""
        self._all(lambda service: self._send(service, "POST", "snapshot", {"name": name}))

    def restore(self, name: str) -> None:
        self._all(lambda service: self._send(service, "POST", "restore", {"name": name}))

    def rotate_keys(self, service: str) -> None:
        """Let a service sign with its next keys; what it signed before can still be verified."""
        self._all(lambda here: self._send(here, "POST", "keys/rotate"), (service,))

    def make_people(self, service: str, first: int, count: int) -> int:
        """Make people by their numbers, up to 5,000 at once; return how many were not there yet."""
        found = self._all(lambda here: self._send(here, "POST", "people", {"first": first, "count": count}), (service,))
        return int(found[service]["made"])

    def hops(self, *services: str) -> list[Hop]:
        """Return what some services, or all, have recorded, in the order in which it happened."""
        found = self._all(self._hops, services)
        return sorted((hop for hops in found.values() for hop in hops), key=lambda hop: hop.at)

    def clear_hops(self) -> None:
        self._all(lambda service: self._send(service, "DELETE", "hops"))

    def mails(self, service: str, to: str = "") -> list[SentMail]:
        """Return the mails that a service sent, the newest first. to: whose, everybody's unless given."""
        return read_mails(self._api.call(service, "GET", f"mails?{urlencode({'to': to})}"))

    def now(self) -> datetime:
        """Return the lab's time, aware, in UTC."""
        clock = self._get(self.services[0], "clock")
        return datetime.fromtimestamp(clock["now"], UTC)

    def offsets(self) -> dict[str, timedelta]:
        """Return how far each service's clock is ahead of the machine's: all the same unless one was left out."""
        clocks = self._all(lambda service: self._get(service, "clock"))
        return {service: timedelta(seconds=clock["offset"]) for service, clock in clocks.items()}

    def set_offset(self, offset: timedelta) -> None:
        """Set every clock ahead of the machine's time; nothing less moves tokens and sessions together."""
        self._all(lambda service: self._send(service, "PUT", "clock", {"offset": offset.total_seconds()}))

    def advance(self, by: timedelta) -> None:
        """Move the lab's time forward."""
        self.set_offset(max(self.offsets().values()) + by)

    def go_to(self, moment: datetime) -> None:
        """Move the lab's time to a moment, aware; it goes on from there."""
        self.set_offset(max(self.offsets().values()) + (moment - self.now()))

    def faults(self) -> list[ActiveFault]:
        found = self._all(lambda service: self._get(service, "faults"))
        return [_fault(service, each) for service, faults in found.items() for each in faults]

    def switch_on(
        self, service: str, fault: str, *, path: str = "*", count: int | None = None, **parameters: float
    ) -> None:
        """Switch a fault on at one service; count: for how many requests, None until cleared."""
        wanted = {"name": fault, "path": path, "count": count, "parameters": parameters}
        self._all(lambda here: self._send(here, "POST", "faults", wanted), (service,))

    def clear_faults(self, *services: str) -> None:
        """Clear the faults of some services, or of all."""
        self._all(lambda service: self._send(service, "DELETE", "faults"), services)

    def _hops(self, service: str) -> list[Hop]:
        """Read page after page: a service hands out some thousands at a time."""
        found: list[Hop] = []
        while page := read_hops(self._api.call(service, "GET", f"hops?after={found[-1].id if found else 0}")):
            found += page
        return found

    def _get(self, service: str, path: str) -> Any:
        return self._api.get(service, path)

    def _send(self, service: str, method: str, path: str, body: object = None) -> Any:
        return json.loads(self._api.call(service, method, path, body))

    def _all(self, ask: Callable[[str], T], services: Iterable[str] = ()) -> dict[str, T]:
        """Ask services at the same time; raises when one cannot answer, after all others have."""
        found: dict[str, T] = {}
        for service, answer in self._api.each(tuple(services) or self.services, ask).items():
            if isinstance(answer, ControlError):
                refuses = " refuses:" if isinstance(answer, ControlRefused) else ""
                raise type(answer)(f"{_TITLES.get(service, service)}{refuses} {answer}") from answer
            found[service] = answer
        return found


def _fault(service: str, found: Mapping[str, Any]) -> ActiveFault:
    return ActiveFault(service, found["name"], found["path"], found["remaining"], found["parameters"])
