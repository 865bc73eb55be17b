"""The System Log: polled by who wants to hear of everything, queried by who looks for something. Fact sheet 8.1.

A query between two moments is in the order of events and ends. A poll, without `until` and in ascending order, is in
the order of writing and always says where to go on: an event that a slow request writes late is not passed over.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from mocks.okta.api import _log_filter
from mocks.okta.api._call import Call
from mocks.okta.api._log_event import whole
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.directory import system_log
from mocks.okta.directory.system_log import SYSTEM_LOG, Condition, Event

bp = Api("logs")
_C = SYSTEM_LOG.c
_WINDOW = timedelta(days=7)
_RETENTION = timedelta(days=90)
_FIRST = datetime(1970, 1, 8, tzinfo=UTC)
_DEFAULT, _MOST = 100, 1000


@dataclass(frozen=True, slots=True)
class Order:
    """key: where an event stands; columns: the same in SQL, ascending."""

    columns: tuple[ColumnElement[Any], ...]
    key: Callable[[Event], list[Any]]
    descending: bool = False

    def by(self) -> list[ColumnElement[Any]]:
        return [column.desc() if self.descending else column.asc() for column in self.columns]

    def beyond(self, key: Sequence[Any]) -> ColumnElement[bool]:
        first, value = self.columns[0], key[0]
        further: ColumnElement[bool] = first < value if self.descending else first > value
        if len(self.columns) == 1:
            return further
        second: ColumnElement[bool] = self.columns[1] < key[1] if self.descending else self.columns[1] > key[1]
        # The plain comparison is what an index serves.
        within = first <= value if self.descending else first >= value
        return and_(within, or_(further, second))


_WRITTEN = Order((_C.id,), lambda event: [event.id])
_HAPPENED = Order((_C.published, _C.id), lambda event: [event.published, event.id])
_BACKWARDS = Order(_HAPPENED.columns, _HAPPENED.key, descending=True)


@bp.get("/logs", "okta.logs.read")
def every(call: Call) -> list[dict[str, Any]]:
    direction = call.argument("sortOrder", "ASCENDING").upper()
    if direction not in ("ASCENDING", "DESCENDING"):
        raise invalid("sortOrder", "sortOrder: must be 'ASCENDING' or 'DESCENDING'")
    polling = direction == "ASCENDING" and not call.argument("until")
    order = _WRITTEN if polling else _HAPPENED if direction == "ASCENDING" else _BACKWARDS
    conditions: list[Condition] = [*_between(call), *(system_log.settled(call.db) if polling else [])]
    start = _start(call, order)
    limit = _limit(call)
    found = list(islice(_matching(call, conditions, order, start, limit), limit if polling else limit + 1))
    call.link_self()
    if polling:
        call.link_next(order.key(found[-1][0]) if found else start or [system_log.last_id(call.db)])
    elif len(found) > limit > 0:
        call.link_next(order.key(found[limit - 1][0]))
    return [shown for _, shown in found[:limit]]


def _matching(
    call: Call, conditions: Sequence[Condition], order: Order, start: list[Any] | None, limit: int
) -> Iterator[tuple[Event, dict[str, Any]]]:
    """Yield the events that were asked for, each with its full shape."""
    clauses, predicates = _log_filter.read(call.argument("filter")) if call.argument("filter") else ([], [])
    predicates = [*predicates, *_log_filter.words(call.argument("q"))]
    batch = _MOST if predicates else limit + 1
    while True:
        here = [*conditions, *clauses, *([order.beyond(start)] if start else [])]
        events = system_log.page(call.db, here, order.by(), batch)
        for event in events:
            shown = whole(event)
            if all(met(shown) for met in predicates):
                yield event, shown
        if len(events) < batch:
            return
        start = order.key(events[-1])


def _between(call: Call) -> list[ColumnElement[bool]]:
    until = _moment(call, "until")
    since = _moment(call, "since") or max(until or call.now, _FIRST) - _WINDOW
    if until and since > until:
        raise invalid("since", "since: must not be after 'until'")
    kept = max(since, call.now - _RETENTION)
    conditions: list[ColumnElement[bool]] = [_C.published >= kept.timestamp()]
    return [*conditions, _C.published < until.timestamp()] if until else conditions


def _moment(call: Call, name: str) -> datetime | None:
    value = call.argument(name)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise invalid(name, f"{name}: must be a date and time of ISO 8601") from error


def _start(call: Call, order: Order) -> list[Any] | None:
    """Return where the page before ended; raises E0000029 when that is a place in another list."""
    cursor = call.cursor()
    if cursor is None:
        return None
    numbers = isinstance(cursor, list) and all(type(value) in (int, float) and abs(value) < 2**53 for value in cursor)
    if not numbers or len(cursor) != len(order.columns):
        raise ApiError("E0000029")
    start: list[Any] = cursor
    return start


def _limit(call: Call) -> int:
    value = call.argument("limit", str(_DEFAULT))
    if not value.isascii() or not value.isdigit() or int(value[:9]) > _MOST:
        raise invalid("limit", f"limit: must be a whole number from 0 to {_MOST}")
    return int(value)
