"""Directories that people are imported from: how each is matched, mapped and obeyed. Source: fact sheet 9.1."""

from typing import Annotated, Literal

import msgspec
from sqlalchemy import Column, Connection, String, Table, Text, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

IDENTITY_SOURCES = Table(
    "identity_sources",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("body", Text, nullable=False),
)

_SAME = ("email", "firstName", "lastName", "displayName", "department", "title", "employeeNumber", "mobilePhone")
DEFAULT_MAPPING = {"login": "appuser.userName"} | {name: f"appuser.{name}" for name in _SAME}
"""Okta attribute to an expression over what the source says of a person."""


class Matching(msgspec.Struct, frozen=True, rename="camel"):
    """When an imported person is somebody who is here already.

    exact: by the login, by the e-mail address, or by every one of `attributes`, case-sensitively. partial: whether
    first and last name together make a partial match.
    """

    exact: Literal["USERNAME", "EMAIL", "ATTRIBUTES"] = "USERNAME"
    attributes: tuple[str, ...] = ()
    partial: bool = True


class Confirmation(msgspec.Struct, frozen=True, rename="camel"):
    """Which results an administrator need not confirm; activate: whether confirmed new people are activated."""

    exact: bool = True
    partial: bool = False
    new: bool = True
    activate: bool = True


class Departure(msgspec.Struct, frozen=True, rename="camel"):
    """What follows when a person is gone from the source, and when they are back.

    safeguard: percent of the source's people; an import that would take more than those away (and more than
    `least` people) stops.
    """

    action: Literal["NONE", "DEACTIVATE", "SUSPEND"] = "DEACTIVATE"
    reactivate: bool = True
    unsuspend: bool = True
    safeguard: int = 20
    least: int = 100


class IdentitySource(msgspec.Struct, frozen=True, rename="camel"):
    """A source. id: `0oa…`, as an application has one.

    credential: who checks the passwords of its people: DELEGATED, the source by its agent; FEDERATED, an identity
    provider; OKTA, a password that each sets for themselves. take_passwords: whether one that the source found right
    is kept here, and checked here from then on. profile_source: whether its attributes are read-only
    here. priority: among several sources of one person the least wins. schedule: minutes between imports by its
    agent, None for those that are asked for alone. group_ids: groups of the org that its people join.
    Moments in seconds since the epoch.
    """

    id: str
    name: str
    type: Literal["ACTIVE_DIRECTORY", "CUSTOM"] = "CUSTOM"
    status: Literal["ACTIVE", "INACTIVE"] = "ACTIVE"
    credential: Literal["DELEGATED", "FEDERATED", "OKTA"] = "FEDERATED"
    take_passwords: bool = False
    profile_source: bool = True
    priority: int = 1
    schedule: Annotated[int, msgspec.Meta(ge=1)] | None = None
    matching: Matching = Matching()
    confirmation: Confirmation = Confirmation()
    departure: Departure = Departure()
    group_ids: tuple[str, ...] = ()
    mapping: dict[str, str] = msgspec.field(default_factory=DEFAULT_MAPPING.copy)
    created: float = 0
    last_updated: float = 0


_decode = msgspec.json.Decoder(IdentitySource).decode
_BY_ID = Prepared(select(IDENTITY_SOURCES.c.body).where(IDENTITY_SOURCES.c.id == bindparam("source")))


def add(db: Connection, source: IdentitySource) -> None:
    """Add a source; raises IntegrityError when the name is taken."""
    db.execute(IDENTITY_SOURCES.insert(), {"id": source.id, **_written(source)})


def replace(db: Connection, source: IdentitySource) -> None:
    """Write a source anew; raises IntegrityError when the name is taken."""
    db.execute(IDENTITY_SOURCES.update().where(IDENTITY_SOURCES.c.id == source.id).values(_written(source)))


def by_id(db: Connection, id: str) -> IdentitySource | None:
    row = _BY_ID.first(db, {"source": id})
    return _decode(row[0]) if row else None


def every(db: Connection) -> list[IdentitySource]:
    """Return the sources, the one that wins first."""
    found = [_decode(body) for body in db.execute(select(IDENTITY_SOURCES.c.body)).scalars()]
    return sorted(found, key=lambda source: (source.priority, source.id))


def _written(source: IdentitySource) -> dict[str, str]:
    return {"name": source.name, "body": msgspec.json.encode(source).decode()}
