"""Records that are read whole: JSON under a parent, in an order, found by id."""

from typing import Generic, TypeVar

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, bindparam, delete, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

T = TypeVar("T", bound=msgspec.Struct)


class Records(Generic[T]):
    """One table of such records; each has an `id` of its own."""

    def __init__(self, table: str, parent: str, type: type[T]) -> None:
        """parent: the column that the records belong to, as in `ForeignKey`."""
        self.table = Table(
            table,
            METADATA,
            Column("id", String(20), primary_key=True),
            Column("parent_id", ForeignKey(parent), nullable=False, index=True),
            Column("position", Integer, nullable=False),
            Column("body", Text, nullable=False),
        )
        columns, decoder = self.table.c, msgspec.json.Decoder(type)
        self._decode = decoder.decode
        of_parent = select(columns.body).where(columns.parent_id == bindparam("parent"))
        self._of_parent = Prepared(of_parent.order_by(columns.position, columns.id))

    def of(self, db: Connection, parent_id: str) -> list[T]:
        """Return the parent's records in their order."""
        return [self._decode(row[0]) for row in self._of_parent.rows(db, {"parent": parent_id})]

    def get(self, db: Connection, parent_id: str, id: str) -> T | None:
        here = self.table.c
        row = db.execute(select(here.body).where(here.id == id, here.parent_id == parent_id)).first()
        return self._decode(row.body) if row else None

    def add(self, db: Connection, parent_id: str, record: T, position: int) -> None:
        """Write a new record. position: its place among the parent's, the least first."""
        row = {"id": _id(record), "parent_id": parent_id, "position": position, "body": _body(record)}
        db.execute(self.table.insert(), row)

    def replace(self, db: Connection, record: T) -> None:
        """Write a record over the one with its id; it keeps its place."""
        db.execute(self.table.update().where(self.table.c.id == _id(record)).values(body=_body(record)))

    def move(self, db: Connection, parent_id: str, id: str, priority: int) -> None:
        """Give a record its place among the parent's: the first is 1, one beyond the last means the last."""
        here = self.table.c
        order = select(here.id).where(here.parent_id == parent_id).order_by(here.position, here.id)
        ids = [row.id for row in db.execute(order) if row.id != id]
        ids.insert(min(max(priority, 1) - 1, len(ids)), id)
        for position, other in enumerate(ids, 1):
            db.execute(self.table.update().where(here.id == other).values(position=position))

    def remove(self, db: Connection, id: str) -> None:
        db.execute(delete(self.table).where(self.table.c.id == id))

    def remove_of(self, db: Connection, parent_id: str) -> None:
        db.execute(delete(self.table).where(self.table.c.parent_id == parent_id))


def _id(record: msgspec.Struct) -> str:
    id: str = getattr(record, "id")  # noqa: B009 (which struct it is, the type parameter knows)
    return id


def _body(record: msgspec.Struct) -> str:
    return msgspec.json.encode(record).decode()
