"""The one place that asks the operating system for the time.

Everything else asks `runtime.clock`, so that the lab can move time for every token, session and lockout at once.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the lab's time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def timestamp(self) -> int:
        """Return the present moment as a NumericDate (RFC 7519 section 2): whole seconds since the epoch."""
        ...


class LabClock:
    """The system's time plus an offset that may change while the service runs."""

    def __init__(self, offset: Callable[[], float] = lambda: 0.0) -> None:
        """offset: seconds to add to the system's time, asked anew at each reading."""
        self._offset = offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self._offset(), UTC)

    def timestamp(self) -> int:
        return int(time.time() + self._offset())


class StoppedClock:
    """A clock for tests: it stands still until it is moved."""

    def __init__(self, at: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self._now = at

    def now(self) -> datetime:
        return self._now

    def timestamp(self) -> int:
        return int(self._now.timestamp())

    def move(self, by: timedelta) -> None:
        self._now += by


def real_timestamp() -> float:
    """Return the machine's own time in seconds since the epoch, whatever the lab's clock says.

    For ordering records and for measuring durations; never for a protocol decision.
    """
    return time.time()
