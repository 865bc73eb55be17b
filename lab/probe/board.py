"""The lab's hand in a service: the clock's offset and the active faults, the same for all its workers."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeVar, cast

from lab.faults import Fault, HttpDeviation, all_faults
from lab.probe.log import Log

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """A fault that is switched on. path: pattern of request paths. remaining: times left, None until cleared."""

    id: int
    name: str
    path: str
    remaining: int | None
    parameters: Mapping[str, float]


class BadFault(ValueError):
    """The fault cannot be switched on as asked."""


class Board:
    """Reads what the lab wants, once a request; is the service's `Faults` and the source of its clock's offset."""

    def __init__(self, log: Log, service: str) -> None:
        self._log, self._service = log, service
        self._offset = 0.0
        self._active: list[ActiveFault] = []

    def refresh(self) -> None:
        """Look at the board; one cheap query while no fault is active."""
        self._offset, count = self._log.clock()
        self._active = self.active() if count else []

    def offset(self) -> float:
        return self._offset

    def now(self) -> float:
        """Return the lab's time in seconds since the epoch, for services that know no Clock."""
        return time.time() + self._offset  # noqa: TID251 (this is what makes the lab's time)

    def move_clock(self, offset: float) -> None:
        self._log.set_offset(offset)
        self.refresh()

    def active(self) -> list[ActiveFault]:
        rows = self._log.faults()
        return [ActiveFault(id, name, path, left, json.loads(values)) for id, name, path, left, values in rows]

    def switch_on(self, name: str, path: str, count: int | None, parameters: Mapping[str, float]) -> None:
        """Activate a fault; raises BadFault when it is unknown here or a parameter is not one of its own."""
        fault = all_faults().get(name)
        if fault is None or self._service not in fault.services:
            here = ", ".join(known.name for known in all_faults().values() if self._service in known.services)
            raise BadFault(f"{self._service} has no fault {name!r}; there are: {here or 'none'}")
        unknown = set(parameters) - set(fault.parameters)
        if unknown or not all(isinstance(value, int | float) for value in parameters.values()):
            raise BadFault(f"{name} takes numbers for: {', '.join(fault.parameters) or 'nothing'}")
        self._log.add_fault(name, path, count, json.dumps({**fault.parameters, **parameters}))
        self.refresh()

    def clear(self) -> None:
        self._log.clear_faults()
        self.refresh()

    def alter(self, point: str, value: T) -> T:
        for fault, parameters in self._due(point, "*"):
            value = cast(T, fault.apply(value, parameters))
        return value

    def deviation(self, path: str) -> HttpDeviation | None:
        """Return what shall happen to a request instead of, or before, being served."""
        for fault, parameters in self._due("request", path):
            return cast(HttpDeviation, fault.apply(None, parameters))
        return None

    def _due(self, point: str, path: str) -> list[tuple[Fault, Mapping[str, float]]]:
        due = []
        for active in self._active:
            fault = all_faults()[active.name]
            fits = path == "*" or fnmatchcase(path, active.path)
            if fault.point == point and fits and (active.remaining is None or self._log.take_fault(active.id)):
                due.append((fault, active.parameters))
        return due

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.active()]
