"""The kinds of objects that can be restored after they were deleted (fact sheet section 7.5)."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from mocks.azure.directory import (
    app_lifecycle,
    group_members,
    objects,
    role_assignments,
    service_principals,
    user_lifecycle,
    users,
)
from mocks.azure.directory.app_registrations import APPLICATION
from mocks.azure.directory.groups import GROUP
from mocks.azure.directory.objects import FIRST, RESTORABLE, Record, Some
from mocks.azure.directory.service_principals import SERVICE_PRINCIPAL
from mocks.azure.directory.users import USER
from mocks.azure.graph import _audit, _directory_objects
from mocks.azure.graph._call import Call
from mocks.azure.graph._directory_objects import Type
from mocks.azure.graph._permission import (
    READ_APPLICATIONS,
    READ_GROUPS,
    READ_WHOLE_USERS,
    WRITE_APPLICATIONS,
    WRITE_GROUPS,
    WRITE_USERS,
    Permission,
)
from mocks.azure.graph_errors import taken

_AT_ONCE = 100
Change = Callable[[Connection, Record, float], None]


@dataclass(frozen=True, slots=True)
class Deletion:
    """What becomes of deleted objects of a kind. audit: the category and the name of the kind in the audit log."""

    kind: str
    read: Permission
    write: Permission
    restore: Callable[[Call, Record], None]
    remove: Change
    audit: tuple[str, str]

    @property
    def type(self) -> Type:
        return _directory_objects.TYPES[self.kind]


def _restore_user(call: Call, record: Record) -> None:
    if users.by_sign_in_name(call.db, call.tenant_id, user_lifecycle.name_before(record)):
        raise taken("userPrincipalName")
    user_lifecycle.restore(call.db, record, call.moment)


def _restore_group(call: Call, record: Record) -> None:
    objects.mark(call.db, GROUP, record, {"deleted_date_time": None}, call.moment)
    group_members.announce(call.db, call.tenant_id, record["id"], call.moment)


def _remove_group(db: Connection, record: Record, now: float) -> None:
    group_members.forget(db, record["id"])
    role_assignments.forget(db, record["id"])
    objects.remove(db, GROUP, record, now)


def _restore_application(call: Call, record: Record) -> None:
    app_lifecycle.restore(call.db, record, call.moment)


def _restore_principal(call: Call, record: Record) -> None:
    if service_principals.id_of(call.db, call.tenant_id, record["app_id"]):
        raise taken("appId")
    app_lifecycle.restore_principal(call.db, record, call.moment)


KINDS = {
    USER.name: Deletion(
        USER.name, READ_WHOLE_USERS, WRITE_USERS, _restore_user, user_lifecycle.remove, (_audit.USERS, "user")
    ),
    GROUP.name: Deletion(
        GROUP.name, READ_GROUPS, WRITE_GROUPS, _restore_group, _remove_group, (_audit.GROUPS, "group")
    ),
    APPLICATION.name: Deletion(
        APPLICATION.name,
        READ_APPLICATIONS,
        WRITE_APPLICATIONS,
        _restore_application,
        app_lifecycle.remove,
        (_audit.APPLICATIONS, "application"),
    ),
    SERVICE_PRINCIPAL.name: Deletion(
        SERVICE_PRINCIPAL.name,
        READ_APPLICATIONS,
        WRITE_APPLICATIONS,
        _restore_principal,
        app_lifecycle.remove_principal,
        (_audit.APPLICATIONS, "service principal"),
    ),
}


def expire(call: Call) -> None:
    """Remove what was deleted thirty days ago, as a directory does by itself."""
    before = call.moment - RESTORABLE.total_seconds()
    for deletion in KINDS.values():
        kind = deletion.type.shape.kind
        old = Some(kind, call.tenant_id, (kind.table.c.deleted_date_time <= before,), deleted=True)
        for record in objects.page(call.db, old, FIRST, _AT_ONCE):
            deletion.remove(call.db, record, call.moment)
