"""Who has which app role (fact sheet sections 7.8 and 8): an assignment is what lets somebody in."""

from collections.abc import Sequence
from typing import Any

import msgspec

from mocks.azure.directory import role_assignments
from mocks.azure.directory.objects import Record
from mocks.azure.directory.role_assignments import DEFAULT_ACCESS
from mocks.azure.graph import (
    _assignment_object,
    _audit,
    _directory_objects,
    _group_object,
    _input,
    _service_principal_object,
    _user_object,
)
from mocks.azure.graph._assignment_object import TABLE
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Guid
from mocks.azure.graph._permission import READ_APPLICATIONS, READ_ASSIGNMENTS, WRITE_ASSIGNMENTS
from mocks.azure.graph._route import Api
from mocks.azure.graph_errors import bad_request, not_found

bp = Api("app_role_assignments")
_TO, _OF = "/servicePrincipals/<id>/appRoleAssignedTo", "/servicePrincipals/<id>/appRoleAssignments"
_TO_BY_APP, _OF_BY_APP = (rule.replace("/<id>", "(<id>)") for rule in (_TO, _OF))
_FINDERS = {
    "users": _user_object.find,
    "groups": _group_object.find,
    "servicePrincipals": _service_principal_object.find,
}


class AssignmentInput(msgspec.Struct, rename="camel"):
    principal_id: Guid
    resource_id: Guid
    app_role_id: Guid


@bp.get(_TO, READ_APPLICATIONS)
@bp.get(_TO_BY_APP, READ_APPLICATIONS)
def assigned_to(call: Call, id: str) -> dict[str, Any]:
    """Return who has roles of an application."""
    resource = _service_principal_object.find(call, id)
    return _assignment_object.listing(call, TABLE.resource_app_id == resource["app_id"])


@bp.get(_OF, READ_APPLICATIONS)
@bp.get(_OF_BY_APP, READ_APPLICATIONS)
def of_principal(call: Call, id: str) -> dict[str, Any]:
    return _held_by(call, "servicePrincipals", id)


@bp.get("/users/<id>/appRoleAssignments", READ_ASSIGNMENTS)
def of_user(call: Call, id: str) -> dict[str, Any]:
    return _held_by(call, "users", id)


@bp.get("/groups/<id>/appRoleAssignments", READ_ASSIGNMENTS)
def of_group(call: Call, id: str) -> dict[str, Any]:
    return _held_by(call, "groups", id)


@bp.post(_TO, WRITE_ASSIGNMENTS)
@bp.post(_TO_BY_APP, WRITE_ASSIGNMENTS)
def assign_to(call: Call, id: str) -> dict[str, Any]:
    return _assign(call, resource=_service_principal_object.find(call, id)["id"])


@bp.post("/<any(users, groups, servicePrincipals):kind>/<id>/appRoleAssignments", WRITE_ASSIGNMENTS)
def assign(call: Call, kind: str, id: str) -> dict[str, Any]:
    return _assign(call, principal=_FINDERS[kind](call, id)["id"])


@bp.get(f"{_TO}/<assignment>", READ_APPLICATIONS)
def one(call: Call, id: str, assignment: str) -> dict[str, Any]:
    record = _named(call, assignment, resource=_service_principal_object.find(call, id)["id"])
    return _whole(call, record)


@bp.delete(f"{_TO}/<assignment>", WRITE_ASSIGNMENTS)
def take_from(call: Call, id: str, assignment: str) -> None:
    _remove(call, _named(call, assignment, resource=_service_principal_object.find(call, id)["id"]))


@bp.delete("/<any(users, groups, servicePrincipals):kind>/<id>/appRoleAssignments/<assignment>", WRITE_ASSIGNMENTS)
def take(call: Call, kind: str, id: str, assignment: str) -> None:
    _remove(call, _named(call, assignment, principal=_FINDERS[kind](call, id)["id"]))


def _held_by(call: Call, kind: str, id: str) -> dict[str, Any]:
    return _assignment_object.listing(call, TABLE.principal_id == _FINDERS[kind](call, id)["id"])


def _named(call: Call, id: str, *, principal: str = "", resource: str = "") -> Record:
    """Return an assignment of a principal, or of a resource; raises GraphError 404."""
    record = role_assignments.by_id(call.db, call.tenant_id, id)
    if record is None or record["principal_id" if principal else "resource_id"] != (principal or resource):
        raise not_found(id)
    return record


def _assign(call: Call, *, principal: str = "", resource: str = "") -> dict[str, Any]:
    """Give a role, to the principal or of the resource whose address was called; raises GraphError 400 or 404."""
    asked = _input.read(call.body(), AssignmentInput)
    principal_id, resource_id = asked.principal_id.lower(), asked.resource_id.lower()
    if principal_id != (principal or principal_id) or resource_id != (resource or resource_id):
        raise bad_request("The body names another object than the address.")
    found = _directory_objects.one(call, principal_id)
    if found is None:
        raise not_found(principal_id)
    application = _service_principal_object.find(call, resource_id)
    role_id = asked.app_role_id.lower()
    _check_role(call, application, found[0].label, role_id)
    held = role_assignments.app_roles(call.db, call.tenant_id, application["app_id"], (principal_id,))
    if role_id in held:
        raise bad_request("Permission being assigned already exists on the object.")
    id, whom = call.unit.runtime.ids.token(), (found[0].label, principal_id)
    role_assignments.assign(call.db, id, call.tenant_id, application["app_id"], whom, role_id, call.moment)
    _note(call, "Add app role assignment", [resource_id, principal_id])
    record = _named(call, id, principal=principal_id)
    call.status = 201
    return _whole(call, record)


def _whole(call: Call, record: Record) -> dict[str, Any]:
    context = call.context("appRoleAssignments", (), "/$entity")
    return {"@odata.context": context, **_assignment_object.show(call, record)}


def _check_role(call: Call, application: Record, label: str, role_id: str) -> None:
    """Hold an assignment to a role that the application has for such a principal; raises GraphError 400."""
    if role_id == DEFAULT_ACCESS:
        return
    source = _service_principal_object.source(call.db, application["app_id"])
    roles = source.settings.app_roles if source else ()
    needed = "Application" if label == "ServicePrincipal" else "User"
    if not any(role.id == role_id and role.is_enabled and needed in role.allowed_member_types for role in roles):
        raise bad_request(f"Permission being assigned was not found on application '{application['app_id']}'.")


def _remove(call: Call, record: Record) -> None:
    role_assignments.remove(call.db, record["id"])
    _note(call, "Remove app role assignment", [record["resource_id"], record["principal_id"]])


def _note(call: Call, activity: str, ids: Sequence[str]) -> None:
    targets = [_audit.target(type.label, record) for type, record in _directory_objects.find(call, ids)]
    _audit.note(call, activity, _audit.APPLICATIONS, *targets)
