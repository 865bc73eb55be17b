"""Keys around identity providers: whom the org trusts, and by what it proves itself to a provider (fact sheet 3.1)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column, Connection, Float, ForeignKey, Table, Text, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY

TRUST_KEYS = Table(
    "idp_trust_keys",
    METADATA,
    Column("kid", KEY, primary_key=True),
    Column("x5c", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
SIGNING_KEYS = Table(
    "idp_signing_keys",
    METADATA,
    Column("idp_id", ForeignKey("identity_providers.id"), primary_key=True),
    Column("kid", KEY, primary_key=True),
    Column("pem", Text, nullable=False),
    Column("x5c", Text, nullable=False),
    Column("created", Float, nullable=False),
)
SIGNING_REQUESTS = Table(
    "idp_signing_requests",
    METADATA,
    Column("idp_id", ForeignKey("identity_providers.id"), primary_key=True),
    Column("kid", KEY, primary_key=True),
    Column("pem", Text, nullable=False),
    Column("csr", Text, nullable=False),
    Column("created", Float, nullable=False),
)


@dataclass(frozen=True, slots=True)
class TrustKey:
    """A provider's certificate, in base64 of DER. Moments in seconds since the epoch."""

    kid: str
    x5c: str
    created: float
    last_updated: float


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of the org's own at one provider: private in PEM, its certificate in base64 of DER."""

    idp_id: str
    kid: str
    pem: str
    x5c: str
    created: float


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """A key that waits for its certificate; csr: base64 of DER."""

    idp_id: str
    kid: str
    pem: str
    csr: str
    created: float


_TRUST, _SIGNING, _REQUEST = (list(table.c) for table in (TRUST_KEYS, SIGNING_KEYS, SIGNING_REQUESTS))
_SIGNING_KEY = Prepared(
    select(*_SIGNING).where(SIGNING_KEYS.c.idp_id == bindparam("idp"), SIGNING_KEYS.c.kid == bindparam("kid"))
)


def trust_key(db: Connection, kid: str) -> TrustKey | None:
    row = db.execute(select(*_TRUST).where(TRUST_KEYS.c.kid == kid)).first()
    return TrustKey(*row) if row else None


def trust_keys(db: Connection, limit: int, after: str | None) -> list[TrustKey]:
    query = select(*_TRUST).where(TRUST_KEYS.c.kid > (after or "")).order_by(TRUST_KEYS.c.kid).limit(limit)
    return [TrustKey(*row) for row in db.execute(query)]


def write_trust_key(db: Connection, key: TrustKey) -> None:
    """Store a key, a new one or one that is there."""
    remove_trust_key(db, key.kid)
    db.execute(TRUST_KEYS.insert(), asdict(key))


def remove_trust_key(db: Connection, kid: str) -> None:
    db.execute(TRUST_KEYS.delete().where(TRUST_KEYS.c.kid == kid))


def signing_key(db: Connection, idp_id: str, kid: str) -> SigningKey | None:
    row = _SIGNING_KEY.first(db, {"idp": idp_id, "kid": kid})
    return SigningKey(*row) if row else None


def signing_keys(db: Connection, idp_id: str) -> list[SigningKey]:
    """Return the org's keys at a provider, the oldest first."""
    mine = select(*_SIGNING).where(SIGNING_KEYS.c.idp_id == idp_id)
    return [SigningKey(*row) for row in db.execute(mine.order_by(SIGNING_KEYS.c.created, SIGNING_KEYS.c.kid))]


def add_signing_key(db: Connection, key: SigningKey) -> None:
    db.execute(SIGNING_KEYS.insert(), asdict(key))


def signing_requests(db: Connection, idp_id: str, kid: str = "") -> list[SigningRequest]:
    """Return what waits for a certificate at a provider: everything, or the request with an id."""
    query = select(*_REQUEST).where(SIGNING_REQUESTS.c.idp_id == idp_id).order_by(SIGNING_REQUESTS.c.created)
    rows: Sequence[Any] = db.execute(query.where(SIGNING_REQUESTS.c.kid == kid) if kid else query).all()
    return [SigningRequest(*row) for row in rows]


def add_signing_request(db: Connection, request: SigningRequest) -> None:
    db.execute(SIGNING_REQUESTS.insert(), asdict(request))


def remove_signing_request(db: Connection, idp_id: str, kid: str) -> None:
    here = (SIGNING_REQUESTS.c.idp_id == idp_id, SIGNING_REQUESTS.c.kid == kid)
    db.execute(SIGNING_REQUESTS.delete().where(*here))


def remove_of_provider(db: Connection, idp_id: str) -> None:
    for table in (SIGNING_KEYS, SIGNING_REQUESTS):
        db.execute(table.delete().where(table.c.idp_id == idp_id))
