"""Who has which role: directory roles (administrators) and app roles (fact sheet sections 4.1, 7.8 and 8)."""

from sqlalchemy import Column, Connection, Float, ForeignKey, Index, String, Table, bindparam, select

from mocks.azure.directory import METADATA, service_principals
from mocks.azure.directory._columns import CASELESS
from mocks.azure.directory.objects import Record
from mocks.kit.prepared import Prepared

DIRECTORY_ROLES = Table(
    "directory_role_members",
    METADATA,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_template_id", String(36), primary_key=True),
)
APP_ROLE_ASSIGNMENTS = Table(
    "app_role_assignments",
    METADATA,
    Column("id", String(43), primary_key=True),
    Column("resource_app_id", String(36), nullable=False),
    Column("resource_id", CASELESS, nullable=False),  # of its service principal
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("principal_id", CASELESS, nullable=False),  # of a user, a group or a service principal
    Column("principal_type", CASELESS, nullable=False),
    Column("app_role_id", CASELESS, nullable=False),
    Column("created_date_time", Float),
)
Index("app_role_assignments_to", APP_ROLE_ASSIGNMENTS.c.tenant_id, APP_ROLE_ASSIGNMENTS.c.principal_id)
Index("app_role_assignments_of", APP_ROLE_ASSIGNMENTS.c.tenant_id, APP_ROLE_ASSIGNMENTS.c.resource_app_id)

DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000"
"""The app role of who is assigned without one."""
ROLE_TEMPLATES = {
    "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
    "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "Application Administrator": "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
}

_TEMPLATES_OF = Prepared(
    select(DIRECTORY_ROLES.c.role_template_id)
    .where(DIRECTORY_ROLES.c.user_id == bindparam("user"))
    .order_by("role_template_id")
)
_ASSIGNED = Prepared(
    select(APP_ROLE_ASSIGNMENTS.c.principal_id, APP_ROLE_ASSIGNMENTS.c.app_role_id).where(
        APP_ROLE_ASSIGNMENTS.c.tenant_id == bindparam("tenant"),
        APP_ROLE_ASSIGNMENTS.c.resource_app_id == bindparam("app"),
        APP_ROLE_ASSIGNMENTS.c.principal_id == bindparam("principal"),
    )
)


def directory_roles(db: Connection, user_id: str) -> list[str]:
    """Return the role templates of an administrator; [] for everybody else."""
    return [template for (template,) in _TEMPLATES_OF.rows(db, {"user": user_id})]


def app_roles(db: Connection, tenant_id: str, app_id: str, principals: tuple[str, ...]) -> list[str]:
    """Return the ids of the app roles that a person has, by themselves or by their groups; [] when not assigned."""
    values = ({"tenant": tenant_id, "app": app_id, "principal": principal} for principal in principals)
    return [role for value in values for _, role in _ASSIGNED.rows(db, value)]


def principals_of(db: Connection, tenant_id: str, app_id: str) -> frozenset[str]:
    """Return the ids of everybody, and every group, that is assigned to an application."""
    here = (APP_ROLE_ASSIGNMENTS.c.tenant_id == tenant_id, APP_ROLE_ASSIGNMENTS.c.resource_app_id == app_id)
    return frozenset(db.execute(select(APP_ROLE_ASSIGNMENTS.c.principal_id).where(*here)).scalars())


def assign(
    db: Connection,
    id: str,
    tenant_id: str,
    app_id: str,
    principal: tuple[str, str],
    app_role_id: str,
    now: float | None = None,
) -> None:
    """Give a principal (its type and id) a role of an application."""
    type, principal_id = principal
    row = {"id": id, "tenant_id": tenant_id, "resource_app_id": app_id, "app_role_id": app_role_id}
    resource_id = service_principals.known_as(db, tenant_id, app_id)
    whom = {"principal_type": type, "principal_id": principal_id, "resource_id": resource_id}
    db.execute(APP_ROLE_ASSIGNMENTS.insert(), row | whom | {"created_date_time": now})


def by_id(db: Connection, tenant_id: str, id: str) -> Record | None:
    here = (APP_ROLE_ASSIGNMENTS.c.tenant_id == tenant_id, APP_ROLE_ASSIGNMENTS.c.id == id)
    row = db.execute(select(APP_ROLE_ASSIGNMENTS).where(*here)).mappings().first()
    return dict(row) if row else None


def remove(db: Connection, id: str) -> None:
    db.execute(APP_ROLE_ASSIGNMENTS.delete().where(APP_ROLE_ASSIGNMENTS.c.id == id))


def forget(db: Connection, principal_id: str) -> None:
    """Drop every app role of a principal that is gone for good."""
    db.execute(APP_ROLE_ASSIGNMENTS.delete().where(APP_ROLE_ASSIGNMENTS.c.principal_id == principal_id))


def forget_resource(db: Connection, resource_id: str) -> None:
    """Drop every app role that anybody has of a resource that is gone for good."""
    db.execute(APP_ROLE_ASSIGNMENTS.delete().where(APP_ROLE_ASSIGNMENTS.c.resource_id == resource_id))


def make_administrator(db: Connection, user_id: str, role: str) -> None:
    db.execute(DIRECTORY_ROLES.insert(), {"user_id": user_id, "role_template_id": ROLE_TEMPLATES[role]})
