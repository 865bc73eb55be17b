"""Groups and who is in them. Everyone is a group like any other, whose members are all users."""

from sqlalchemy import Column, Connection, ForeignKey, String, Table, bindparam, select
from sqlalchemy.exc import IntegrityError

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

_ID_OF = select(GROUPS.c.id).where(GROUPS.c.name == bindparam("name"))
_GROUPS_OF = select(MEMBERS.c.group_id).where(MEMBERS.c.user_id == bindparam("user"))


def add(db: Connection, id: str, name: str) -> None:
    kind = "BUILT_IN" if name == EVERYONE else "OKTA_GROUP"
    db.execute(GROUPS.insert(), {"id": id, "type": kind, "name": name})


def id_of(db: Connection, name: str) -> str:
    """Return a group's id; raises KeyError when there is no such group."""
    id = db.execute(_ID_OF, {"name": name}).scalar()
    if id is None:
        raise KeyError(name)
    return str(id)


def ids_of_user(db: Connection, user_id: str) -> set[str]:
    return set(db.execute(_GROUPS_OF, {"user": user_id}).scalars())


def add_member(db: Connection, group_id: str, user_id: str) -> bool:
    """Put a user into a group; False when they were in it already."""
    try:
        with db.begin_nested():
            db.execute(MEMBERS.insert(), {"group_id": group_id, "user_id": user_id})
    except IntegrityError:
        return False
    return True
