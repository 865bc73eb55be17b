"""Event hooks: services that are told of what has happened (fact sheet 9.4)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, Integer, String, Table, Text, func, select

from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY
from mocks.okta.directory._hook_channel import Channel

EVENT_HOOKS = Table(
    "event_hooks",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("verified", Integer, nullable=False),
    Column("events", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("created_by", String(20), nullable=False),
    Column("last_updated", Float, nullable=False),
)
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"


@dataclass(frozen=True, slots=True)
class EventHook:
    """events: the types that it is told of. Moments in seconds since the epoch."""

    id: str
    name: str
    description: str
    status: str
    verified: bool
    events: tuple[str, ...]
    channel: Channel
    created: float
    created_by: str
    last_updated: float

    @property
    def active(self) -> bool:
        return self.status == ACTIVE


COLUMNS = [EVENT_HOOKS.c[name] for name in EventHook.__slots__]
_decode_channel = msgspec.json.Decoder(Channel).decode
_decode_events = msgspec.json.Decoder(tuple[str, ...]).decode


def by_id(db: Connection, id: str) -> EventHook | None:
    row = db.execute(select(*COLUMNS).where(EVENT_HOOKS.c.id == id)).first()
    return of_row(row) if row else None


def every(db: Connection) -> list[EventHook]:
    """Return all hooks in the order in which they were made."""
    return [of_row(row) for row in db.execute(select(*COLUMNS).order_by(EVENT_HOOKS.c.created, EVENT_HOOKS.c.id))]


def count(db: Connection) -> int:
    return db.execute(select(func.count()).select_from(EVENT_HOOKS)).scalar_one()


def write(db: Connection, hook: EventHook) -> None:
    """Store a hook, a new one or one that is there; raises IntegrityError when its name is another's."""
    texts = {name: msgspec.json.encode(getattr(hook, name)).decode() for name in ("events", "channel")}
    row = asdict(hook) | texts | {"verified": int(hook.verified)}
    if by_id(db, hook.id):
        db.execute(EVENT_HOOKS.update().where(EVENT_HOOKS.c.id == hook.id).values(row))
    else:
        db.execute(EVENT_HOOKS.insert(), row)


def of_row(row: Sequence[Any]) -> EventHook:
    id, name, description, status, verified, events, channel, *others = row
    told, how = _decode_events(events), _decode_channel(channel)
    return EventHook(id, name, description, status, bool(verified), told, how, *others)
