"""Who is assigned to an application, by name or through a group. Source: fact sheet 5.2."""

from typing import Any

import msgspec

from mocks.okta.api._app_object import app_party, shown
from mocks.okta.api._app_user import app_user
from mocks.okta.api._call import Call, iso
from mocks.okta.api._group_object import group_party
from mocks.okta.api._route import SELF, Api
from mocks.okta.api.apps import named
from mocks.okta.api.groups import named as named_group
from mocks.okta.api.users import named as named_user
from mocks.okta.api_errors import ApiError, not_found
from mocks.okta.directory import app_records, applications, user_records, users
from mocks.okta.directory.app_records import Assignment, Record
from mocks.okta.directory.groups import Group
from mocks.okta.directory.user_records import Record as UserRecord
from mocks.okta.directory.users import Status
from mocks.okta.provisioning.jit import user_party

bp = Api("app_assignments")
_READ, _MANAGE = "okta.apps.read", "okta.apps.manage"
_ASSIGNABLE = (Status.ACTIVE, Status.STAGED, Status.PROVISIONED, Status.RECOVERY, Status.PASSWORD_EXPIRED)
_MOST_LINKS = 200


class AppUserInput(msgspec.Struct):
    id: str = ""
    scope: str = "USER"


class GroupInput(msgspec.Struct):
    priority: int = 0


@bp.get("/apps/<id>/users", _READ)
def people(call: Call, id: str) -> list[dict[str, Any]]:
    record, limit = named(call, id), call.limit(50, 500)
    ids = app_records.assigned_user_ids(call.db, record.id, limit + 1, call.cursor_text())
    call.link_self()
    if len(ids) > limit:
        call.link_next(ids[limit - 1])
    found = (user_records.by_id(call.db, user_id) for user_id in ids[:limit])
    return [app_user(call, record, user) for user in found if user]


@bp.post("/apps/<id>/users", _MANAGE)
def assign(call: Call, id: str) -> dict[str, Any]:
    return _assign(call, named(call, id), named_user(call, call.body(AppUserInput).id or "-"))


@bp.get("/apps/<id>/users/<user_id>", _READ)
def one(call: Call, id: str, user_id: str) -> dict[str, Any]:
    record, user = named(call, id), named_user(call, user_id)
    if not applications.is_assigned(call.db, record.id, user.id):
        raise not_found(user_id, "AppUser")
    return app_user(call, record, user)


@bp.put("/apps/<id>/users/<user_id>", _MANAGE)
def assign_named(call: Call, id: str, user_id: str) -> dict[str, Any]:
    return _assign(call, named(call, id), named_user(call, user_id))


@bp.delete("/apps/<id>/users/<user_id>", _MANAGE)
def unassign(call: Call, id: str, user_id: str) -> None:
    record, user = named(call, id), named_user(call, user_id)
    if not app_records.unassign_user(call.db, record.id, user.id):
        raise not_found(user_id, "AppUser")
    _note(call, "application.user_membership.remove", record, user)


@bp.get("/apps/<id>/groups", _READ)
def groups(call: Call, id: str) -> list[dict[str, Any]]:
    record = named(call, id)
    return [_app_group(call, record, assigned) for assigned in app_records.group_assignments(call.db, record.id)]


@bp.get("/apps/<id>/groups/<group_id>", _READ)
def one_group(call: Call, id: str, group_id: str) -> dict[str, Any]:
    record = named(call, id)
    assigned = app_records.group_assignment(call.db, record.id, group_id)
    if assigned is None:
        raise not_found(group_id, "AppGroup")
    return _app_group(call, record, assigned)


@bp.put("/apps/<id>/groups/<group_id>", _MANAGE)
def assign_group(call: Call, id: str, group_id: str) -> dict[str, Any]:
    """Assign a group, or give the one that is assigned another priority."""
    record, group = named(call, id), named_group(call, group_id)
    given = call.body(GroupInput) if call.request.get_data() else GroupInput()
    there = app_records.unassign_group(call.db, record.id, group.id)
    priority = min(max(given.priority, 0), 10_000)
    applications.assign_group(call.db, record.id, group.id, call.now, priority)
    if not there:
        _note_group(call, "group.application_assignment.add", record, group)
    return _app_group(call, record, Assignment(group.id, call.now.timestamp(), priority))


@bp.delete("/apps/<id>/groups/<group_id>", _MANAGE)
def unassign_group(call: Call, id: str, group_id: str) -> None:
    record, group = named(call, id), named_group(call, group_id)
    if not app_records.unassign_group(call.db, record.id, group.id):
        raise not_found(group_id, "AppGroup")
    _note_group(call, "group.application_assignment.remove", record, group)


@bp.get("/groups/<id>/apps", "okta.groups.read")
def of_group(call: Call, id: str) -> list[dict[str, Any]]:
    group = named_group(call, id)
    condition = app_records.assigned_to_group(group.id)
    return [shown(call, record) for record in app_records.page(call.db, condition, _MOST_LINKS, None)[0]]


@bp.get("/users/<id>/appLinks", SELF)
def links(call: Call, id: str) -> list[dict[str, Any]]:
    user = named_user(call, id)
    call.need("okta.users.read", about=user.id)
    found = app_records.page(call.db, app_records.assigned_to_user(user.id), _MOST_LINKS, None)[0]
    return [_link(call, record, user) for record in found if record.status == app_records.ACTIVE]


def _assign(call: Call, record: Record, user: UserRecord) -> dict[str, Any]:
    if user.status not in _ASSIGNABLE:
        raise ApiError("E0000117")
    if app_records.user_assignment(call.db, record.id, user.id) is None:
        applications.assign_user(call.db, record.id, user.id, call.now)
        _note(call, "application.user_membership.add", record, user)
    return app_user(call, record, user)


def _note(call: Call, event: str, record: Record, user: UserRecord) -> None:
    person = users.by_id(call.db, user.id)
    call.record(event, [*([user_party(person)] if person else []), app_party(record)])


def _note_group(call: Call, event: str, record: Record, group: Group) -> None:
    call.record(event, [group_party(group), app_party(record)])


def _app_group(call: Call, record: Record, assigned: Assignment) -> dict[str, Any]:
    return {
        "id": assigned.id,
        "lastUpdated": iso(assigned.created),
        "priority": assigned.priority,
        "profile": {},
        "_links": {
            "app": {"href": call.url(f"/apps/{record.id}")},
            "self": {"href": call.url(f"/apps/{record.id}/groups/{assigned.id}")},
            "group": {"href": call.url(f"/groups/{assigned.id}")},
        },
    }


def _link(call: Call, record: Record, user: UserRecord) -> dict[str, Any]:
    return {
        "id": f"{record.id}.{user.id}",
        "label": record.label,
        "linkUrl": record.settings.initiate_login_uri or f"{call.server.public_url}/",
        "logoUrl": f"{call.server.public_url}/assets/mark.svg",
        "appName": "oidc_client",
        "appInstanceId": record.id,
        "appAssignmentId": user.id,
        "credentialsSetup": False,
        "hidden": False,
        "sortOrder": 0,
    }
