"""Client secrets as an administrator sees them at any time, as in the real console.

They stand here in the clear for that alone (docs/decisions/0012): the token endpoint compares with the hashes that the
application's settings hold.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Float, ForeignKey, String, Table, select

from mocks.okta.directory import METADATA

CLIENT_SECRETS = Table(
    "client_secrets",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("value", String(100), nullable=False),
    Column("status", String(10), nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """A secret of an application; an inactive one is refused. Moments in seconds since the epoch."""

    id: str
    application_id: str
    value: str
    status: str
    created: float
    last_updated: float


_COLUMNS = [CLIENT_SECRETS.c[name] for name in ClientSecret.__slots__]


def add(db: Connection, id: str, application_id: str, value: str, now: datetime) -> ClientSecret:
    moment = now.timestamp()
    secret = ClientSecret(id, application_id, value, ACTIVE, moment, moment)
    row = {name: getattr(secret, name) for name in ClientSecret.__slots__}
    db.execute(CLIENT_SECRETS.insert(), row)
    return secret


def of(db: Connection, application_id: str) -> list[ClientSecret]:
    """Return an application's secrets, the newest first."""
    mine = select(*_COLUMNS).where(CLIENT_SECRETS.c.application_id == application_id)
    newest = (CLIENT_SECRETS.c.created.desc(), CLIENT_SECRETS.c.id)
    return [ClientSecret(*row) for row in db.execute(mine.order_by(*newest))]


def set_status(db: Connection, id: str, status: str, now: datetime) -> None:
    values = {"status": status, "last_updated": now.timestamp()}
    db.execute(CLIENT_SECRETS.update().where(CLIENT_SECRETS.c.id == id).values(values))


def remove(db: Connection, id: str) -> None:
    db.execute(CLIENT_SECRETS.delete().where(CLIENT_SECRETS.c.id == id))
