"""Users as the management API tells of them: whole records, lists and searches over many of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory._references import remove_with_references
from mocks.okta.directory.applications import APP_USERS
from mocks.okta.directory.users import USERS, Status


@dataclass(frozen=True, slots=True)
class Record:
    """A user's row. profile: JSON as it is stored; recovery: the question and its hashed answer, JSON.

    Moments in seconds since the epoch, None for what never happened.
    """

    id: str
    status: str
    profile: str
    password_hash: str | None
    provider: str
    recovery: str | None
    created: float
    activated: float | None
    status_changed: float | None
    last_login: float | None
    last_updated: float
    password_changed: float | None

    @property
    def attributes(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(self.profile)
        return found


_COLUMNS = [USERS.c[name] for name in Record.__slots__]
_BY_ID = Prepared(select(*_COLUMNS).where(USERS.c.id == bindparam("id")))


def by_id(db: Connection, id: str) -> Record | None:
    row = _BY_ID.first(db, {"id": id})
    return Record(*row) if row else None


def page(
    db: Connection,
    condition: ColumnElement[bool] | None,
    limit: int,
    after: Sequence[Any] | None = None,
    order: tuple[ColumnElement[Any], bool] | None = None,
) -> tuple[list[Record], list[Any] | None]:
    """Return up to `limit` records and where the next page begins, None at the end.

    condition: None for all who are not deprovisioned. order: a column that is never NULL, and whether it descends;
    without one by id. A page goes on after the last key seen, so its cost does not grow with its depth.
    """
    column, descending = order or (USERS.c.id, False)
    query = select(*_COLUMNS, column.label("sort_key"))
    query = query.where(USERS.c.status != Status.DEPROVISIONED.value if condition is None else condition)
    if after is not None:
        query = query.where(_beyond(column, descending, after))
    direction = column.desc() if descending else column.asc()
    rows = db.execute(query.order_by(direction, USERS.c.id).limit(limit + 1)).all()
    records = [Record(*row[:-1]) for row in rows[:limit]]
    more = len(rows) > limit
    return records, [rows[limit - 1].sort_key, records[-1].id] if more else None


def _beyond(column: ColumnElement[Any], descending: bool, after: Sequence[Any]) -> ColumnElement[bool]:
    key, id = after
    further: ColumnElement[bool] = column < key if descending else column > key
    if column is USERS.c.id:
        return further
    return or_(further, and_(column == key, USERS.c.id > id))


def drop_assignments(db: Connection, id: str) -> None:
    """Take a user out of the applications that they were assigned to by name."""
    db.execute(APP_USERS.delete().where(APP_USERS.c.user_id == id))


def remove(db: Connection, id: str) -> None:
    """Delete a user and everything that refers to them."""
    remove_with_references(db, USERS, id)
