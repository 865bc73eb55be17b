"""Which authenticators the org offers: those of `mocks/okta/authenticators`, switched on or off by administrators.

Source: fact sheet 6.5.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Float, String, Table, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY

AUTHENTICATORS = Table(
    "authenticators",
    METADATA,
    Column("key", String(40), primary_key=True),
    Column("id", KEY, nullable=False, unique=True),
    Column("status", String(10), nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"


@dataclass(frozen=True, slots=True)
class Setting:
    """key: of the authenticator. id: `aut…`. created, last_updated: seconds since the epoch."""

    key: str
    id: str
    status: str
    created: float
    last_updated: float


_EVERY = Prepared(select(*(AUTHENTICATORS.c[name] for name in Setting.__slots__)).order_by(AUTHENTICATORS.c.key))


def every(db: Connection) -> list[Setting]:
    return [Setting(*row) for row in _EVERY.rows(db, {})]


def active(db: Connection) -> frozenset[str]:
    """Return the keys of the authenticators that are switched on."""
    return frozenset(setting.key for setting in every(db) if setting.status == ACTIVE)


def by_id(db: Connection, id: str) -> Setting | None:
    return next((setting for setting in every(db) if setting.id == id), None)


def add(db: Connection, key: str, id: str, now: datetime) -> None:
    moment = now.timestamp()
    row = {"key": key, "id": id, "status": ACTIVE, "created": moment, "last_updated": moment}
    db.execute(AUTHENTICATORS.insert(), row)


def switch(db: Connection, key: str, status: str, now: datetime) -> None:
    values = {"status": status, "last_updated": now.timestamp()}
    db.execute(AUTHENTICATORS.update().where(AUTHENTICATORS.c.key == key).values(values))
