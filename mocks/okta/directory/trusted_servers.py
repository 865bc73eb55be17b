"""Which custom authorization servers take tokens of which others in exchange for their own."""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, ForeignKey, Table, select

from mocks.okta.directory import METADATA
from mocks.okta.directory.authorization_servers import AUTHORIZATION_SERVERS

TRUSTED_SERVERS = Table(
    "trusted_servers",
    METADATA,
    Column("server_id", ForeignKey("authorization_servers.id"), primary_key=True),
    Column("trusted_id", ForeignKey("authorization_servers.id"), primary_key=True, index=True),
)
_C = TRUSTED_SERVERS.c


def of(db: Connection, server_id: str) -> Sequence[str]:
    """Return the ids of the servers that a server trusts."""
    return db.execute(select(_C.trusted_id).where(_C.server_id == server_id)).scalars().all()


def active_of(db: Connection, server_id: str) -> Sequence[str]:
    """Return those of them that are active."""
    mine = select(_C.trusted_id).join(AUTHORIZATION_SERVERS, AUTHORIZATION_SERVERS.c.id == _C.trusted_id)
    return db.execute(mine.where(_C.server_id == server_id, AUTHORIZATION_SERVERS.c.status == "ACTIVE")).scalars().all()


def add(db: Connection, server_id: str, trusted_id: str) -> None:
    db.execute(TRUSTED_SERVERS.insert(), {"server_id": server_id, "trusted_id": trusted_id})


def remove(db: Connection, server_id: str, trusted_id: str) -> bool:
    """Take trust away; tells whether it was there."""
    here = (_C.server_id == server_id, _C.trusted_id == trusted_id)
    return db.execute(TRUSTED_SERVERS.delete().where(*here)).rowcount > 0


def remove_of(db: Connection, id: str) -> None:
    """Forget a server on both sides."""
    db.execute(TRUSTED_SERVERS.delete().where((_C.server_id == id) | (_C.trusted_id == id)))
