"""Users of a tenant (Microsoft Graph resource `user`)."""

from dataclasses import asdict, dataclass

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    select,
)

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Prepared, Row

USERS = Table(
    "users",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("user_principal_name", String(113), nullable=False),
    Column("upn_key", String(113), nullable=False),
    Column("display_name", String(256), nullable=False),
    Column("given_name", String(64)),
    Column("surname", String(64)),
    Column("mail", String(256)),
    Column("account_enabled", Boolean, nullable=False),
    Column("password_hash", String(200)),
    UniqueConstraint("tenant_id", "upn_key"),
)


@dataclass(frozen=True, slots=True)
class User:
    """A member of a tenant. id: the object id, `oid` in tokens. password_hash: None when there is no password."""

    id: str
    tenant_id: str
    user_principal_name: str
    display_name: str
    given_name: str | None
    surname: str | None
    mail: str | None
    account_enabled: bool
    password_hash: str | None


_COLUMNS = [USERS.c[name] for name in User.__slots__]
_BY_ID = Prepared(select(*_COLUMNS).where(USERS.c.id == bindparam("id")))
_BY_UPN = Prepared(
    select(*_COLUMNS).where(USERS.c.tenant_id == bindparam("tenant"), USERS.c.upn_key == bindparam("upn"))
)


def by_id(db: Connection, id: str) -> User | None:
    return _one(_BY_ID.first(db, {"id": id}))


def by_sign_in_name(db: Connection, tenant_id: str, name: str) -> User | None:
    """Find a user by what a person types: the userPrincipalName, in any case."""
    return _one(_BY_UPN.first(db, {"tenant": tenant_id, "upn": name.strip().lower()}))


def add(db: Connection, users: list[User]) -> None:
    if users:
        rows = [asdict(user) | {"upn_key": user.user_principal_name.lower()} for user in users]
        db.execute(USERS.insert(), rows)


def set_enabled(db: Connection, id: str, enabled: bool) -> None:
    db.execute(USERS.update().where(USERS.c.id == id).values(account_enabled=enabled))


def set_password(db: Connection, id: str, password_hash: str) -> None:
    db.execute(USERS.update().where(USERS.c.id == id).values(password_hash=password_hash))


def _one(row: Row | None) -> User | None:
    if row is None:
        return None
    # SQLite has no booleans.
    return User(*row[:7], bool(row[7]), row[8])  # type: ignore[call-arg]
