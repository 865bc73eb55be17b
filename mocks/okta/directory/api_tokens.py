"""API tokens (`SSWS`): each acts for the administrator who made it, and dies when nobody uses it (fact sheet 7.1)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Float, ForeignKey, String, Table, bindparam, select

from mocks.kit.ids import Ids
from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

API_TOKENS = Table(
    "api_tokens",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
)
WINDOW = timedelta(days=30)
"""A token lives so long after its last use."""

_TOUCH_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """user_id: who made it. Moments in seconds since the epoch."""

    id: str
    name: str
    user_id: str
    created: float
    last_updated: float
    expires_at: float


_COLUMNS = [API_TOKENS.c[name] for name in ApiToken.__slots__]
_BY_DIGEST = Prepared(
    select(*_COLUMNS).where(API_TOKENS.c.digest == bindparam("token"), API_TOKENS.c.expires_at > bindparam("now"))
)
_TOUCH = Prepared(
    API_TOKENS.update()
    .where(API_TOKENS.c.id == bindparam("token"))
    .values(last_updated=bindparam("now"), expires_at=bindparam("until"))
)


def new_value(ids: Ids) -> str:
    """Return a value in the form that Okta's tokens have."""
    return "00" + ids.alphanumeric(40)


def add(db: Connection, id: str, name: str, user_id: str, value: str, now: datetime) -> None:
    """Store a token by its digest: it is long and random, so a plain hash gives nothing away."""
    moment = now.timestamp()
    row = {"id": id, "name": name, "user_id": user_id, "digest": _digest(value), "created": moment}
    db.execute(API_TOKENS.insert(), row | {"last_updated": moment, "expires_at": _until(now)})


def use(db: Connection, value: str, now: datetime) -> ApiToken | None:
    """Find a token that is good, and let its time begin anew."""
    row = _BY_DIGEST.first(db, {"token": _digest(value), "now": now.timestamp()})
    if row is None:
        return None
    token = ApiToken(*row)
    if now.timestamp() - token.last_updated > _TOUCH_EVERY.total_seconds():
        _TOUCH.run(db, {"token": token.id, "now": now.timestamp(), "until": _until(now)})
    return token


def every(db: Connection, now: datetime) -> list[ApiToken]:
    alive = select(*_COLUMNS).where(API_TOKENS.c.expires_at > now.timestamp()).order_by(API_TOKENS.c.id)
    return [ApiToken(*row) for row in db.execute(alive)]


def by_id(db: Connection, id: str, now: datetime) -> ApiToken | None:
    row = db.execute(select(*_COLUMNS).where(API_TOKENS.c.id == id, API_TOKENS.c.expires_at > now.timestamp())).first()
    return ApiToken(*row) if row else None


def drop(db: Connection, id: str) -> bool:
    """Revoke a token; tells whether it was there."""
    return db.execute(API_TOKENS.delete().where(API_TOKENS.c.id == id)).rowcount > 0


def _until(now: datetime) -> float:
    return (now + WINDOW).timestamp()


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
