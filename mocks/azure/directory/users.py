"""Users of a tenant (Microsoft Graph resource `user`): columns are named as Graph names its properties."""

from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
)

from mocks.azure.directory import METADATA, objects
from mocks.azure.directory._columns import CASELESS
from mocks.azure.directory.objects import Kind, Record
from mocks.kit.prepared import Prepared, Row

_TEXTS = (
    *("age_group", "city", "company_name", "country", "creation_type", "department", "employee_id", "employee_type"),
    *("external_user_state", "fax_number", "job_title", "mail_nickname", "mobile_phone", "office_location"),
    *("on_premises_distinguished_name", "on_premises_domain_name", "on_premises_immutable_id"),
    *("on_premises_sam_account_name", "on_premises_security_identifier", "on_premises_user_principal_name"),
    *("password_policies", "postal_code", "preferred_language", "state", "street_address", "usage_location"),
    "user_type",
)
_TIMES = (
    *("created_date_time", "deleted_date_time", "employee_hire_date", "external_user_state_change_date_time"),
    *("last_password_change_date_time", "on_premises_last_sync_date_time", "sign_in_sessions_valid_from_date_time"),
)
LISTS = ("business_phones", "im_addresses", "other_mails", "proxy_addresses")
"""Collections of texts, as JSON."""
OBJECTS = ("employee_org_data", "on_premises_extension_attributes")
"""Structured properties, as JSON."""

USERS = Table(
    "users",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("user_principal_name", CASELESS, nullable=False),
    Column("upn_key", String(150), nullable=False),
    Column("display_name", CASELESS, nullable=False),
    Column("given_name", CASELESS),
    Column("surname", CASELESS),
    Column("mail", CASELESS),
    Column("account_enabled", Boolean, nullable=False),
    Column("password_hash", String(200)),
    *(Column(name, CASELESS) for name in _TEXTS),
    *(Column(name, Float) for name in _TIMES),
    Column("on_premises_sync_enabled", Boolean),
    *(Column(name, Text) for name in (*LISTS, *OBJECTS)),
    Column("manager_id", String(36)),
    UniqueConstraint("tenant_id", "upn_key"),
)
for _name in ("user_principal_name", "display_name", "given_name", "surname", "mail", "department", "employee_id"):
    Index(f"users_by_{_name}", USERS.c.tenant_id, func.lower(USERS.c[_name]), USERS.c.id)
_led = USERS.c.manager_id.is_not(None)
Index("users_by_manager", USERS.c.manager_id, sqlite_where=_led, postgresql_where=_led)
_there = USERS.c.deleted_date_time.is_(None)
# The list, in its order, and its length: answered without a look at the rows.
_listed = (USERS.c.tenant_id, USERS.c.id, USERS.c.deleted_date_time)
Index("users_there", *_listed, sqlite_where=_there, postgresql_where=_there)
_gone = USERS.c.deleted_date_time.is_not(None)
# Of the deleted alone: a list of all the others must not be found through it.
Index("users_deleted", USERS.c.tenant_id, USERS.c.deleted_date_time, sqlite_where=_gone, postgresql_where=_gone)

USER = Kind("user", USERS)


@dataclass(frozen=True, slots=True)
class User:
    """A member of a tenant. id: the object id, `oid` in tokens. password_hash: None when there is no password.

    sign_in_sessions_valid_from_date_time: what was signed in to before is over; seconds since the epoch.
    """

    id: str
    tenant_id: str
    user_principal_name: str
    display_name: str
    given_name: str | None
    surname: str | None
    mail: str | None
    account_enabled: bool
    password_hash: str | None
    sign_in_sessions_valid_from_date_time: float | None = None
    last_password_change_date_time: float | None = None

    def was_revoked(self, auth_time: int, *, by_password: bool) -> bool:
        """Tell whether a sign-in was before the moment from which sessions are good again.

        by_password: whether a change of the password ends it too, as it does for clients without a secret alone.
        """
        changed = self.last_password_change_date_time if by_password else None
        return auth_time < int(max(self.sign_in_sessions_valid_from_date_time or 0, changed or 0))


_COLUMNS = [USERS.c[name] for name in User.__slots__]
_THERE = select(*_COLUMNS).where(USERS.c.deleted_date_time.is_(None))
_BY_ID = Prepared(_THERE.where(USERS.c.id == bindparam("id")))
_BY_UPN = Prepared(_THERE.where(USERS.c.tenant_id == bindparam("tenant"), USERS.c.upn_key == bindparam("upn")))


def by_id(db: Connection, id: str) -> User | None:
    return _one(_BY_ID.first(db, {"id": id}))


def by_sign_in_name(db: Connection, tenant_id: str, name: str) -> User | None:
    """Find a user by what a person types: the userPrincipalName, in any case."""
    return _one(_BY_UPN.first(db, {"tenant": tenant_id, "upn": name.strip().lower()}))


def add(db: Connection, users: list[User], now: float) -> None:
    """Write the first users of a directory: nobody has asked for its changes yet, so none are noted."""
    if users:
        db.execute(USERS.insert(), [asdict(user) | _beginnings(user, now) for user in users])


def _beginnings(user: User, now: float) -> dict[str, str | float | None]:
    """Return what a directory writes about a new user by itself."""
    nickname = user.user_principal_name.partition("@")[0]
    addresses = msgspec.json.encode([f"SMTP:{user.mail}"]).decode() if user.mail else None
    found = {"upn_key": user.user_principal_name.lower(), "mail_nickname": nickname, "proxy_addresses": addresses}
    times = dict.fromkeys(("created_date_time", "sign_in_sessions_valid_from_date_time"), now)
    return {**found, "user_type": "Member", **times, "last_password_change_date_time": now}


def set_enabled(db: Connection, user: User, enabled: bool, now: float) -> None:
    objects.change(db, USER, (user.tenant_id, user.id), {"account_enabled": enabled}, now)


def set_password(db: Connection, user: User, password_hash: str, now: float) -> None:
    values = {"password_hash": password_hash, "last_password_change_date_time": now}
    objects.change(db, USER, (user.tenant_id, user.id), values, now)


def revoke_sessions(db: Connection, user: User, now: float) -> None:
    """Let everything end that was signed in to until now; the second that has begun counts as past."""
    values = {"sign_in_sessions_valid_from_date_time": float(int(now) + 1)}
    objects.change(db, USER, (user.tenant_id, user.id), values, now)


def as_user(record: Record) -> User:
    """Return what a sign-in knows of a user's record."""
    known: dict[str, Any] = {name: record.get(name) for name in User.__slots__}
    return User(**known)


def _one(row: Row | None) -> User | None:
    if row is None:
        return None
    # SQLite has no booleans.
    return User(*row[:7], bool(row[7]), *row[8:])  # type: ignore[call-arg]
