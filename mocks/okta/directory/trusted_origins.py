"""Origins whose pages may call the org with a person's cookies, or be redirected to (fact sheet 5.3)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Column, Connection, Float, String, Table, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta import redirect_uris
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY
from mocks.okta.directory.applications import APPLICATIONS, Settings

TRUSTED_ORIGINS = Table(
    "trusted_origins",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("origin", String(255), nullable=False, unique=True),
    Column("status", String(10), nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("created", Float, nullable=False),
    Column("created_by", String(20), nullable=False),
    Column("last_updated", Float, nullable=False),
    Column("last_updated_by", String(20), nullable=False),
)
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"
CORS, REDIRECT = "CORS", "REDIRECT"


@dataclass(frozen=True, slots=True)
class TrustedOrigin:
    """scopes: CORS, REDIRECT or both, with a space between. Moments in seconds since the epoch."""

    id: str
    name: str
    origin: str
    status: str
    scopes: str
    created: float
    created_by: str
    last_updated: float
    last_updated_by: str


_COLUMNS = [TRUSTED_ORIGINS.c[name] for name in TrustedOrigin.__slots__]
_TRUSTED = Prepared(
    select(TRUSTED_ORIGINS.c.scopes).where(
        TRUSTED_ORIGINS.c.origin == bindparam("origin"), TRUSTED_ORIGINS.c.status == ACTIVE
    )
)


def is_trusted(db: Connection, origin: str, scope: str) -> bool:
    row = _TRUSTED.first(db, {"origin": origin})
    return row is not None and scope in row[0].split()


def is_of_a_browser_application(db: Connection, origin: str) -> bool:
    """Tell whether an active single-page application is redirected to this origin."""
    settings_text = APPLICATIONS.c.settings
    likely = settings_text.contains(origin, autoescape=True) | settings_text.contains("SUBDOMAIN")
    rows = db.execute(select(settings_text).where(APPLICATIONS.c.status == "ACTIVE", likely))
    found = (msgspec.json.decode(row.settings, type=Settings) for row in rows)
    return any(_is_redirected_to(settings, origin) for settings in found if settings.application_type == "browser")


def _is_redirected_to(settings: Settings, origin: str) -> bool:
    parts = [urlsplit(uri) for uri in settings.redirect_uris]
    return redirect_uris.matches([f"{part.scheme}://{part.netloc}" for part in parts], origin)


def by_id(db: Connection, id: str) -> TrustedOrigin | None:
    row = db.execute(select(*_COLUMNS).where(TRUSTED_ORIGINS.c.id == id)).first()
    return _origin(row) if row else None


def page(db: Connection, limit: int, after: str | None, q: str = "") -> list[TrustedOrigin]:
    """Return up to `limit` origins by id, after the given one. q: what the name or origin must contain."""
    query = select(*_COLUMNS).order_by(TRUSTED_ORIGINS.c.id).limit(limit)
    if after is not None:
        query = query.where(TRUSTED_ORIGINS.c.id > after)
    if q:
        name, origin = (TRUSTED_ORIGINS.c[column].icontains(q, autoescape=True) for column in ("name", "origin"))
        query = query.where(name | origin)
    return [_origin(row) for row in db.execute(query)]


def write(db: Connection, record: TrustedOrigin) -> None:
    """Store an origin, a new one or one that is there; raises IntegrityError when name or origin is another's."""
    if by_id(db, record.id):
        db.execute(TRUSTED_ORIGINS.update().where(TRUSTED_ORIGINS.c.id == record.id).values(asdict(record)))
    else:
        db.execute(TRUSTED_ORIGINS.insert(), asdict(record))


def remove(db: Connection, id: str) -> None:
    db.execute(TRUSTED_ORIGINS.delete().where(TRUSTED_ORIGINS.c.id == id))


def _origin(row: Sequence[Any]) -> TrustedOrigin:
    return TrustedOrigin(*row)
