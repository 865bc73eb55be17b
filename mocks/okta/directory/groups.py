"""Groups and who is in them. Everyone is a group like any other, whose members are all users."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    ForeignKey,
    String,
    Table,
    Text,
    bindparam,
    select,
)

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY, LONG_KEY
from mocks.okta.directory._references import remove_with_references

GROUPS = Table(
    "groups",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("type", String(20), nullable=False),
    Column("name", String(255), nullable=False, unique=True),
    Column("name_key", LONG_KEY, nullable=False, index=True),
    Column("description", Text),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
    Column("last_membership_updated", Float, nullable=False),
)
MEMBERS = Table(
    "group_members",
    METADATA,
    Column("group_id", ForeignKey("groups.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)
EVERYONE = "Everyone"
BUILT_IN, OKTA_GROUP, APP_GROUP = "BUILT_IN", "OKTA_GROUP", "APP_GROUP"


@dataclass(frozen=True, slots=True)
class Group:
    """type: OKTA_GROUP, BUILT_IN (Everyone) or APP_GROUP (another directory's). Moments in seconds."""

    id: str
    type: str
    name: str
    description: str | None
    created: float
    last_updated: float
    last_membership_updated: float


_COLUMNS = [GROUPS.c[name] for name in Group.__slots__]
_ID_OF = Prepared(select(GROUPS.c.id).where(GROUPS.c.name == bindparam("name")))
_BY_ID = Prepared(select(*_COLUMNS).where(GROUPS.c.id == bindparam("id")))
_NAMES_OF = Prepared(
    select(GROUPS.c.id, GROUPS.c.name)
    .join(MEMBERS, MEMBERS.c.group_id == GROUPS.c.id)
    .where(MEMBERS.c.user_id == bindparam("user"))
)
_GROUPS_OF = Prepared(select(MEMBERS.c.group_id).where(MEMBERS.c.user_id == bindparam("user")))
_IS_MEMBER = Prepared(
    select(MEMBERS.c.user_id).where(MEMBERS.c.group_id == bindparam("group"), MEMBERS.c.user_id == bindparam("user"))
)


def add(
    db: Connection, id: str, name: str, now: datetime, description: str | None = None, kind: str = OKTA_GROUP
) -> Group:
    """Make a group; raises IntegrityError when the name is taken."""
    moment = now.timestamp()
    kind = BUILT_IN if name == EVERYONE else kind
    group = Group(id, kind, name, description, moment, moment, moment)
    db.execute(GROUPS.insert(), asdict(group) | {"name_key": name.lower()})
    return group


def by_id(db: Connection, id: str) -> Group | None:
    row = _BY_ID.first(db, {"id": id})
    return Group(*row) if row else None


def id_of(db: Connection, name: str) -> str:
    """Return a group's id; raises KeyError when there is no such group."""
    row = _ID_OF.first(db, {"name": name})
    if row is None:
        raise KeyError(name)
    return str(row[0])


def exists(db: Connection, id: str) -> bool:
    return by_id(db, id) is not None


def page(
    db: Connection, condition: ColumnElement[bool] | None, limit: int, after: str | None
) -> tuple[list[Group], str | None]:
    """Return up to `limit` groups by id, and the id after which the next page begins, None at the end."""
    query = select(*_COLUMNS).order_by(GROUPS.c.id).limit(limit + 1)
    if condition is not None:
        query = query.where(condition)
    if after is not None:
        query = query.where(GROUPS.c.id > after)
    found = [Group(*row) for row in db.execute(query)]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def change(db: Connection, id: str, name: str, description: str | None, now: datetime) -> None:
    """Write a group's profile anew; raises IntegrityError when the name is taken."""
    values = {"name": name, "name_key": name.lower(), "description": description, "last_updated": now.timestamp()}
    db.execute(GROUPS.update().where(GROUPS.c.id == id).values(values))


def remove(db: Connection, id: str) -> None:
    """Delete a group with its memberships and everything that refers to it."""
    remove_with_references(db, GROUPS, id)


def names_of_user(db: Connection, user_id: str) -> list[tuple[str, str]]:
    """Return ids and names of the groups that a user is in."""
    return [(id, name) for id, name in _NAMES_OF.rows(db, {"user": user_id})]


def ids_of_user(db: Connection, user_id: str) -> set[str]:
    return {row[0] for row in _GROUPS_OF.rows(db, {"user": user_id})}


def of_user(db: Connection, user_id: str) -> list[Group]:
    mine = select(*_COLUMNS).join(MEMBERS, MEMBERS.c.group_id == GROUPS.c.id).where(MEMBERS.c.user_id == user_id)
    return [Group(*row) for row in db.execute(mine.order_by(GROUPS.c.id))]


def is_member(db: Connection, group_id: str, user_id: str) -> bool:
    return _IS_MEMBER.first(db, {"group": group_id, "user": user_id}) is not None


_JOIN = Prepared(MEMBERS.insert())
_TOUCH = Prepared(
    GROUPS.update().where(GROUPS.c.id == bindparam("group")).values(last_membership_updated=bindparam("now"))
)


def add_member(db: Connection, group_id: str, user_id: str) -> None:
    """Put a user into a group; raises Conflict when they are in it already."""
    _JOIN.run(db, {"group_id": group_id, "user_id": user_id})


def remove_member(db: Connection, group_id: str, user_id: str) -> bool:
    """Take a user out of a group; tells whether they were in it."""
    there = (MEMBERS.c.group_id == group_id, MEMBERS.c.user_id == user_id)
    return db.execute(MEMBERS.delete().where(*there)).rowcount > 0


def note_change_of_members(db: Connection, group_id: str, now: datetime) -> None:
    _TOUCH.run(db, {"group": group_id, "now": now.timestamp()})


def member_ids(db: Connection, group_id: str, limit: int, after: str | None) -> Sequence[Any]:
    """Return up to `limit` user ids of a group, in their order, after the given one."""
    query = select(MEMBERS.c.user_id).where(MEMBERS.c.group_id == group_id)
    if after is not None:
        query = query.where(MEMBERS.c.user_id > after)
    return db.execute(query.order_by(MEMBERS.c.user_id).limit(limit)).scalars().all()
