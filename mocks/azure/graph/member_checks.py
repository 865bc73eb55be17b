"""Whether an object is in groups, by other groups too, and in which (fact sheet section 7.7)."""

from typing import Annotated, Any

import msgspec

from mocks.azure.directory import groups
from mocks.azure.graph import _directory_objects, _directory_roles, _input, _user_object
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Input
from mocks.azure.graph._permission import READ_MEMBER_OF, READ_USERS
from mocks.azure.graph._route import Api

bp = Api("member_checks")
_GET = "<any(getMemberGroups, getMemberObjects):what>"
_OTHERS = "/<any(groups, servicePrincipals, directoryObjects):kind>/<id>"
_CHECK = "<any(checkMemberGroups, checkMemberObjects):what>"
_FewIds = Annotated[list[str], msgspec.Meta(max_length=20)]


class GetInput(Input):
    security_enabled_only: bool | None = False


class CheckGroups(Input, kw_only=True):
    group_ids: _FewIds


class CheckObjects(Input, kw_only=True):
    ids: _FewIds


@bp.post(f"/users/<id>/{_GET}", READ_MEMBER_OF)
def of_user(call: Call, id: str, what: str) -> dict[str, Any]:
    return _found(call, _user(call, id), what)


@bp.post(f"/users/<id>/{_CHECK}", READ_MEMBER_OF)
def check_user(call: Call, id: str, what: str) -> dict[str, Any]:
    return _checked(call, _user(call, id), what)


@bp.post(f"{_OTHERS}/{_GET}", READ_MEMBER_OF)
def of_other(call: Call, kind: str, id: str, what: str) -> dict[str, Any]:
    return _found(call, _directory_objects.readable(call, kind, id)["id"], what)


@bp.post(f"{_OTHERS}/{_CHECK}", READ_MEMBER_OF)
def check_other(call: Call, kind: str, id: str, what: str) -> dict[str, Any]:
    return _checked(call, _directory_objects.readable(call, kind, id)["id"], what)


def _user(call: Call, id: str) -> str:
    record = _user_object.find(call, id)
    call.need(READ_USERS, about=record["id"])
    return str(record["id"])


def _found(call: Call, id: str, what: str) -> dict[str, Any]:
    asked = _input.read(call.body(), GetInput)
    ids = groups.transitive_ids(call.db, id, security_only=bool(asked.security_enabled_only))
    roles = _roles(call, id) if what == "getMemberObjects" and not asked.security_enabled_only else []
    return _ids(call, [*ids, *roles])


def _checked(call: Call, id: str, what: str) -> dict[str, Any]:
    body = call.body()
    if what == "checkMemberGroups":
        asked, known = _input.read(body, CheckGroups).group_ids, groups.transitive_ids(call.db, id)
    else:
        asked, known = _input.read(body, CheckObjects).ids, [*groups.transitive_ids(call.db, id), *_roles(call, id)]
    return _ids(call, [one for one in dict.fromkeys(id.lower() for id in asked) if one in known])


def _roles(call: Call, id: str) -> list[str]:
    return [role["id"] for role in _directory_roles.of(call, id)]


def _ids(call: Call, ids: list[str]) -> dict[str, Any]:
    return {"@odata.context": call.context("Collection(Edm.String)"), "value": ids}
