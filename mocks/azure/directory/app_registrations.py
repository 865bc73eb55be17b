"""App registrations: the relying parties of a tenant (Microsoft Graph resource `application`).

One registration stands in its home tenant; what a tenant decides about it is the service principal's.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, ForeignKey, Index, String, Table, Text, bindparam, func, select

from mocks.azure.directory import METADATA
from mocks.azure.directory._columns import CASELESS
from mocks.azure.directory.app_settings import Settings
from mocks.azure.directory.objects import Kind
from mocks.azure.directory.service_principals import SERVICE_PRINCIPALS, Principal
from mocks.kit.prepared import Prepared, Row

APP_REGISTRATIONS = Table(
    "app_registrations",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("app_id", String(36), nullable=False, unique=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("display_name", CASELESS, nullable=False),
    Column("sign_in_audience", CASELESS, nullable=False),
    Column("publisher_domain", CASELESS),
    Column("created_date_time", Float),
    Column("deleted_date_time", Float),
    Column("created_by_app_id", String(36)),
    Column("identifier_uris", Text),
    Column("tags", Text),
    Column("settings", Text, nullable=False),
)
for _name in ("display_name", "app_id"):
    _lowered = func.lower(APP_REGISTRATIONS.c[_name])
    Index(f"app_registrations_by_{_name}", APP_REGISTRATIONS.c.tenant_id, _lowered, APP_REGISTRATIONS.c.id)
Index("app_registrations_by_id", APP_REGISTRATIONS.c.tenant_id, APP_REGISTRATIONS.c.id)
APPLICATION = Kind("application", APP_REGISTRATIONS)

SINGLE_TENANT = "AzureADMyOrg"
LISTS = ("identifier_uris", "tags")
"""Collections of texts, as JSON."""


@dataclass(frozen=True, slots=True)
class AppRegistration:
    """An application. app_id: the client id. principal: what the tenant that asks decides about it, if it knows it."""

    app_id: str
    tenant_id: str
    display_name: str
    settings: Settings
    sign_in_audience: str = SINGLE_TENANT
    principal: Principal | None = None

    @property
    def is_multi_tenant(self) -> bool:
        return self.sign_in_audience != SINGLE_TENANT

    @property
    def assignment_required(self) -> bool:
        return self.principal is not None and self.principal.app_role_assignment_required


decode = msgspec.json.Decoder(Settings).decode
_APPS, _HERE = APP_REGISTRATIONS.c, SERVICE_PRINCIPALS.c
_WANTED = (_APPS.app_id, _APPS.tenant_id, _APPS.display_name, _APPS.settings, _APPS.sign_in_audience)
_PRINCIPAL = (_HERE.id, _HERE.account_enabled, _HERE.app_role_assignment_required)


def _known_to(tenant: Any) -> Prepared:
    """Return the statement that finds an application, with its service principal in a tenant."""
    there = (_HERE.tenant_id == tenant) & (_HERE.app_id == _APPS.app_id) & _HERE.deleted_date_time.is_(None)
    both = APP_REGISTRATIONS.outerjoin(SERVICE_PRINCIPALS, there)
    found = select(*_WANTED, *_PRINCIPAL).select_from(both)
    return Prepared(found.where(_APPS.app_id == bindparam("app"), _APPS.deleted_date_time.is_(None)))


_AT_HOME, _ELSEWHERE = _known_to(_APPS.tenant_id), _known_to(bindparam("tenant"))


def anywhere(db: Connection, app_id: str) -> AppRegistration | None:
    """Find an application, whichever tenant is its home."""
    return _one(_AT_HOME.first(db, {"app": app_id.lower()}))


def by_app_id(db: Connection, tenant_id: str, app_id: str) -> AppRegistration | None:
    """Find an application whose home is a tenant."""
    found = anywhere(db, app_id)
    return found if found and found.tenant_id == tenant_id else None


def by_identifier_uri(db: Connection, tenant_id: str, uri: str) -> AppRegistration | None:
    """Find an application of a tenant by the name under which it is called as an API."""
    wanted = select(_APPS.app_id, _APPS.identifier_uris).where(
        _APPS.tenant_id == tenant_id,
        _APPS.deleted_date_time.is_(None),
        _APPS.identifier_uris.icontains(uri, autoescape=True),
    )
    for app_id, uris in db.execute(wanted):
        if uri.lower() in (known.rstrip("/").lower() for known in msgspec.json.decode(uris)):
            return by_app_id(db, tenant_id, app_id)
    return None


def identifier_uris(db: Connection, app_id: str) -> list[str]:
    """Return the names under which an application is called as an API."""
    text = db.execute(select(_APPS.identifier_uris).where(_APPS.app_id == app_id)).scalar()
    return msgspec.json.decode(text or "[]", type=list[str])


def usable_in(db: Connection, tenant_id: str, app_id: str) -> AppRegistration | None:
    """Find an application that people of a tenant may sign in to: one of its own, or one for every tenant."""
    found = _one(_ELSEWHERE.first(db, {"app": app_id.lower(), "tenant": tenant_id}))
    return found if found and (found.tenant_id == tenant_id or found.is_multi_tenant) else None


def add(db: Connection, apps: list[AppRegistration], domain: str, now: float) -> None:
    """Write registrations of a seed, whose object ids follow from their client ids. domain: their publisher's."""
    if apps:
        beginnings = {"publisher_domain": domain, "created_date_time": now}
        db.execute(APP_REGISTRATIONS.insert(), [_row(app) | beginnings for app in apps])


def object_id(app_id: str) -> str:
    """Return the object id of a seeded application: the same one at every start."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"applications/{app_id}"))


def configure(db: Connection, app_id: str, settings: Settings) -> None:
    """Write what an administrator set up in the place of what was."""
    here = APP_REGISTRATIONS.c.app_id == app_id
    db.execute(APP_REGISTRATIONS.update().where(here).values(settings=encode(settings)))


def encode(settings: Settings) -> str:
    return msgspec.json.encode(settings).decode()


def _row(app: AppRegistration) -> dict[str, Any]:
    return {
        "id": object_id(app.app_id),
        "app_id": app.app_id,
        "tenant_id": app.tenant_id,
        "display_name": app.display_name,
        "sign_in_audience": app.sign_in_audience,
        "identifier_uris": "[]",
        "tags": "[]",
        "settings": encode(app.settings),
    }


def _one(row: Row | None) -> AppRegistration | None:
    if row is None:
        return None
    app_id, tenant_id, display_name, settings, audience, principal_id, enabled, assigned = row
    # SQLite has no booleans.
    principal = Principal(principal_id, bool(enabled), bool(assigned)) if principal_id else None
    return AppRegistration(app_id, tenant_id, display_name, decode(settings), audience, principal)
