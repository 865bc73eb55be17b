"""Groups and their members. Source: fact sheet 4.6."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError

from mocks.okta.api._call import Call
from mocks.okta.api._group_object import group_party, shown
from mocks.okta.api._route import SELF, Api
from mocks.okta.api._user_object import brief
from mocks.okta.api._where import EXACT, ORDERED, TEXT, Field, fields, folded, moment, starts_with, text, where
from mocks.okta.api.users import named as named_user
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import groups, user_records, users
from mocks.okta.directory.groups import GROUPS, Group
from mocks.okta.provisioning.jit import user_party

bp = Api("groups")
_C = GROUPS.c
_FIELDS = {
    "id": Field(_C.id, EXACT, text),
    "type": Field(_C.type, EXACT, text),
    "created": Field(_C.created, ORDERED, moment),
    "lastUpdated": Field(_C.last_updated, ORDERED, moment),
    "lastMembershipUpdated": Field(_C.last_membership_updated, ORDERED, moment),
}
_SEARCHED = _FIELDS | {
    "profile.name": Field(_C.name_key, TEXT, folded),
    "profile.description": Field(_C.description, TEXT, text),
}
_LONGEST_NAME, _LONGEST_DESCRIPTION = 255, 1024


class Profile(msgspec.Struct):
    name: str = ""
    description: str | None = None


class GroupInput(msgspec.Struct):
    profile: Profile = msgspec.field(default_factory=Profile)


@bp.get("/groups", "okta.groups.read")
def every(call: Call) -> list[dict[str, Any]]:
    condition = _condition(call)
    limit = call.limit(200 if condition is None else 10_000, 10_000)
    found, beyond = groups.page(call.db, condition, limit, call.cursor_text())
    call.link_self()
    if beyond:
        call.link_next(beyond)
    return [shown(call, group) for group in found]


@bp.post("/groups", "okta.groups.manage")
def add(call: Call) -> dict[str, Any]:
    profile = _profile(call)
    try:
        group = groups.add(call.db, call.new_id("00g"), profile.name, call.now, profile.description)
    except IntegrityError as taken:
        raise _name_taken() from taken
    call.record("group.lifecycle.create", [group_party(group)])
    return shown(call, group)


@bp.get("/groups/<id>", "okta.groups.read")
def one(call: Call, id: str) -> dict[str, Any]:
    return shown(call, named(call, id))


@bp.put("/groups/<id>", "okta.groups.manage")
def replace(call: Call, id: str) -> dict[str, Any]:
    group = editable(call, id)
    profile = _profile(call)
    try:
        groups.change(call.db, group.id, profile.name, profile.description, call.now)
    except IntegrityError as taken:
        raise _name_taken() from taken
    call.record("group.profile.update", [group_party(group)])
    return shown(call, named(call, id))


@bp.delete("/groups/<id>", "okta.groups.manage")
def delete(call: Call, id: str) -> None:
    group = editable(call, id)
    groups.remove(call.db, group.id)
    call.record("group.lifecycle.delete", [group_party(group)])


@bp.get("/groups/<id>/users", "okta.groups.read")
def members(call: Call, id: str) -> list[dict[str, Any]]:
    group, limit = named(call, id), call.limit(1000, 1000)
    ids = groups.member_ids(call.db, group.id, limit + 1, call.cursor_text())
    call.link_self()
    if len(ids) > limit:
        call.link_next(ids[limit - 1])
    records = (user_records.by_id(call.db, user_id) for user_id in ids[:limit])
    return [brief(call, record) for record in records if record]


@bp.put("/groups/<id>/users/<user_id>", "okta.groups.manage")
def add_member(call: Call, id: str, user_id: str) -> None:
    group, record = editable(call, id), named_user(call, user_id)
    if groups.is_member(call.db, group.id, record.id):
        return
    groups.add_member(call.db, group.id, record.id)
    _note(call, group, record.id, "group.user_membership.add")


@bp.delete("/groups/<id>/users/<user_id>", "okta.groups.manage")
def remove_member(call: Call, id: str, user_id: str) -> None:
    group, record = editable(call, id), named_user(call, user_id)
    if groups.remove_member(call.db, group.id, record.id):
        _note(call, group, record.id, "group.user_membership.remove")


@bp.get("/users/<id>/groups", SELF)
def of_user(call: Call, id: str) -> list[dict[str, Any]]:
    record = named_user(call, id)
    call.need("okta.groups.read", about=record.id)
    return [shown(call, group) for group in groups.of_user(call.db, record.id)]


def named(call: Call, id: str) -> Group:
    """Return the group with an id; raises E0000007."""
    group = groups.by_id(call.db, id)
    if group is None:
        raise not_found(id, "UserGroup")
    return group


def editable(call: Call, id: str) -> Group:
    """Return a group that is the org's own; raises E0000111 for Everyone and for other directories' groups."""
    group = named(call, id)
    if group.type != groups.OKTA_GROUP:
        raise ApiError("E0000111")
    return group


def _condition(call: Call) -> ColumnElement[bool] | None:
    asked = [name for name in ("q", "filter", "search") if call.argument(name)]
    if len(asked) > 1:
        raise ApiError("E0000033")
    if asked == ["q"]:
        return starts_with(_C.name_key, call.argument("q").lower())
    if asked == ["filter"]:
        return where(call.argument("filter"), fields(_FIELDS))
    return where(call.argument("search"), fields(_SEARCHED)) if asked else None


def _profile(call: Call) -> Profile:
    profile = call.body(GroupInput).profile
    if not profile.name.strip():
        raise invalid("name", "name: The field cannot be left blank")
    if len(profile.name) > _LONGEST_NAME:
        raise invalid("name", f"name: must have at most {_LONGEST_NAME} characters")
    if len(profile.description or "") > _LONGEST_DESCRIPTION:
        raise invalid("description", f"description: must have at most {_LONGEST_DESCRIPTION} characters")
    return profile


def _name_taken() -> ApiError:
    return invalid("name", "name: An object with this field already exists in the current organization")


def _note(call: Call, group: Group, user_id: str, event: str) -> None:
    groups.note_change_of_members(call.db, group.id, call.now)
    user = users.by_id(call.db, user_id)
    call.record(event, [*([user_party(user)] if user else []), group_party(group)])
