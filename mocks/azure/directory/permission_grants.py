"""Stored consents: which delegated permissions an application has, for one person or for all (fact sheet 7.8 and 8).

Microsoft Graph calls them `oauth2PermissionGrants`.
"""

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    or_,
    select,
    update,
)

from mocks.azure.directory import METADATA, service_principals
from mocks.azure.directory._columns import CASELESS
from mocks.azure.directory.objects import Record
from mocks.azure.directory.service_principals import SERVICE_PRINCIPALS
from mocks.kit.prepared import Prepared

PERMISSION_GRANTS = Table(
    "oauth2_permission_grants",
    METADATA,
    Column("id", String(43), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("client_app_id", String(36), nullable=False),
    Column("client_id", CASELESS, nullable=False),  # of the service principal
    Column("consent_type", CASELESS, nullable=False),
    Column("principal_id", CASELESS, nullable=False),  # "" for everybody
    Column("resource_app_id", String(36), nullable=False),
    Column("resource_id", CASELESS, nullable=False),  # of its service principal
    Column("scope", Text, nullable=False),
    UniqueConstraint("tenant_id", "client_app_id", "principal_id", "resource_app_id"),
)
EVERYBODY = ""
FOR_ALL, FOR_ONE = "AllPrincipals", "Principal"

Granted = dict[str, dict[str, str]]
"""App id of a resource to its scopes: in lower case, to as they were granted."""

_HERE = (
    PERMISSION_GRANTS.c.tenant_id == bindparam("tenant"),
    PERMISSION_GRANTS.c.client_app_id == bindparam("app"),
)
_FOR_PERSON = Prepared(
    select(PERMISSION_GRANTS.c.resource_app_id, PERMISSION_GRANTS.c.scope)
    .join(SERVICE_PRINCIPALS, SERVICE_PRINCIPALS.c.id == PERMISSION_GRANTS.c.client_id)
    .where(
        *_HERE,
        PERMISSION_GRANTS.c.principal_id.in_([bindparam("user"), EVERYBODY]),
        SERVICE_PRINCIPALS.c.deleted_date_time.is_(None),
    )
)
_ONE = (
    *_HERE,
    PERMISSION_GRANTS.c.principal_id == bindparam("principal"),
    PERMISSION_GRANTS.c.resource_app_id == bindparam("resource"),
)
_FIND = Prepared(select(PERMISSION_GRANTS.c.scope).where(*_ONE))
_CHANGE = Prepared(update(PERMISSION_GRANTS).where(*_ONE).values(scope=bindparam("granted")))
_INSERT = Prepared(PERMISSION_GRANTS.insert())


def granted(db: Connection, tenant_id: str, app_id: str, user_id: str) -> Granted:
    """Return every scope that a person, or an administrator for all, has granted an application."""
    found: Granted = {}
    for resource, scope in _FOR_PERSON.rows(db, {"tenant": tenant_id, "app": app_id, "user": user_id}):
        found.setdefault(resource, {}).update((name.lower(), name) for name in scope.split())
    return found


def grant(
    db: Connection,
    id: str,
    tenant_id: str,
    app_id: str,
    principal_id: str,
    resource_app_id: str,
    scope: tuple[str, ...],
) -> None:
    """Add scopes to what a person (or everybody) has granted. id: of the record, if there is none yet."""
    key = {"tenant": tenant_id, "app": app_id, "principal": principal_id, "resource": resource_app_id}
    found = _FIND.first(db, key)
    if found:
        names = dict.fromkeys([*found[0].split(), *scope])
        _CHANGE.run(db, key | {"granted": " ".join(names)})
        return
    row = {"id": id, "tenant_id": tenant_id, "client_app_id": app_id, "principal_id": principal_id}
    known = {
        "client_id": service_principals.known_as(db, tenant_id, app_id),
        "resource_id": service_principals.known_as(db, tenant_id, resource_app_id),
        "consent_type": FOR_ONE if principal_id else FOR_ALL,
    }
    _INSERT.run(db, row | known | {"resource_app_id": resource_app_id, "scope": " ".join(scope)})


def by_id(db: Connection, tenant_id: str, id: str) -> Record | None:
    here = (PERMISSION_GRANTS.c.tenant_id == tenant_id, PERMISSION_GRANTS.c.id == id)
    row = db.execute(select(PERMISSION_GRANTS).where(*here)).mappings().first()
    return dict(row) if row else None


def exists(db: Connection, tenant_id: str, app_id: str, principal_id: str, resource_app_id: str) -> bool:
    key = {"tenant": tenant_id, "app": app_id, "principal": principal_id, "resource": resource_app_id}
    return _FIND.first(db, key) is not None


def rewrite(db: Connection, id: str, scope: str) -> None:
    """Put other scopes in the place of what was granted."""
    db.execute(PERMISSION_GRANTS.update().where(PERMISSION_GRANTS.c.id == id).values(scope=scope))


def remove(db: Connection, id: str) -> None:
    db.execute(PERMISSION_GRANTS.delete().where(PERMISSION_GRANTS.c.id == id))


def forget(db: Connection, principal_id: str) -> None:
    """Forget every consent of and to a service principal that is gone for good."""
    here = PERMISSION_GRANTS.c.client_id == principal_id, PERMISSION_GRANTS.c.resource_id == principal_id
    db.execute(PERMISSION_GRANTS.delete().where(or_(*here)))


def revoke(db: Connection, tenant_id: str, app_id: str) -> None:
    """Forget every consent to an application."""
    here = (PERMISSION_GRANTS.c.tenant_id == tenant_id, PERMISSION_GRANTS.c.client_app_id == app_id)
    db.execute(PERMISSION_GRANTS.delete().where(*here))
