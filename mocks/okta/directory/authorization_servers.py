"""Custom authorization servers; the one with the id `default` is there from the first day. Source: fact sheet 5.4."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Float, String, Table, bindparam, select

from mocks.kit.prepared import Prepared, Row
from mocks.okta.directory import METADATA

AUTHORIZATION_SERVERS = Table(
    "authorization_servers",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("audience", String(255), nullable=False),
    Column("status", String(10), nullable=False),
    Column("version", String(20), nullable=False),
    Column("description", String(1000), nullable=False),
    Column("issuer_mode", String(20), nullable=False),
    Column("rotation_mode", String(10), nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
    Column("last_rotated", Float, nullable=False),
)


@dataclass(frozen=True, slots=True)
class CustomServer:
    """audience: the `aud` of its access tokens.

    version: another one after every change of the server, its scopes, claims, policies or rules; random, so that what
    was kept under it is never found again after the directory was put back. Moments: seconds since the epoch.
    """

    id: str
    name: str
    audience: str
    status: str
    version: str
    description: str
    issuer_mode: str
    rotation_mode: str
    created: float
    last_updated: float
    last_rotated: float

    @property
    def active(self) -> bool:
        return self.status == "ACTIVE"


_BY_ID = Prepared(select(AUTHORIZATION_SERVERS).where(AUTHORIZATION_SERVERS.c.id == bindparam("id")))


def by_id(db: Connection, id: str) -> CustomServer | None:
    return _server(_BY_ID.first(db, {"id": id}))


def every(db: Connection) -> list[CustomServer]:
    """Return all of them, the oldest first."""
    columns = AUTHORIZATION_SERVERS.c
    return [
        CustomServer(*row) for row in db.execute(select(AUTHORIZATION_SERVERS).order_by(columns.created, columns.id))
    ]


def add(db: Connection, server: CustomServer) -> None:
    db.execute(AUTHORIZATION_SERVERS.insert(), asdict(server))


def change(db: Connection, id: str, now: datetime, version: str, **values: Any) -> None:
    """Write some members of a server anew; also called without any, when what belongs to it has changed."""
    values |= {"last_updated": now.timestamp(), "version": version}
    db.execute(AUTHORIZATION_SERVERS.update().where(AUTHORIZATION_SERVERS.c.id == id).values(values))


def note_rotation(db: Connection, server: CustomServer, now: datetime, version: str) -> bool:
    """Note that a server's keys are rotated now; False when somebody else has done so since the server was read."""
    columns, moment = AUTHORIZATION_SERVERS.c, now.timestamp()
    unchanged = (columns.id == server.id, columns.version == server.version)
    noted = AUTHORIZATION_SERVERS.update().where(*unchanged).values(last_rotated=moment, version=version)
    return db.execute(noted).rowcount == 1


def remove(db: Connection, id: str) -> None:
    db.execute(AUTHORIZATION_SERVERS.delete().where(AUTHORIZATION_SERVERS.c.id == id))


def _server(row: Row | None) -> CustomServer | None:
    return CustomServer(*row) if row else None
