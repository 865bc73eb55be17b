"""How far each event hook has been told of the System Log, and which worker is telling it just now.

The log itself is what waits to be delivered: what is committed there is delivered, whichever worker wrote it, and a
request writes nothing for it. A worker that dies while it delivers loses its claim after a while, and another one
delivers the same events: at least once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Float, ForeignKey, Integer, Table, or_, select

from mocks.okta.directory import METADATA
from mocks.okta.directory.event_hooks import ACTIVE, COLUMNS, EVENT_HOOKS, EventHook, of_row

EVENT_DELIVERIES = Table(
    "event_deliveries",
    METADATA,
    Column("hook_id", ForeignKey("event_hooks.id"), primary_key=True),
    Column("position", Integer, nullable=False),  # id of the last event in the log that is dealt with
    Column("claimed_until", Float, nullable=False),
)
CLAIM = timedelta(seconds=30)
"""Longer than a delivery with its retry can take."""
_C = EVENT_DELIVERIES.c


@dataclass(frozen=True, slots=True)
class Delivery:
    """A hook and how far it has been told."""

    hook: EventHook
    position: int


def begin(db: Connection, hook_id: str, position: int) -> None:
    """Tell a hook of what comes after a position of the log, and of nothing before it."""
    end(db, hook_id)
    db.execute(EVENT_DELIVERIES.insert(), {"hook_id": hook_id, "position": position, "claimed_until": 0})


def end(db: Connection, hook_id: str) -> None:
    """Tell a hook of nothing any more."""
    db.execute(EVENT_DELIVERIES.delete().where(_C.hook_id == hook_id))


def unclaimed(db: Connection, now: datetime) -> list[Delivery]:
    """Return the hooks that nobody is telling anything just now."""
    query = select(*COLUMNS, _C.position).join_from(EVENT_HOOKS, EVENT_DELIVERIES)
    rows = db.execute(query.where(EVENT_HOOKS.c.status == ACTIVE, EVENT_HOOKS.c.verified == 1, _free(now)))
    return [Delivery(of_row(row[:-1]), row.position) for row in rows]


def claim(db: Connection, delivery: Delivery, now: datetime) -> bool:
    """Take the telling of a hook upon oneself; False when another worker was faster."""
    return _update(db, delivery, now, claimed_until=(now + CLAIM).timestamp())


def pass_over(db: Connection, delivery: Delivery, now: datetime, position: int) -> None:
    """Note that there is nothing for a hook up to a position."""
    _update(db, delivery, now, position=position)


def finish(db: Connection, delivery: Delivery, claimed_at: datetime, position: int) -> None:
    """Note that a hook has been told of what is before a position, unless the claim was lost meanwhile."""
    mine = _C.claimed_until == (claimed_at + CLAIM).timestamp()
    there = (_C.hook_id == delivery.hook.id, _C.position == delivery.position, mine)
    db.execute(EVENT_DELIVERIES.update().where(*there).values(position=position, claimed_until=0))


def _update(db: Connection, delivery: Delivery, now: datetime, **values: float) -> bool:
    there = (_C.hook_id == delivery.hook.id, _C.position == delivery.position, _free(now))
    return db.execute(EVENT_DELIVERIES.update().where(*there).values(values)).rowcount > 0


def _free(now: datetime) -> ColumnElement[bool]:
    # A claim that ends later than any can was made before the lab's clock was set back.
    return or_(_C.claimed_until <= now.timestamp(), _C.claimed_until > (now + CLAIM).timestamp())
