"""Users of the Universal Directory (fact sheet section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    select,
)

from mocks.kit.prepared import Prepared, Row
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY, JsonText

USERS = Table(
    "users",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("status", String(20), nullable=False),
    Column("login_key", KEY, nullable=False, unique=True),
    Column("email_key", KEY, nullable=False, index=True),
    Column("profile", Text, nullable=False),
    Column("password_hash", Text),
    Column("provider", String(20), nullable=False),
    Column("recovery", Text),
    Column("created", Float, nullable=False),
    Column("activated", Float),
    Column("status_changed", Float),
    Column("last_login", Float),
    Column("last_updated", Float, nullable=False, index=True),
    Column("password_changed", Float),
    Column("failed_attempts", Integer, nullable=False, default=0, server_default="0"),
)
PASSWORD_HISTORY = Table(
    "password_history",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("password_hash", Text, nullable=False),
)
_SEARCHED = ("firstName", "lastName", "department", "employeeNumber")
"""Attributes that people are looked up by, beside login and e-mail: an index each."""

for _name in _SEARCHED:
    Index(f"users_{_name}", JsonText(USERS.c.profile, _name))


class Status(StrEnum):
    """Life-cycle states; a person may sign in while ACTIVE."""

    STAGED = "STAGED"
    PROVISIONED = "PROVISIONED"
    ACTIVE = "ACTIVE"
    RECOVERY = "RECOVERY"
    PASSWORD_EXPIRED = "PASSWORD_EXPIRED"  # noqa: S105 (a status)
    LOCKED_OUT = "LOCKED_OUT"
    SUSPENDED = "SUSPENDED"
    DEPROVISIONED = "DEPROVISIONED"


class Provider(StrEnum):
    """Who checks the person's credential."""

    OKTA = "OKTA"
    FEDERATION = "FEDERATION"
    SOCIAL = "SOCIAL"
    ACTIVE_DIRECTORY = "ACTIVE_DIRECTORY"
    LDAP = "LDAP"
    IMPORT = "IMPORT"


@dataclass(frozen=True, slots=True)
class User:
    """A person in the directory. profile: at least login, email, firstName and lastName.

    password_changed, status_changed: seconds since the epoch. failed_attempts: since the last right password.
    """

    id: str
    status: Status
    profile: dict[str, Any]
    password_hash: str | None
    provider: Provider
    password_changed: float | None = None
    status_changed: float | None = None
    failed_attempts: int = 0

    @property
    def login(self) -> str:
        return str(self.profile["login"])

    @property
    def display_name(self) -> str:
        return str(self.profile.get("displayName") or f"{self.profile['firstName']} {self.profile['lastName']}")


_decode = msgspec.json.Decoder(dict[str, Any]).decode
_COLUMNS = [USERS.c[name] for name in User.__slots__]
_BY_ID = Prepared(select(*_COLUMNS).where(USERS.c.id == bindparam("id")))
_BY_LOGIN = Prepared(select(*_COLUMNS).where(USERS.c.login_key == bindparam("login")))
_BY_EMAIL = Prepared(select(*_COLUMNS).where(USERS.c.email_key == bindparam("email")))

_BY_NAMES = Prepared(
    select(*_COLUMNS)
    .where(JsonText(USERS.c.profile, "firstName") == func.lower(bindparam("first")))
    .where(JsonText(USERS.c.profile, "lastName") == func.lower(bindparam("last")))
    .limit(10)
)


def by_id(db: Connection, id: str) -> User | None:
    return _one(_BY_ID.first(db, {"id": id}))


def by_login(db: Connection, login: str) -> User | None:
    return _one(_BY_LOGIN.first(db, {"login": login.strip().lower()}))


def by_email(db: Connection, email: str) -> list[User]:
    rows = _BY_EMAIL.rows(db, {"email": email.strip().lower()})
    return [user for row in rows if (user := _one(row))]


def by_attribute(db: Connection, name: str, value: str, most: int = 2) -> list[User]:
    """Return up to `most` users whose profile has a value, case aside; raises ValueError for no attribute name."""
    query = select(*_COLUMNS).where(JsonText(USERS.c.profile, name) == func.lower(value)).limit(most)
    return [user for row in db.execute(query).all() if (user := _one(tuple(row)))]


def by_names(db: Connection, first: str, last: str) -> list[User]:
    """Return up to ten users of a first and last name, case aside."""
    rows = _BY_NAMES.rows(db, {"first": first, "last": last})
    return [user for row in rows if (user := _one(row))]


def by_sign_in_name(db: Connection, name: str) -> User | None:
    """Find a user by login, or by the part before `@` where that is unique."""
    name = name.strip().lower()
    if "@" in name or not name:
        return by_login(db, name)
    escaped = name.replace("/", "//").replace("%", "/%").replace("_", "/_")
    rows = db.execute(select(*_COLUMNS).where(USERS.c.login_key.like(f"{escaped}@%", escape="/")).limit(2)).all()
    return _one(rows[0]) if len(rows) == 1 else by_login(db, name)


_INSERT = Prepared(USERS.insert())


def add(db: Connection, user: User, now: datetime) -> None:
    """Write a new user; raises Conflict when the login is taken."""
    moment = now.timestamp()
    row = {
        "id": user.id,
        "status": user.status.value,
        "password_hash": user.password_hash,
        "provider": user.provider.value,
        "recovery": None,
        "created": moment,
        "activated": moment if user.status is Status.ACTIVE else None,
        "status_changed": moment,
        "last_login": None,
        "last_updated": moment,
        "password_changed": moment if user.password_hash else None,
        "failed_attempts": 0,
    }
    _INSERT.run(db, _profile_columns(user.profile) | row)


def update_profile(db: Connection, id: str, profile: Mapping[str, Any], now: datetime) -> None:
    values = _profile_columns(profile) | {"last_updated": now.timestamp()}
    db.execute(USERS.update().where(USERS.c.id == id).values(values))


def set_status(db: Connection, id: str, status: Status, now: datetime) -> None:
    moment = now.timestamp()
    values: dict[str, Any] = {"status": status.value, "status_changed": moment, "last_updated": moment}
    if status is Status.ACTIVE:
        values["activated"] = func.coalesce(USERS.c.activated, moment)
    db.execute(USERS.update().where(USERS.c.id == id).values(values))


def set_credentials(db: Connection, id: str, *, password_hash: str | None, provider: Provider, now: datetime) -> None:
    """Say who checks the person's password, and against what; None: there is none here. The old one is remembered."""
    old = select(USERS.c.id, USERS.c.password_hash).where(USERS.c.id == id, USERS.c.password_hash != password_hash)
    db.execute(PASSWORD_HISTORY.insert().from_select(["user_id", "password_hash"], old))
    moment = now.timestamp()
    values = {"password_hash": password_hash, "provider": provider.value, "last_updated": moment}
    db.execute(USERS.update().where(USERS.c.id == id).values(values | {"password_changed": moment}))


def replace_hash(db: Connection, id: str, before: str, after: str) -> bool:
    """Keep the same password under another hash; tell whether it was still the same."""
    here = (USERS.c.id == id, USERS.c.password_hash == before)
    return db.execute(USERS.update().where(*here).values(password_hash=after)).rowcount > 0


def set_recovery(db: Connection, id: str, recovery: Mapping[str, str], now: datetime) -> None:
    """Store the recovery question and its hashed answer."""
    values = {"recovery": msgspec.json.encode(recovery).decode(), "last_updated": now.timestamp()}
    db.execute(USERS.update().where(USERS.c.id == id).values(values))


_SIGNED_IN = Prepared(USERS.update().where(USERS.c.id == bindparam("user")).values(last_login=bindparam("now")))


def note_sign_in(db: Connection, id: str, now: datetime) -> None:
    _SIGNED_IN.run(db, {"user": id, "now": now.timestamp()})


def _profile_columns(profile: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "login_key": str(profile["login"]).lower(),
        "email_key": str(profile["email"]).lower(),
        "profile": msgspec.json.encode(profile).decode(),
    }


def _one(row: Row | None) -> User | None:
    if row is None:
        return None
    id, status, profile, password_hash, provider, *others = row
    return User(id, Status(status), _decode(profile), password_hash, Provider(provider), *others)
