"""Who may administer the org, and in which role."""

from sqlalchemy import Column, Connection, ForeignKey, String, Table, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

ADMINISTRATORS = Table(
    "administrators",
    METADATA,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
)
SUPER_ADMIN = "SUPER_ADMIN"

_ROLES = Prepared(select(ADMINISTRATORS.c.role).where(ADMINISTRATORS.c.user_id == bindparam("user")))


def add(db: Connection, user_id: str, role: str = SUPER_ADMIN) -> None:
    db.execute(ADMINISTRATORS.insert(), {"user_id": user_id, "role": role})


def roles_of(db: Connection, user_id: str) -> frozenset[str]:
    return frozenset(row[0] for row in _ROLES.rows(db, {"user": user_id}))


def drop(db: Connection, user_id: str) -> None:
    db.execute(ADMINISTRATORS.delete().where(ADMINISTRATORS.c.user_id == user_id))
