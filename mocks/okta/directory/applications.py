"""Applications (OIDC clients) and who is assigned to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Column, Connection, Float, ForeignKey, Integer, String, Table, Text, bindparam, select, union_all

from mocks.kit.prepared import Prepared
from mocks.oauth.model import Rotation
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY
from mocks.okta.directory.groups import MEMBERS

APPLICATIONS = Table(
    "applications",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("label", String(100), nullable=False),
    Column("label_key", KEY, nullable=False, index=True),
    Column("status", String(10), nullable=False),
    Column("settings", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("access_policy_id", String(20)),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
APP_USERS = Table(
    "application_users",
    METADATA,
    Column("application_id", ForeignKey("applications.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
    Column("created", Float, nullable=False),
)
APP_GROUPS = Table(
    "application_groups",
    METADATA,
    Column("application_id", ForeignKey("applications.id"), primary_key=True),
    Column("group_id", ForeignKey("groups.id"), primary_key=True, index=True),
    Column("priority", Integer, nullable=False),
    Column("created", Float, nullable=False),
)


class Settings(msgspec.Struct, frozen=True):
    """The application's OAuth client (fact sheet 5.1, `settings.oauthClient`).

    secrets: hashed. rotation, leeway: of refresh tokens; seconds. granted_scopes: of Okta's own API.
    jwks: public keys; jwks_uri: where the client publishes them instead. shared_secret: in the clear, for
    `client_secret_jwt` alone. wildcard_redirect: SUBDOMAIN lets redirect URIs have one in their host.
    request_object_alg: by which request objects must be signed, "" for any way that is known.
    consent_method: TRUSTED asks people for consent only when the client wants that.
    participate_slo: whether the front-channel address is called; the back channel is no part of Okta, but of the lab.
    """

    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    initiate_login_uri: str | None = None
    token_endpoint_auth_methods: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    pkce_required: bool = False
    grant_types: tuple[str, ...] = ("authorization_code",)
    rotation: Rotation = Rotation.STATIC
    leeway: int = 0
    secrets: tuple[str, ...] = ()
    granted_scopes: tuple[str, ...] = ()
    response_types: tuple[str, ...] = ("code",)
    jwks: tuple[dict[str, str], ...] = ()
    shared_secret: str = ""
    jwks_uri: str = ""
    request_object_alg: str = ""
    application_type: Literal["web", "native", "browser", "service"] = "web"
    consent_method: Literal["TRUSTED", "REQUIRED"] = "TRUSTED"
    wildcard_redirect: Literal["DISABLED", "SUBDOMAIN"] = "DISABLED"
    participate_slo: bool = False
    frontchannel_logout_uri: str | None = None
    frontchannel_logout_session_required: bool = False
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """id: the client id. access_policy_id: of its authentication policy, None for the default one."""

    id: str
    label: str
    settings: Settings
    access_policy_id: str | None = None


_decode = msgspec.json.Decoder(Settings).decode
_COLUMNS = [APPLICATIONS.c[name] for name in ("id", "label", "settings", "access_policy_id")]
_ACTIVE = select(*_COLUMNS).where(APPLICATIONS.c.status == "ACTIVE")
_BY_ID = Prepared(_ACTIVE.where(APPLICATIONS.c.id == bindparam("id")))
_ASSIGNED = union_all(
    select(APP_USERS.c.application_id).where(APP_USERS.c.user_id == bindparam("user")),
    select(APP_GROUPS.c.application_id)
    .join(MEMBERS, MEMBERS.c.group_id == APP_GROUPS.c.group_id)
    .where(MEMBERS.c.user_id == bindparam("user")),
).subquery()
_IS_ASSIGNED = Prepared(
    select(_ASSIGNED.c.application_id).where(_ASSIGNED.c.application_id == bindparam("app")).limit(1)
)
_OF_USER = _ACTIVE.where(APPLICATIONS.c.id.in_(select(_ASSIGNED.c.application_id))).order_by(APPLICATIONS.c.label)


def active(db: Connection, id: str) -> Application | None:
    row = _BY_ID.first(db, {"id": id})
    return Application(row[0], row[1], _decode(row[2]), row[3]) if row else None


def is_assigned(db: Connection, id: str, user_id: str) -> bool:
    """Tell whether a user is assigned, by name or through a group."""
    return _IS_ASSIGNED.first(db, {"app": id, "user": user_id}) is not None


def of_user(db: Connection, user_id: str) -> list[Application]:
    rows = db.execute(_OF_USER, {"user": user_id})
    return [Application(row.id, row.label, _decode(row.settings)) for row in rows]


def origins(db: Connection) -> set[str]:
    """Return scheme and host of every address to which an active application lets people be sent back."""
    addresses = (urlsplit(uri) for row in db.execute(_ACTIVE) for uri in _decode(row.settings).redirect_uris)
    return {f"{parts.scheme}://{parts.netloc}" for parts in addresses}


def add(
    db: Connection, application: Application, now: datetime, *, status: str = "ACTIVE", details: str = "{}"
) -> None:
    """Write a new application. details: what the management API shows and no protocol asks for, JSON."""
    moment = now.timestamp()
    row = {
        "id": application.id,
        "label": application.label,
        "label_key": application.label.lower(),
        "status": status,
        "settings": msgspec.json.encode(application.settings).decode(),
        "details": details,
        "access_policy_id": application.access_policy_id,
        "created": moment,
        "last_updated": moment,
    }
    db.execute(APPLICATIONS.insert(), row)


def set_access_policy(db: Connection, id: str, policy_id: str | None) -> None:
    db.execute(APPLICATIONS.update().where(APPLICATIONS.c.id == id).values(access_policy_id=policy_id))


def assign_user(db: Connection, id: str, user_id: str, now: datetime) -> None:
    db.execute(APP_USERS.insert(), {"application_id": id, "user_id": user_id, "created": now.timestamp()})


def assign_group(db: Connection, id: str, group_id: str, now: datetime, priority: int = 0) -> None:
    row = {"application_id": id, "group_id": group_id, "priority": priority, "created": now.timestamp()}
    db.execute(APP_GROUPS.insert(), row)
