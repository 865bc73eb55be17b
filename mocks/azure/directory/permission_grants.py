"""Stored consents: which delegated permissions an application has, for one person or for all (fact sheet 7.8 and 8).

Microsoft Graph calls them `oauth2PermissionGrants`.
"""

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, UniqueConstraint, bindparam, select, update

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Prepared

PERMISSION_GRANTS = Table(
    "oauth2_permission_grants",
    METADATA,
    Column("id", String(43), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("client_app_id", String(36), nullable=False),
    Column("principal_id", String(36), nullable=False),  # "" for everybody: consentType AllPrincipals
    Column("resource_app_id", String(36), nullable=False),
    Column("scope", Text, nullable=False),
    UniqueConstraint("tenant_id", "client_app_id", "principal_id", "resource_app_id"),
)
EVERYBODY = ""

_HERE = (
    PERMISSION_GRANTS.c.tenant_id == bindparam("tenant"),
    PERMISSION_GRANTS.c.client_app_id == bindparam("app"),
)
_FOR_PERSON = Prepared(
    select(PERMISSION_GRANTS.c.scope).where(
        *_HERE, PERMISSION_GRANTS.c.principal_id.in_([bindparam("user"), EVERYBODY])
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


def granted(db: Connection, tenant_id: str, app_id: str, user_id: str) -> frozenset[str]:
    """Return every scope that a person, or an administrator for all, has granted an application, in lower case."""
    rows = _FOR_PERSON.rows(db, {"tenant": tenant_id, "app": app_id, "user": user_id})
    return frozenset(name.lower() for (scope,) in rows for name in scope.split())


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
    _INSERT.run(db, row | {"resource_app_id": resource_app_id, "scope": " ".join(scope)})


def revoke(db: Connection, tenant_id: str, app_id: str) -> None:
    """Forget every consent to an application."""
    here = (PERMISSION_GRANTS.c.tenant_id == tenant_id, PERMISSION_GRANTS.c.client_app_id == app_id)
    db.execute(PERMISSION_GRANTS.delete().where(*here))
