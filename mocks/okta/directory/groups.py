"""Groups and who is in them. Everyone is a group like any other, whose members are all users."""

from sqlalchemy import Column, Connection, ForeignKey, String, Table, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

GROUPS = Table(
    "groups",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("type", String(20), nullable=False),
    Column("name", String(255), nullable=False, unique=True),
)
MEMBERS = Table(
    "group_members",
    METADATA,
    Column("group_id", ForeignKey("groups.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)
EVERYONE = "Everyone"

_ID_OF = Prepared(select(GROUPS.c.id).where(GROUPS.c.name == bindparam("name")))
_GROUPS_OF = Prepared(select(MEMBERS.c.group_id).where(MEMBERS.c.user_id == bindparam("user")))


def add(db: Connection, id: str, name: str) -> None:
    kind = "BUILT_IN" if name == EVERYONE else "OKTA_GROUP"
    db.execute(GROUPS.insert(), {"id": id, "type": kind, "name": name})


def id_of(db: Connection, name: str) -> str:
    """Return a group's id; raises KeyError when there is no such group."""
    row = _ID_OF.first(db, {"name": name})
    if row is None:
        raise KeyError(name)
    return str(row[0])


def exists(db: Connection, id: str) -> bool:
    return db.execute(select(GROUPS.c.id).where(GROUPS.c.id == id)).first() is not None


def ids_of_user(db: Connection, user_id: str) -> set[str]:
    return {row[0] for row in _GROUPS_OF.rows(db, {"user": user_id})}


_JOIN = Prepared(MEMBERS.insert())


def add_member(db: Connection, group_id: str, user_id: str) -> None:
    """Put a user into a group; raises Conflict when they are in it already."""
    _JOIN.run(db, {"group_id": group_id, "user_id": user_id})
