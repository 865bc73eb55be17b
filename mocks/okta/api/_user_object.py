"""A user as the management API shows it. Source: fact sheet 4.1."""

from typing import Any

import msgspec

from mocks.okta.api._call import Call, iso
from mocks.okta.directory.user_records import Record

_PASSWORD = {"changePassword": "credentials/change_password", "expirePassword": "lifecycle/expire_password"}
_RECOVER = {"forgotPassword": "credentials/forgot_password", "resetPassword": "lifecycle/reset_password"}
_LINKS: dict[str, dict[str, str]] = {
    "STAGED": {"activate": "lifecycle/activate"},
    "PROVISIONED": {"reactivate": "lifecycle/reactivate"},
    "ACTIVE": {
        "suspend": "lifecycle/suspend",
        **_RECOVER,
        **_PASSWORD,
        "changeRecoveryQuestion": "credentials/change_recovery_question",
    },
    "RECOVERY": {"reactivate": "lifecycle/reactivate", "resetPassword": "lifecycle/reset_password"},
    "PASSWORD_EXPIRED": {**_RECOVER, "changePassword": "credentials/change_password"},
    "LOCKED_OUT": {"unlock": "lifecycle/unlock", "resetPassword": "lifecycle/reset_password"},
    "SUSPENDED": {"unsuspend": "lifecycle/unsuspend"},
    "DEPROVISIONED": {"activate": "lifecycle/activate"},
}


def brief(call: Call, record: Record) -> dict[str, Any]:
    """Return the user as lists show it: with a link to itself alone."""
    return _object(call, record, msgspec.Raw(record.profile.encode())) | {
        "_links": {"self": {"href": call.url(f"/users/{record.id}")}}
    }


def whole(call: Call, record: Record) -> dict[str, Any]:
    """Return the user with the calls that its status allows."""
    attributes = {"secondEmail": None, "mobilePhone": None} | record.attributes
    return _object(call, record, attributes) | {"_links": _links(call, record)}


def etag(record: Record) -> str:
    """Return the entity tag: another one after each change."""
    return f'W/"{int(record.last_updated * 1000)}"'


def _object(call: Call, record: Record, profile: Any) -> dict[str, Any]:
    return {
        "id": record.id,
        "status": record.status,
        "created": iso(record.created),
        "activated": iso(record.activated),
        "statusChanged": iso(record.status_changed),
        "lastLogin": iso(record.last_login),
        "lastUpdated": iso(record.last_updated),
        "passwordChanged": iso(record.password_changed),
        "type": {"id": call.server.org.user_type_id},
        "profile": profile,
        "credentials": _credentials(record),
    }


def _credentials(record: Record) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if record.password_hash:
        shown["password"] = {}
    if record.recovery:
        shown["recovery_question"] = {"question": msgspec.json.decode(record.recovery)["question"]}
    shown["provider"] = {"type": record.provider, "name": record.provider}
    return shown


def _links(call: Call, record: Record) -> dict[str, Any]:
    base = call.url(f"/users/{record.id}")
    links: dict[str, Any] = {"self": {"href": base}}
    for name, path in _LINKS[record.status].items():
        links[name] = {"href": f"{base}/{path}", "method": "POST"}
    if record.status != "DEPROVISIONED":
        links["deactivate"] = {"href": f"{base}/lifecycle/deactivate", "method": "POST"}
    else:
        links["delete"] = {"href": base, "method": "DELETE"}
    links["schema"] = {"href": call.url(f"/meta/schemas/user/{call.server.org.schema_id}")}
    links["type"] = {"href": call.url(f"/meta/types/user/{call.server.org.user_type_id}")}
    return links
