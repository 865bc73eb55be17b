"""A person as the user of an application: alone, and as what `expand` puts into the application. Fact sheet 5.2."""

from typing import Any

from mocks.okta.api._call import Call, iso
from mocks.okta.api._compatibility import is_python_sdk
from mocks.okta.directory import app_records, applications, user_records
from mocks.okta.directory.app_records import Record
from mocks.okta.directory.user_records import Record as UserRecord
from mocks.okta.directory.users import Status

_EXPAND = "user/"


def with_user(call: Call, record: Record, shown: dict[str, Any]) -> dict[str, Any]:
    """Return the application as it is shown, with the user that `expand=user/{id}` names if assigned.

    Not for Okta's Python SDK, which takes the user's texts for objects and then reads no application at all.
    """
    wanted = call.argument("expand")
    if not wanted.startswith(_EXPAND) or is_python_sdk(call):
        return shown
    user = user_records.by_id(call.db, wanted.removeprefix(_EXPAND))
    if user is None or not applications.is_assigned(call.db, record.id, user.id):
        return shown
    return shown | {"_embedded": {"user": app_user(call, record, user)}}


def app_user(call: Call, record: Record, user: UserRecord) -> dict[str, Any]:
    by_name = app_records.user_assignment(call.db, record.id, user.id)
    profile = user.attributes
    return {
        "id": user.id,
        "externalId": None,
        "created": iso(by_name.created if by_name else user.created),
        "lastUpdated": iso(user.last_updated),
        "scope": "USER" if by_name else "GROUP",
        "status": "ACTIVE" if user.status == Status.ACTIVE else "STAGED",
        "statusChanged": iso(user.status_changed),
        "passwordChanged": None,
        "syncState": "DISABLED",
        "credentials": {"userName": profile["login"]},
        "profile": {"name": f"{profile['firstName']} {profile['lastName']}", "email": profile["email"]},
        "_links": {
            "app": {"href": call.url(f"/apps/{record.id}")},
            "user": {"href": call.url(f"/users/{user.id}")},
        },
    }
