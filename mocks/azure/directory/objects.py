"""What directory objects of every kind have in common: pages, look-ups, soft deletion, and a change log entry for each.

A record is a row as a mapping. Tables that take part have the columns `id`, `tenant_id` and `deleted_date_time`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, func, or_, select

from mocks.azure.directory import changes

Record = Mapping[str, Any]
Columns = Sequence[Column[Any]]
RESTORABLE = timedelta(days=30)
"""How long what was deleted can be restored."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object. name: as in the type `microsoft.graph.<name>`."""

    name: str
    table: Table


@dataclass(frozen=True, slots=True)
class Order:
    """What a page is sorted by; ids settle what is equal. after: where it goes on, () at the beginning."""

    by: ColumnElement[Any] | None = None
    descending: bool = False
    after: tuple[str, ...] = ()


FIRST = Order()


@dataclass(frozen=True, slots=True)
class Some:
    """Which objects of a tenant are meant: those not deleted, or with `deleted` those that can be restored."""

    kind: Kind
    tenant_id: str
    where: Sequence[ColumnElement[bool]] = ()
    deleted: bool = False

    @property
    def condition(self) -> ColumnElement[bool]:
        column = self.kind.table.c.deleted_date_time
        there = column.is_not(None) if self.deleted else column.is_(None)
        return and_(self.kind.table.c.tenant_id == self.tenant_id, there, *self.where)


def page(db: Connection, some: Some, order: Order, limit: int, columns: Columns = ()) -> list[Record]:
    """Return a page of objects: from a key on, never by counting what comes before. columns: all when empty."""
    table = some.kind.table
    wanted = select(*(columns or table.c)).where(some.condition)
    if order.after:
        wanted = wanted.where(_behind(table, order))
    keys = [table.c.id] if order.by is None else [order.by, table.c.id]
    wanted = wanted.order_by(*(key.desc() if order.descending else key for key in keys)).limit(limit)
    return [row._asdict() for row in db.execute(wanted)]


def _behind(table: Table, order: Order) -> ColumnElement[bool]:
    def further(column: ColumnElement[Any], key: str) -> ColumnElement[bool]:
        return column < key if order.descending else column > key

    if order.by is None:
        return further(table.c.id, order.after[0])
    key, id = order.after
    # The first half alone is what an index can use.
    bound = order.by <= key if order.descending else order.by >= key
    return and_(bound, or_(further(order.by, key), further(table.c.id, id)))


def count(db: Connection, some: Some) -> int:
    wanted = select(func.count()).select_from(some.kind.table).where(some.condition)
    return int(db.execute(wanted).scalar_one())


def by_id(db: Connection, kind: Kind, tenant_id: str, id: str, *, deleted: bool = False) -> Record | None:
    """Find an object by its id, in any case. deleted: one that can be restored, instead of one that is there."""
    found = by_ids(db, kind, tenant_id, [id]).get(id.lower())
    return found if found is not None and (found["deleted_date_time"] is not None) == deleted else None


def by_ids(db: Connection, kind: Kind, tenant_id: str, ids: Sequence[str], columns: Columns = ()) -> dict[str, Record]:
    """Return objects by id, the deleted ones among them."""
    table, wanted = kind.table, [id.lower() for id in ids]
    # Whose they are is looked at afterwards: SQLite would go through all of a tenant's.
    chosen = select(*(columns or table.c), table.c.tenant_id.label("whose")).where(table.c.id.in_(wanted))
    found = [row._asdict() for row in db.execute(chosen)]
    return {record["id"]: record for record in found if record.pop("whose") == tenant_id}


def insert(db: Connection, kind: Kind, record: Record, now: float) -> None:
    """Write a new object; columns that it does not name are empty."""
    changes.queue(db)
    db.execute(kind.table.insert(), dict.fromkeys(kind.table.c.keys()) | dict(record))
    changes.record(db, record["tenant_id"], kind.name, record["id"], now)


def update(db: Connection, kind: Kind, record: Record, values: Record, now: float) -> None:
    """Write new values over an object; what stays as it was is no change."""
    changed = {name: value for name, value in values.items() if record[name] != value}
    if changed:
        change(db, kind, (record["tenant_id"], record["id"]), changed, now)


def change(db: Connection, kind: Kind, key: tuple[str, str], values: Record, now: float, *, related: str = "") -> None:
    """Write values over an object. key: its tenant's id and its own. related: an object that it was related to."""
    tenant_id, id = key
    changes.queue(db)
    db.execute(kind.table.update().where(kind.table.c.id == id).values(dict(values)))
    changes.record(db, tenant_id, kind.name, id, now, values, related)


def mark(db: Connection, kind: Kind, record: Record, values: Record, now: float) -> None:
    """Delete softly or restore: `values` has the new `deleted_date_time`."""
    changes.queue(db)
    db.execute(kind.table.update().where(kind.table.c.id == record["id"]).values(dict(values)))
    changes.record(db, record["tenant_id"], kind.name, record["id"], now)


def remove(db: Connection, kind: Kind, record: Record, now: float) -> None:
    """Delete for good."""
    changes.queue(db)
    db.execute(kind.table.delete().where(kind.table.c.id == record["id"]))
    changes.record(db, record["tenant_id"], kind.name, record["id"], now)
