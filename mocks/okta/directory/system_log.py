"""The System Log: what happened, to whom, why (fact sheet section 8).

Written in the sign-in path, so compact: one row an event. What every event has is added when it is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    TextClause,
    bindparam,
    select,
    text,
)

from mocks.kit.prepared import Prepared
from mocks.kit.web import Unit
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY
from mocks.okta.directory._request import origin

SYSTEM_LOG = Table(
    "system_log",
    METADATA,
    Column("id", Integer, primary_key=True),  # in the order of writing
    Column("uuid", String(36), nullable=False),
    Column("published", Float, nullable=False),
    Column("event_type", KEY, nullable=False),
    Column("result", String(20), nullable=False),
    Column("reason", String(255)),
    Column("actor_id", String(100), nullable=False),
    Column("transaction_id", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Index("system_log_published", "published", "id"),
    Index("system_log_event_type", "event_type", "published"),
    Index("system_log_actor", "actor_id", "published"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or target of an event. type: `User`, `AppInstance`, `IdentityProvider`, …"""

    id: str
    type: str
    alternate_id: str | None
    display_name: str

    def body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "alternateId": self.alternate_id,
            "displayName": self.display_name,
            "detailEntry": None,
        }


UNKNOWN = Party("unknown", "User", "unknown", "unknown")

_WRITTEN = [column.name for column in SYSTEM_LOG.c if column.name != "id"]
_INSERT = Prepared(SYSTEM_LOG.insert().values({name: bindparam(name) for name in _WRITTEN}))


def record(
    unit: Unit,
    event_type: str,
    actor: Party,
    targets: Sequence[Party] = (),
    *,
    reason: str | None = None,
    result: str = "",
    **details: str | None,
) -> None:
    """Write an event. reason: named cause; result: SUCCESS, or FAILURE when there is a reason, unless given.

    details: `legacyEventType`, for events that had several names of old; `session`, the public id of the browser's;
    `apiToken`, the id of the one by which it was caused; `hookDebug`, what a hook's service wants read here;
    `logoutRequests`, how many applications are told of a sign-out, `logoutFailures`, which did not take it;
    `grantType` and `grantedScopes` of tokens.
    """
    _INSERT.run(unit.db, _row(unit, event_type, actor, targets, reason, result, details))


def record_each(unit: Unit, events: Mapping[str, Sequence[Party]], actor: Party, **details: str | None) -> None:
    """Write several successes of one actor in one go. events: type to targets; details: of every one, see `record`."""
    rows = [_row(unit, event_type, actor, targets, None, "", details) for event_type, targets in events.items()]
    _INSERT.run_each(unit.db, rows)


def _row(
    unit: Unit,
    event_type: str,
    actor: Party,
    targets: Sequence[Party],
    reason: str | None,
    result: str,
    details: Mapping[str, str | None],
) -> dict[str, Any]:
    body: dict[str, Any] = {"actor": actor.body(), "target": [target.body() for target in targets]}
    body |= {name: value for name, value in details.items() if value}
    return {
        "uuid": unit.runtime.ids.guid(),
        "published": unit.runtime.clock.now().timestamp(),
        "event_type": event_type,
        "result": result or ("FAILURE" if reason else "SUCCESS"),
        "reason": reason,
        "actor_id": actor.id,
        "transaction_id": unit.request_id,
        "body": msgspec.json.encode(body | {"origin": origin(unit)}).decode(),
    }


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was recorded."""

    event_type: str
    result: str
    reason: str | None
    body: dict[str, Any]
    id: int = 0
    uuid: str = ""
    published: float = 0
    transaction_id: str = ""


Condition = ColumnElement[bool] | TextClause

_READ = [SYSTEM_LOG.c[name] for name in Event.__slots__]


def latest(db: Connection, limit: int = 100) -> list[Event]:
    """Return the newest events, oldest of them first."""
    rows = db.execute(select(*_READ).order_by(SYSTEM_LOG.c.id.desc()).limit(limit)).all()
    return [_event(row) for row in reversed(rows)]


def page(
    db: Connection, conditions: Sequence[Condition], order: Sequence[ColumnElement[Any]], limit: int
) -> list[Event]:
    """Return the first events, in an order, that meet every condition."""
    return [_event(row) for row in db.execute(select(*_READ).where(*conditions).order_by(*order).limit(limit))]


def settled(db: Connection) -> list[TextClause]:
    """Return the condition that nothing can still be written before an event: ids are given before the commit.

    Only PostgreSQL lets several write at once.
    """
    if db.dialect.name != "postgresql":
        return []
    return [text("system_log.xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")]


def last_id(db: Connection) -> int:
    """Return the id of the last event before which nothing can still be written; 0 when there is none."""
    newest = select(SYSTEM_LOG.c.id).where(*settled(db)).order_by(SYSTEM_LOG.c.id.desc()).limit(1)
    found = db.execute(newest).scalar()
    return found or 0


def edge(db: Connection) -> tuple[int, int, int]:
    """Return the newest event's id, the oldest transaction that is under way and the one that begins next.

    An event may still appear before the newest one as long as a transaction is under way that was so when its id was
    read. Where one writes after the other the last two are 0.
    """
    newest = select(SYSTEM_LOG.c.id).order_by(SYSTEM_LOG.c.id.desc()).limit(1).scalar_subquery()
    if db.dialect.name != "postgresql":
        return db.execute(select(newest)).scalar() or 0, 0, 0
    ends = (text(f"pg_snapshot_{end}(pg_current_snapshot())::text::bigint") for end in ("xmin", "xmax"))
    id, oldest, following = db.execute(select(newest, *ends)).one()
    return id or 0, oldest, following


def _event(row: Any) -> Event:
    event_type, result, reason, body, *others = row
    return Event(event_type, result, reason, msgspec.json.decode(body), *others)
