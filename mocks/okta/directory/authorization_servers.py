"""Custom authorization servers; the one with the id `default` is there from the first day."""

from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, String, Table, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

AUTHORIZATION_SERVERS = Table(
    "authorization_servers",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("audience", String(255), nullable=False),
)


@dataclass(frozen=True, slots=True)
class CustomServer:
    """audience: the `aud` of its access tokens."""

    id: str
    name: str
    audience: str


_BY_ID = Prepared(select(AUTHORIZATION_SERVERS).where(AUTHORIZATION_SERVERS.c.id == bindparam("id")))


def by_id(db: Connection, id: str) -> CustomServer | None:
    row = _BY_ID.first(db, {"id": id})
    return CustomServer(*row) if row else None


def every(db: Connection) -> list[CustomServer]:
    return [CustomServer(*row) for row in db.execute(select(AUTHORIZATION_SERVERS))]


def add(db: Connection, server: CustomServer) -> None:
    db.execute(AUTHORIZATION_SERVERS.insert(), asdict(server))
