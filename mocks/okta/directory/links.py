"""Account links: external identity (identity provider and `sub`) to user. A link is never re-matched."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    select,
)

from mocks.okta.directory import METADATA

LINKS = Table(
    "account_links",
    METADATA,
    Column("idp_id", ForeignKey("identity_providers.id"), primary_key=True),
    Column("external_id", String(255), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created", DateTime(timezone=True), nullable=False),
    Column("profile", Text, nullable=False),
    UniqueConstraint("idp_id", "user_id"),
)

_USER_OF = select(LINKS.c.user_id).where(LINKS.c.idp_id == bindparam("idp"), LINKS.c.external_id == bindparam("sub"))
_LINKED = select(LINKS.c.external_id).where(LINKS.c.idp_id == bindparam("idp"), LINKS.c.user_id == bindparam("user"))
_REFRESH = (
    LINKS.update()
    .where(LINKS.c.idp_id == bindparam("idp"), LINKS.c.external_id == bindparam("sub"))
    .values(profile=bindparam("body"))
)


def user_of(db: Connection, idp_id: str, external_id: str) -> str | None:
    """Return the id of the user whom an external identity is linked to."""
    return db.execute(_USER_OF, {"idp": idp_id, "sub": external_id}).scalar()


def is_linked(db: Connection, idp_id: str, user_id: str) -> bool:
    """Tell whether a user has a link to this provider, under whatever external id."""
    return db.execute(_LINKED, {"idp": idp_id, "user": user_id}).first() is not None


def add(db: Connection, idp_id: str, external_id: str, user_id: str, profile: Mapping[str, Any], now: datetime) -> None:
    body = msgspec.json.encode(profile).decode()
    row = {"idp_id": idp_id, "external_id": external_id, "user_id": user_id, "created": now, "profile": body}
    db.execute(LINKS.insert(), row)


def refresh(db: Connection, idp_id: str, external_id: str, profile: Mapping[str, Any]) -> None:
    """Keep what the provider said this time."""
    body = msgspec.json.encode(profile).decode()
    db.execute(_REFRESH, {"idp": idp_id, "sub": external_id, "body": body})
