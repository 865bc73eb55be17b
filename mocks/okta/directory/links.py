"""Account links: external identity (identity provider and `sub`) to user. A link is never re-matched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    select,
)

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

LINKS = Table(
    "account_links",
    METADATA,
    Column("idp_id", ForeignKey("identity_providers.id"), primary_key=True),
    Column("external_id", String(255), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
    Column("profile", Text, nullable=False),
    UniqueConstraint("idp_id", "user_id"),
)

_HERE = (LINKS.c.idp_id == bindparam("idp"), LINKS.c.external_id == bindparam("sub"))
_USER_OF = Prepared(select(LINKS.c.user_id).where(*_HERE))
_INSERT = Prepared(LINKS.insert())
_REFRESH = Prepared(LINKS.update().where(*_HERE).values(profile=bindparam("body"), last_updated=bindparam("now")))
_LINKED = Prepared(
    select(LINKS.c.external_id).where(LINKS.c.idp_id == bindparam("idp"), LINKS.c.user_id == bindparam("user"))
)


def user_of(db: Connection, idp_id: str, external_id: str) -> str | None:
    """Return the id of the user whom an external identity is linked to."""
    row = _USER_OF.first(db, {"idp": idp_id, "sub": external_id})
    return row[0] if row else None


def is_linked(db: Connection, idp_id: str, user_id: str) -> bool:
    """Tell whether a user has a link to this provider, under whatever external id."""
    return _LINKED.first(db, {"idp": idp_id, "user": user_id}) is not None


def add(db: Connection, idp_id: str, external_id: str, user_id: str, profile: Mapping[str, Any], now: datetime) -> None:
    body = msgspec.json.encode(profile).decode()
    row = {
        "idp_id": idp_id,
        "external_id": external_id,
        "user_id": user_id,
        "created": now.timestamp(),
        "last_updated": now.timestamp(),
        "profile": body,
    }
    _INSERT.run(db, row)


def refresh(db: Connection, idp_id: str, external_id: str, profile: Mapping[str, Any], now: datetime) -> None:
    """Keep what the provider said this time."""
    body = msgspec.json.encode(profile).decode()
    _REFRESH.run(db, {"idp": idp_id, "sub": external_id, "body": body, "now": now.timestamp()})


def providers_of(db: Connection, user_id: str) -> list[str]:
    """Return the ids of the identity providers that a user is linked to."""
    return [row[0] for row in db.execute(select(LINKS.c.idp_id).where(LINKS.c.user_id == user_id))]


@dataclass(frozen=True, slots=True)
class Link:
    """profile: what the provider said last. created, last_updated: seconds since the epoch."""

    idp_id: str
    external_id: str
    user_id: str
    created: float
    last_updated: float
    profile: dict[str, Any]


def of_user(db: Connection, idp_id: str, user_id: str) -> Link | None:
    row = db.execute(select(LINKS).where(LINKS.c.idp_id == idp_id, LINKS.c.user_id == user_id)).first()
    return _link(row) if row else None


def page(db: Connection, idp_id: str, limit: int, after: str | None) -> tuple[list[Link], str | None]:
    """Return up to `limit` links of a provider by user id, and where the next page begins."""
    query = select(LINKS).where(LINKS.c.idp_id == idp_id, LINKS.c.user_id > (after or ""))
    found = [_link(row) for row in db.execute(query.order_by(LINKS.c.user_id).limit(limit + 1))]
    return found[:limit], found[limit - 1].user_id if len(found) > limit else None


def remove(db: Connection, idp_id: str, user_id: str) -> None:
    db.execute(LINKS.delete().where(LINKS.c.idp_id == idp_id, LINKS.c.user_id == user_id))


def remove_of_provider(db: Connection, idp_id: str) -> None:
    db.execute(LINKS.delete().where(LINKS.c.idp_id == idp_id))


def _link(row: Any) -> Link:
    profile = msgspec.json.decode(row.profile, type=dict[str, Any])
    return Link(row.idp_id, row.external_id, row.user_id, row.created, row.last_updated, profile)
