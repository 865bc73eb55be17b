"""The roles in which people administer the org. Source: fact sheet 7.1."""

from typing import Any

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api.users import named as named_user
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import administrators, users
from mocks.okta.directory.administrators import LABELS, SUPER_ADMIN, Role
from mocks.okta.provisioning.jit import user_party

bp = Api("roles")


class RoleInput(msgspec.Struct):
    type: str


@bp.get("/users/<id>/roles", "okta.roles.read")
def every(call: Call, id: str) -> list[dict[str, Any]]:
    return [_shown(call, role) for role in administrators.assigned(call.db, named_user(call, id).id)]


@bp.get("/users/<id>/roles/<role_id>", "okta.roles.read")
def one(call: Call, id: str, role_id: str) -> dict[str, Any]:
    return _shown(call, _named(call, named_user(call, id).id, role_id))


@bp.post("/users/<id>/roles", "okta.roles.manage")
def assign(call: Call, id: str) -> dict[str, Any]:
    _check_may_appoint(call)
    person, given = named_user(call, id), call.body(RoleInput)
    if given.type not in LABELS:
        raise invalid("type", f"type: must be one of {', '.join(LABELS)}")
    role = Role(call.new_id("ra1"), person.id, given.type, call.now.timestamp())
    try:
        administrators.add(call.db, role)
    except IntegrityError as has_it:
        raise ApiError("E0000090") from has_it
    _note(call, "user.account.privilege.grant", person.id)
    call.status = 201
    return _shown(call, role)


@bp.delete("/users/<id>/roles/<role_id>", "okta.roles.manage")
def unassign(call: Call, id: str, role_id: str) -> None:
    _check_may_appoint(call)
    role = _named(call, named_user(call, id).id, role_id)
    administrators.drop_role(call.db, role.id)
    _note(call, "user.account.privilege.revoke", role.user_id)


def _check_may_appoint(call: Call) -> None:
    """Demand the highest role: any other could be used to rise."""
    if call.principal.user_id and SUPER_ADMIN not in call.principal.roles:
        raise ApiError("E0000006")


def _named(call: Call, user_id: str, role_id: str) -> Role:
    for role in administrators.assigned(call.db, user_id):
        if role.id == role_id:
            return role
    raise not_found(role_id, "RoleAssignment")


def _note(call: Call, event: str, user_id: str) -> None:
    user = users.by_id(call.db, user_id)
    call.record(event, [user_party(user)] if user else [])


def _shown(call: Call, role: Role) -> dict[str, Any]:
    return {
        "id": role.id,
        "label": LABELS[role.role],
        "type": role.role,
        "status": "ACTIVE",
        "created": iso(role.created),
        "lastUpdated": iso(role.created),
        "assignmentType": "USER",
        "_links": {"assignee": {"href": call.url(f"/users/{role.user_id}")}},
    }
