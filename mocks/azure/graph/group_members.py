"""The members and owners of a group (fact sheet section 7.7)."""

from typing import Any

from flask import Response

from mocks.azure.directory import group_members
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _audit, _directory_objects, _members, _references
from mocks.azure.graph._call import Call
from mocks.azure.graph._directory_objects import Found
from mocks.azure.graph._group_object import find
from mocks.azure.graph._permission import READ_GROUPS, WRITE_GROUPS, WRITE_MEMBERS
from mocks.azure.graph._route import Api
from mocks.azure.graph_errors import not_found

bp = Api("group_members")
_COLLECTIONS = {
    "members": group_members.every,
    "transitiveMembers": group_members.every_transitive,
    "owners": group_members.every_owner,
}
_WHAT = f"/groups/<id>/<any({', '.join(_COLLECTIONS)}):what>"
_CAST = f"{_WHAT}/microsoft.graph.<cast>"


@bp.get(_WHAT, READ_GROUPS)
def every(call: Call, id: str, what: str) -> dict[str, Any]:
    return _members.page(call, _ids(call, id, what))


@bp.get(f"{_WHAT}/$count", READ_GROUPS)
def count(call: Call, id: str, what: str) -> Response:
    return _members.total(call, _ids(call, id, what))


@bp.get(_CAST, READ_GROUPS)
def every_cast(call: Call, id: str, what: str, cast: str) -> dict[str, Any]:
    return _members.cast(call, cast, _ids(call, id, what))


@bp.get(f"{_CAST}/$count", READ_GROUPS)
def count_cast(call: Call, id: str, what: str, cast: str) -> Response:
    return _members.total_cast(call, cast, _ids(call, id, what))


@bp.post("/groups/<id>/members/$ref", WRITE_MEMBERS)
def add_member(call: Call, id: str) -> None:
    group, found = find(call, id), _references.target(call)
    _references.take_in(call, group, found)
    _note(call, "Add member to group", group, found)


@bp.delete("/groups/<id>/members/<member>/$ref", WRITE_MEMBERS)
def remove_member(call: Call, id: str, member: str) -> None:
    group, member_id = find(call, id), member.lower()
    if not group_members.is_member(call.db, group["id"], member_id):
        raise not_found(member)
    group_members.remove(call.db, (call.tenant_id, group["id"]), member_id, call.moment)
    _note(call, "Remove member from group", group, _directory_objects.one(call, member_id))


@bp.post("/groups/<id>/owners/$ref", WRITE_GROUPS)
def add_owner(call: Call, id: str) -> None:
    group, found = find(call, id), _references.target(call)
    _references.own(call, group, found)
    _note(call, "Add owner to group", group, found)


@bp.delete("/groups/<id>/owners/<owner>/$ref", WRITE_GROUPS)
def remove_owner(call: Call, id: str, owner: str) -> None:
    group, owner_id = find(call, id), owner.lower()
    if not group_members.is_owner(call.db, group["id"], owner_id):
        raise not_found(owner)
    group_members.disown(call.db, group["id"], owner_id)
    _note(call, "Remove owner from group", group, _directory_objects.one(call, owner_id))


def _ids(call: Call, id: str, what: str) -> _members.Ids:
    return _COLLECTIONS[what](find(call, id)["id"])


def _note(call: Call, activity: str, group: Record, found: Found | None) -> None:
    """Write down what happened to whom in which group."""
    whom = [_audit.target(found[0].label, found[1])] if found else []
    _audit.note(call, activity, _audit.GROUPS, *whom, _audit.target("Group", group))
