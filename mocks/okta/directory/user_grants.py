"""What people allowed applications to do for them: one record per person, client, server and scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Float, ForeignKey, String, Table, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError

from mocks.kit.store import savepoint
from mocks.okta.directory import METADATA

USER_GRANTS = Table(
    "user_grants",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("client_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("server_id", String(20), nullable=False, index=True),
    Column("scope", String(255), nullable=False),
    Column("created", Float, nullable=False),
    UniqueConstraint("user_id", "client_id", "server_id", "scope"),
)


@dataclass(frozen=True, slots=True)
class UserGrant:
    """id: `oag…`. scope: the name of the one scope it is about."""

    id: str
    user_id: str
    client_id: str
    server_id: str
    scope: str
    created: float


def scopes_of(db: Connection, user_id: str, client_id: str, server_id: str) -> set[str]:
    """Return the names of the scopes that a person has consented to for a client of a server."""
    here = USER_GRANTS.c
    mine = (here.user_id == user_id, here.client_id == client_id, here.server_id == server_id)
    return {row.scope for row in db.execute(select(here.scope).where(*mine))}


def of_user(db: Connection, user_id: str) -> list[UserGrant]:
    here = USER_GRANTS.c
    rows = db.execute(select(USER_GRANTS).where(here.user_id == user_id).order_by(here.created, here.id))
    return [UserGrant(*row) for row in rows]


def add(
    db: Connection, user_id: str, client_id: str, server_id: str, scopes: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Keep a consent. scopes: pairs of a new grant's id and the scope's name; those already there stay."""
    about = {"user_id": user_id, "client_id": client_id, "server_id": server_id, "created": now.timestamp()}
    for id, scope in scopes:
        try:
            with savepoint(db):
                db.execute(USER_GRANTS.insert(), about | {"id": id, "scope": scope})
        except IntegrityError:
            continue  # the same was allowed before, or in another window a moment ago


def remove_of_server(db: Connection, server_id: str) -> None:
    db.execute(USER_GRANTS.delete().where(USER_GRANTS.c.server_id == server_id))


def remove(db: Connection, id: str) -> None:
    db.execute(USER_GRANTS.delete().where(USER_GRANTS.c.id == id))
