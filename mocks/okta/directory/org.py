"""The org itself."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import Column, Connection, Float, Integer, String, Table, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

ORG = Table(
    "org",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("user_type_id", String(20), nullable=False),
    Column("schema_id", String(20), nullable=False),
    Column("api_access_management", Integer, nullable=False),
    Column("rate_limit", Integer),
    Column("limits", String(200), nullable=False),
    Column("keys_rotated", Float, nullable=False),
)


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is counted beside the management API; None: it is not.

    authorize: requests a minute of one browser and client. token: requests a minute that a token endpoint takes.
    per_user: a second, at the token endpoint and for primary authentication. concurrent: requests at the same moment;
    of one browser and client at the authorization endpoint, of all at every other place.
    """

    authorize: Annotated[int, msgspec.Meta(ge=1)] | None = None
    token: Annotated[int, msgspec.Meta(ge=1)] | None = None
    per_user: Annotated[int, msgspec.Meta(ge=1)] | None = None
    concurrent: Annotated[int, msgspec.Meta(ge=1)] | None = None


_UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Org:
    """id: `00o…`, the `idp` claim of local sign-ins; user_type_id, schema_id: of the one type its users have.

    api_access_management: whether the org has that feature, without which authorization servers cannot be administered.
    rate_limit: calls a minute that each part of the management API takes, None when they are not counted. limits: of
    everything else. keys_rotated: when its own server's keys last were, in seconds since the epoch.
    """

    id: str
    name: str
    user_type_id: str
    schema_id: str
    api_access_management: bool
    rate_limit: int | None = None
    limits: Limits = _UNLIMITED
    keys_rotated: float = 0.0


_ONLY = Prepared(select(ORG))


def load(db: Connection) -> Org:
    row = _ONLY.first(db, {})
    if row is None:
        raise RuntimeError("the directory has no org")
    id, name, user_type_id, schema_id, api_access_management, rate_limit, limits, keys_rotated = row
    decoded = msgspec.json.decode(limits, type=Limits)
    return Org(id, name, user_type_id, schema_id, bool(api_access_management), rate_limit, decoded, keys_rotated)


def note_rotation(db: Connection, before: float, now: datetime) -> bool:
    """Note that the keys of the org's own server are rotated now; False when somebody else just did so."""
    noted = ORG.update().where(ORG.c.keys_rotated == before).values(keys_rotated=now.timestamp())
    return db.execute(noted).rowcount > 0


def add(db: Connection, org: Org) -> None:
    db.execute(ORG.insert(), _row(org))


def _row(org: Org) -> dict[str, Any]:
    limits = msgspec.json.encode(org.limits).decode()
    return asdict(org) | {"api_access_management": int(org.api_access_management), "limits": limits}
