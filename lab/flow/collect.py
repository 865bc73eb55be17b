"""Collects what the probes recorded, a little more each time, and keeps the sign-ins that are in it."""

import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping

from lab.flow.control import ControlApi, ControlError
from lab.flow.flow import Flow
from lab.flow.hop import Hop, read_hops
from lab.flow.join import join

_KEEP = 3000


class Collector:
    """The newest hops of several services, read by their ids: only what is new travels."""

    def __init__(self, api: ControlApi, services: Iterable[str], keep: int = _KEEP) -> None:
        """keep: hops to hold for each service; older ones are forgotten here."""
        self._api = api
        self._known: dict[str, deque[Hop]] = {service: deque(maxlen=keep) for service in services}

    def refresh(self) -> dict[str, ControlError]:
        """Read on where the last reading ended; return the services that could not be read."""
        results = self._api.each(self._known, self._read_on)
        return {service: result for service, result in results.items() if isinstance(result, ControlError)}

    @property
    def hops(self) -> list[Hop]:
        return [hop for known in self._known.values() for hop in known]

    @property
    def ends(self) -> list[tuple[int, str]]:
        """Return the last hop of each service: as long as these stay, nothing has been added or cleared."""
        return [(known[-1].id, known[-1].trace) if known else (0, "") for known in self._known.values()]

    def _read_on(self, service: str) -> None:
        known = self._known[service]
        if known:
            # Read the last one again: where it is gone, the log was cleared, and its ids may have begun anew.
            last, again = known[-1], self._read(service, known[-1].id - 1)
            if again and (again[0].id, again[0].trace) == (last.id, last.trace):
                known.extend(again[1:])
            else:
                known.clear()
        while fresh := self._read(service, known[-1].id if known else 0):
            known.extend(fresh)

    def _read(self, service: str, after: int) -> list[Hop]:
        return read_hops(self._api.call(service, "GET", f"hops?after={after}"))


class Flows:
    """The sign-ins of a lab, newest first, as far as its services can be read."""

    def __init__(self, api: ControlApi, urls: Mapping[str, str]) -> None:
        self._urls = {service: url for service, url in urls.items() if service != "console"}
        self._collector = Collector(api, self._urls)
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._ends: list[tuple[int, str]] = []
        self._flows: list[Flow] = []
        self._missing: dict[str, ControlError] = {}

    def read(self) -> tuple[list[Flow], dict[str, ControlError]]:
        """Return the flows, and the services whose part is missing with the reason."""
        asked = time.monotonic()
        with self._lock:
            # Who waited here for another's reading that began later shares it: a service that hangs costs once.
            if self._read_at < asked:
                self._read_at = time.monotonic()
                self._refresh()
            return self._flows, self._missing

    def _refresh(self) -> None:
        self._missing = self._collector.refresh()
        if self._collector.ends != self._ends:
            self._ends, self._flows = self._collector.ends, join(self._collector.hops, self._urls)

    def find(self, id: str) -> Flow | None:
        """Return the flow that an id means, also one that was joined to others since."""
        return next((flow for flow in self.read()[0] if flow.holds(id)), None)
