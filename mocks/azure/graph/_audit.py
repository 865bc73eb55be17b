"""Notes for the directory's audit log, taken by every call that changes something (fact sheet section 7.9)."""

from typing import Any

from mocks.azure.directory import app_registrations, directory_audits
from mocks.azure.directory.objects import Record
from mocks.azure.graph._call import Call
from mocks.azure.responses import trace

GROUPS, APPLICATIONS, USERS, POLICIES = "GroupManagement", "ApplicationManagement", "UserManagement", "Policy"
"""Categories."""
Target = dict[str, Any]


def note(call: Call, activity: str, category: str, *targets: Target) -> None:
    """Write a change down. activity: as the portal names it, such as `Add member to group`."""
    operation = {"Add": "Add", "Delete": "Delete", "Remove": "Delete"}.get(activity.partition(" ")[0], "Update")
    entry = {
        "id": call.new_id(),
        "tenant_id": call.tenant_id,
        "activity_date_time": call.moment,
        "activity_display_name": activity,
        "category": category,
        "operation_type": operation,
        "correlation_id": trace().correlation_id,
    }
    directory_audits.add(call.db, entry, _initiator(call), targets)


def target(type: str, record: Record) -> Target:
    """Return an object that was changed. type: `User`, `Group`, `Application`, `ServicePrincipal` or `Policy`."""
    name = record.get("user_principal_name")
    found = {"id": record["id"], "displayName": record["display_name"], "type": type}
    return {**found, "userPrincipalName": name, "groupType": None, "modifiedProperties": []}


def _initiator(call: Call) -> dict[str, Any]:
    caller, address = call.caller, call.request.remote_addr
    if caller.user_id:
        names = {"id": caller.user_id, "displayName": None, "userPrincipalName": caller.user_name}
        return {"app": None, "user": {**names, "ipAddress": address}}
    app = app_registrations.usable_in(call.db, caller.tenant_id, caller.app_id)
    principal = app.principal.id if app and app.principal else None
    names = {"appId": caller.app_id, "displayName": app.display_name if app else None}
    return {"user": None, "app": {**names, "servicePrincipalId": principal, "servicePrincipalName": None}}
