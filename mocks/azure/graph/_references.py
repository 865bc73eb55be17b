"""References to other objects, as bodies write them: `@odata.id` and `@odata.bind` (fact sheet section 7.7)."""

import re
from typing import Any

from mocks.azure.directory import group_members
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _directory_objects
from mocks.azure.graph._call import Call
from mocks.azure.graph._directory_objects import Found
from mocks.azure.graph_errors import bad_request, not_found

_REFERENCE = re.compile(r"(?:https?://[^/?#]+/v1\.0/|/)?(?:directoryObjects|users|groups|servicePrincipals)/([^/?#]+)")
_MOST = 20
_MEMBERS, _OWNERS = ("User", "Group", "ServicePrincipal"), ("User", "ServicePrincipal")
MEMBERS, OWNERS = "members", "owners"


def target(call: Call) -> Found:
    """Return the object that a body's `@odata.id` names; raises GraphError 400 or 404."""
    return _named(call, call.body().get("@odata.id"))


def bind(call: Call, group: Record, body: dict[str, Any]) -> None:
    """Take in the members and owners that a group's body binds; raises GraphError 400 or 404."""
    for collection, take in ((MEMBERS, take_in), (OWNERS, own)):
        bound = body.get(f"{collection}@odata.bind", [])
        if not isinstance(bound, list) or len(bound) > _MOST:
            raise bad_request(f"At most {_MOST} references can be bound to '{collection}' in one call.")
        for reference in bound:
            take(call, group, _named(call, reference))


def take_in(call: Call, group: Record, found: Found) -> None:
    """Make an object a member; raises GraphError 400."""
    type, record = found
    if type.label not in _MEMBERS:
        raise bad_request("The members of a group are users, groups and service principals.")
    if record["id"] == group["id"]:
        raise bad_request("A group cannot be a member of itself.")
    if group["mail_enabled"] and type.label != "User":
        raise bad_request("The members of a Microsoft 365 group are users.")
    if group_members.is_member(call.db, group["id"], record["id"]):
        raise _there_already(MEMBERS)
    group_members.add(call.db, (group["tenant_id"], group["id"]), [record["id"]], call.moment)


def own(call: Call, group: Record, found: Found) -> None:
    """Make a user or an application an owner; raises GraphError 400."""
    type, record = found
    if type.label not in _OWNERS:
        raise bad_request("The owners of a group are users and service principals.")
    if group_members.is_owner(call.db, group["id"], record["id"]):
        raise _there_already(OWNERS)
    group_members.own(call.db, group["id"], record["id"])


def _named(call: Call, reference: Any) -> Found:
    match = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    if match is None:
        raise bad_request("Invalid URL specified for a reference to another object.")
    found = _directory_objects.one(call, match[1])
    if found is None:
        raise not_found(match[1])
    return found


def _there_already(collection: str) -> Exception:
    return bad_request(f"One or more added object references already exist for the property '{collection}'.")
