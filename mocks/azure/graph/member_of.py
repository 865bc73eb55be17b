"""What a user, a group or an application belongs to (fact sheet section 7.7)."""

from typing import Any

from flask import Response

from mocks.azure.directory import groups
from mocks.azure.graph import (
    _directory_objects,
    _directory_roles,
    _members,
    _user_object,
)
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import ANYBODY, READ_MEMBER_OF, READ_USERS
from mocks.azure.graph._route import Api
from mocks.azure.graph_errors import unsupported

bp = Api("member_of")
_COLLECTIONS = {"memberOf": groups.every_of, "transitiveMemberOf": groups.every_transitive_of}
_WHAT = f"<any({', '.join(_COLLECTIONS)}):what>"
_OF_USER, _OF_OTHERS = f"/users/<id>/{_WHAT}", f"/<any(groups, servicePrincipals):kind>/<id>/{_WHAT}"
_CAST = "microsoft.graph.<cast>"


@bp.get(_OF_USER, READ_MEMBER_OF)
def of_user(call: Call, id: str, what: str) -> dict[str, Any]:
    user_id = _user(call, id)
    return _members.page(call, _COLLECTIONS[what](user_id), _directory_roles.of(call, user_id))


@bp.get(f"{_OF_USER}/$count", READ_MEMBER_OF)
def count_of_user(call: Call, id: str, what: str) -> Response:
    user_id = _user(call, id)
    return _members.total(call, _COLLECTIONS[what](user_id), len(_directory_roles.of(call, user_id)))


@bp.get(f"{_OF_USER}/{_CAST}", READ_MEMBER_OF)
def of_user_cast(call: Call, id: str, what: str, cast: str) -> dict[str, Any]:
    user_id = _user(call, id)
    return _cast(call, cast, _COLLECTIONS[what](user_id))


@bp.get(f"{_OF_USER}/{_CAST}/$count", READ_MEMBER_OF)
def count_of_user_cast(call: Call, id: str, what: str, cast: str) -> Response:
    return _members.total_cast(call, cast, _COLLECTIONS[what](_user(call, id)))


@bp.get(_OF_OTHERS, ANYBODY)
def of_other(call: Call, kind: str, id: str, what: str) -> dict[str, Any]:
    return _members.page(call, _COLLECTIONS[what](_directory_objects.readable(call, kind, id)["id"]))


@bp.get(f"{_OF_OTHERS}/$count", ANYBODY)
def count_of_other(call: Call, kind: str, id: str, what: str) -> Response:
    return _members.total(call, _COLLECTIONS[what](_directory_objects.readable(call, kind, id)["id"]))


@bp.get(f"{_OF_OTHERS}/{_CAST}", ANYBODY)
def of_other_cast(call: Call, kind: str, id: str, what: str, cast: str) -> dict[str, Any]:
    return _cast(call, cast, _COLLECTIONS[what](_directory_objects.readable(call, kind, id)["id"]))


def _user(call: Call, id: str) -> str:
    """Return the id of a user whom the caller may read."""
    user = _user_object.find(call, id)
    call.need(READ_USERS, about=user["id"])
    return str(user["id"])


def _cast(call: Call, name: str, ids: _members.Ids) -> dict[str, Any]:
    _directory_objects.named(name)
    if not call.options.counted:
        raise unsupported("A cast of memberships")
    return _members.cast(call, name, ids)
