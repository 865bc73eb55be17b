"""Service principals: what a tenant decides about an application (Microsoft Graph resource `servicePrincipal`).

Source: fact sheet 7.8 and 8.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Float, ForeignKey, Index, String, Table, Text, func, select

from mocks.azure.directory import METADATA, objects
from mocks.azure.directory._columns import CASELESS
from mocks.azure.directory.objects import Kind

_TEXTS = ("description", "homepage", "login_url", "logout_url", "notes", "preferred_single_sign_on_mode")
LISTS = ("alternative_names", "notification_email_addresses", "tags")
"""Collections of texts, as JSON."""

SERVICE_PRINCIPALS = Table(
    "service_principals",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("app_id", String(36), nullable=False),
    Column("display_name", CASELESS, nullable=False),
    Column("account_enabled", Boolean, nullable=False),
    Column("app_role_assignment_required", Boolean, nullable=False),
    Column("service_principal_type", CASELESS, nullable=False),
    Column("app_owner_organization_id", CASELESS),
    Column("created_date_time", Float),
    Column("deleted_date_time", Float),
    *(Column(name, CASELESS) for name in _TEXTS),
    *(Column(name, Text) for name in LISTS),
)
for _name in ("display_name", "app_id"):
    _lowered = func.lower(SERVICE_PRINCIPALS.c[_name])
    Index(f"service_principals_by_{_name}", SERVICE_PRINCIPALS.c.tenant_id, _lowered, SERVICE_PRINCIPALS.c.id)
Index("service_principals_by_app", SERVICE_PRINCIPALS.c.tenant_id, SERVICE_PRINCIPALS.c.app_id)
Index("service_principals_by_id", SERVICE_PRINCIPALS.c.tenant_id, SERVICE_PRINCIPALS.c.id)

SERVICE_PRINCIPAL = Kind("servicePrincipal", SERVICE_PRINCIPALS)
LISTED = "WindowsAzureActiveDirectoryIntegratedApp"
"""The tag by which the portal lists one among the enterprise applications."""


@dataclass(frozen=True, slots=True)
class Principal:
    """What a sign-in asks of a service principal. account_enabled: whether anybody may sign in to it."""

    id: str
    account_enabled: bool = True
    app_role_assignment_required: bool = False


def derived_id(tenant_id: str, app_id: str) -> str:
    """Return the object id of a service principal that came with the tenant: the same one at every start."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"servicePrincipals/{tenant_id}/{app_id}"))


def seeded(tenant_id: str, app: tuple[str, str], owner: str, *, assignment_required: bool = False) -> dict[str, Any]:
    """Return the record of one that comes with the tenant. app: client id and name; owner: the home tenant."""
    record = new(derived_id(tenant_id, app[0]), tenant_id, app, owner)
    return record | {"app_role_assignment_required": assignment_required}


def new(id: str, tenant_id: str, app: tuple[str, str], owner: str) -> dict[str, Any]:
    """Return the record of a new one as the portal makes it. app: client id and name; owner: the home tenant."""
    app_id, name = app
    return {
        "id": id,
        "tenant_id": tenant_id,
        "app_id": app_id,
        "display_name": name,
        "account_enabled": True,
        "app_role_assignment_required": False,
        "service_principal_type": "Application",
        "app_owner_organization_id": owner,
        "tags": f'["{LISTED}"]',
    }


def add(db: Connection, records: list[dict[str, Any]]) -> None:
    db.execute(SERVICE_PRINCIPALS.insert(), records)


def known_as(db: Connection, tenant_id: str, app_id: str) -> str:
    """Return the id by which a tenant knows an application, or would have known it from its beginning."""
    return id_of(db, tenant_id, app_id) or derived_id(tenant_id, app_id)


def meet(db: Connection, tenant_id: str, app: tuple[str, str], owner: str, new_id: str, now: float) -> None:
    """Let a tenant know an application that is used in it for the first time.

    app: client id and name; owner: the application's home tenant.
    """
    record = new(new_id, tenant_id, app, owner) | {"created_date_time": now}
    objects.insert(db, SERVICE_PRINCIPAL, record, now)


def id_of(db: Connection, tenant_id: str, app_id: str) -> str | None:
    """Return the object id of an application's service principal in a tenant."""
    here = (SERVICE_PRINCIPALS.c.tenant_id == tenant_id, SERVICE_PRINCIPALS.c.app_id == app_id)
    there = SERVICE_PRINCIPALS.c.deleted_date_time.is_(None)
    found: str | None = db.execute(select(SERVICE_PRINCIPALS.c.id).where(*here, there)).scalar()
    return found
