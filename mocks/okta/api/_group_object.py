"""A group as the management API shows it. Source: fact sheet 4.6."""

from typing import Any

from mocks.okta.api._call import Call, iso
from mocks.okta.directory.groups import Group
from mocks.okta.directory.system_log import Party


def shown(call: Call, group: Group) -> dict[str, Any]:
    base = call.url(f"/groups/{group.id}")
    return {
        "id": group.id,
        "created": iso(group.created),
        "lastUpdated": iso(group.last_updated),
        "lastMembershipUpdated": iso(group.last_membership_updated),
        "objectClass": ["okta:user_group"],
        "type": group.type,
        "profile": {"name": group.name, "description": group.description},
        "_links": {
            "logo": [{"name": "medium", "href": f"{call.server.public_url}/assets/mark.svg", "type": "image/svg+xml"}],
            "users": {"href": f"{base}/users"},
            "apps": {"href": f"{base}/apps"},
        },
    }


def group_party(group: Group) -> Party:
    return Party(group.id, "UserGroup", group.name, group.name)
