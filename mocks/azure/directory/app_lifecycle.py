"""How applications and service principals go and come back; both can be restored for thirty days (fact sheet 8).

While a service principal is deleted, nothing counts that a tenant decided about the application.
"""

from sqlalchemy import Connection

from mocks.azure.directory import group_members, objects, permission_grants, role_assignments
from mocks.azure.directory.app_registrations import APPLICATION
from mocks.azure.directory.objects import FIRST, Record, Some
from mocks.azure.directory.service_principals import SERVICE_PRINCIPAL, SERVICE_PRINCIPALS


def delete(db: Connection, application: Record, now: float) -> None:
    """Delete an application, and the service principal of its own tenant."""
    objects.mark(db, APPLICATION, application, {"deleted_date_time": now}, now)
    for principal in _principals(db, application, deleted=False):
        delete_principal(db, principal, now)


def restore(db: Connection, application: Record, now: float) -> None:
    """Bring an application back, and what its own tenant decided about it unless it decided anew."""
    objects.mark(db, APPLICATION, application, {"deleted_date_time": None}, now)
    if not _principals(db, application, deleted=False):
        for principal in _principals(db, application, deleted=True):
            restore_principal(db, principal, now)


def remove(db: Connection, application: Record, now: float) -> None:
    """Delete an application for good."""
    for principal in _principals(db, application, deleted=True):
        remove_principal(db, principal, now)
    objects.remove(db, APPLICATION, application, now)


def delete_principal(db: Connection, principal: Record, now: float) -> None:
    objects.mark(db, SERVICE_PRINCIPAL, principal, {"deleted_date_time": now}, now)
    group_members.announce(db, principal["tenant_id"], principal["id"], now)


def restore_principal(db: Connection, principal: Record, now: float) -> None:
    objects.mark(db, SERVICE_PRINCIPAL, principal, {"deleted_date_time": None}, now)
    group_members.announce(db, principal["tenant_id"], principal["id"], now)


def remove_principal(db: Connection, principal: Record, now: float) -> None:
    """Forget a service principal with its assignments, its consents, and those to it."""
    role_assignments.forget(db, principal["id"])
    role_assignments.forget_resource(db, principal["id"])
    permission_grants.forget(db, principal["id"])
    group_members.forget(db, principal["id"])
    objects.remove(db, SERVICE_PRINCIPAL, principal, now)


def make_room(db: Connection, tenant_id: str, app_id: str, now: float) -> None:
    """Let go of what a tenant once decided about an application: it is about to decide anew."""
    for principal in _principals(db, {"tenant_id": tenant_id, "app_id": app_id}, deleted=True):
        remove_principal(db, principal, now)


def _principals(db: Connection, application: Record, *, deleted: bool) -> list[Record]:
    here = (SERVICE_PRINCIPALS.c.app_id == application["app_id"],)
    return objects.page(db, Some(SERVICE_PRINCIPAL, application["tenant_id"], here, deleted), FIRST, 100)
