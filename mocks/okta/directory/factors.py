"""What people have set up to prove who they are, beside their password: one record per person and authenticator.

A secret is kept as it must be to check a proof: the key of a one-time password readable, since both sides compute with
it, an answer hashed, a public key as it is. It is told once, while it is set up, and in no answer and no record since.
Source: fact sheet 6.6.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    select,
)

from mocks.kit.prepared import Prepared, Row
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY

FACTORS = Table(
    "factors",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("authenticator", String(40), nullable=False),
    Column("status", String(20), nullable=False),
    Column("profile", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)


class Status(StrEnum):
    """Whether a factor was proven to work yet."""

    PENDING = "PENDING_ACTIVATION"
    ACTIVE = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Factor:
    """authenticator: its key. profile: what is shown of it. counter: of proofs that may not come back, see each kind.

    failures: wrong proofs since the last right one. created, last_updated: seconds since the epoch.
    """

    id: str
    user_id: str
    authenticator: str
    status: Status
    profile: Mapping[str, Any]
    secret: str
    counter: int
    failures: int
    created: float
    last_updated: float


_HERE = FACTORS.c.id == bindparam("factor")
_COLUMNS = [FACTORS.c[name] for name in Factor.__slots__]
_OF_USER = Prepared(
    select(*_COLUMNS).where(FACTORS.c.user_id == bindparam("user")).order_by(FACTORS.c.created, FACTORS.c.id)
)
_ATTEMPT = Prepared(FACTORS.update().where(_HERE).values(failures=FACTORS.c.failures + 1).returning(FACTORS.c.failures))
_SPEND = Prepared(
    FACTORS.update()
    .where(_HERE, FACTORS.c.counter < bindparam("reached"))
    .values(counter=bindparam("reached"))
    .returning(FACTORS.c.id)
)


def of_user(db: Connection, user_id: str) -> list[Factor]:
    """Return a person's factors, the oldest first."""
    return [_factor(row) for row in _OF_USER.rows(db, {"user": user_id})]


def by_id(db: Connection, user_id: str, id: str) -> Factor | None:
    return next((factor for factor in of_user(db, user_id) if factor.id == id), None)


def add(db: Connection, factor: Factor) -> None:
    db.execute(FACTORS.insert(), asdict(factor) | {"profile": msgspec.json.encode(factor.profile).decode()})


def activate(db: Connection, id: str, now: datetime, **known: Any) -> None:
    """Let a factor be used from now on. known: `profile` and `secret`, where only the first proof brings them."""
    if "profile" in known:
        known["profile"] = msgspec.json.encode(known["profile"]).decode()
    values = {"status": Status.ACTIVE, "failures": 0, "last_updated": now.timestamp(), **known}
    db.execute(FACTORS.update().where(FACTORS.c.id == id).values(values))


def attempt(db: Connection, id: str) -> int:
    """Count an attempt before it is judged, so that none of many at once goes uncounted; return how many there were."""
    row = _ATTEMPT.first(db, {"factor": id})
    return int(row[0]) if row else 0


def forgive(db: Connection, user_id: str) -> None:
    """Forget the wrong proofs of a person."""
    db.execute(FACTORS.update().where(FACTORS.c.user_id == user_id).values(failures=0))


def spend(db: Connection, id: str, reached: int) -> bool:
    """Move a factor's counter forward; False when another proof has brought it there, or beyond."""
    return _SPEND.first(db, {"factor": id, "reached": reached}) is not None


def remove(db: Connection, id: str) -> None:
    db.execute(FACTORS.delete().where(FACTORS.c.id == id))


def remove_of(db: Connection, user_id: str) -> None:
    """Remove everything that a person has set up."""
    db.execute(FACTORS.delete().where(FACTORS.c.user_id == user_id))


def _factor(row: Row) -> Factor:
    id, user_id, authenticator, status, profile, *rest = row
    return Factor(id, user_id, authenticator, Status(status), msgspec.json.decode(profile), *rest)
