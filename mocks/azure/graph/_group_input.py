"""What may be written about a group (fact sheet section 7.7)."""

import re
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, UnsetType

from mocks.azure.directory import objects, tenants
from mocks.azure.directory.groups import GROUP, GROUPS, LISTS, UNIFIED
from mocks.azure.directory.objects import Record, Some
from mocks.azure.graph import _input
from mocks.azure.graph._call import Call
from mocks.azure.graph._conditions import lowered
from mocks.azure.graph._input import Input, Long, Text
from mocks.azure.graph_errors import bad_request, taken

_Nickname = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[!-~]+$")]
_NOT_IN_NICKNAMES = re.compile(r'[@()\\\[\]";:<>,]')
_DYNAMIC = "DynamicMembership"
_REQUIRED = {
    "display_name": "displayName",
    "mail_enabled": "mailEnabled",
    "mail_nickname": "mailNickname",
    "security_enabled": "securityEnabled",
}


class GroupInput(Input):
    display_name: Text | UnsetType = UNSET
    description: Long | UnsetType | None = UNSET
    mail_enabled: bool | UnsetType = UNSET
    mail_nickname: _Nickname | UnsetType = UNSET
    security_enabled: bool | UnsetType = UNSET
    group_types: list[str] | UnsetType = UNSET
    visibility: str | UnsetType | None = UNSET
    is_assignable_to_role: bool | UnsetType | None = UNSET
    classification: Text | UnsetType | None = UNSET
    preferred_data_location: Text | UnsetType | None = UNSET
    preferred_language: Text | UnsetType | None = UNSET
    theme: Text | UnsetType | None = UNSET
    resource_behavior_options: list[Text] | UnsetType = UNSET
    resource_provisioning_options: list[Text] | UnsetType = UNSET
    creation_options: list[Text] | UnsetType = UNSET


def new(call: Call, body: dict[str, Any]) -> Record:
    """Return the record of a new group; raises GraphError 400."""
    values = _input.read(body, GroupInput).written()
    _input.demand(values, _REQUIRED)
    _check(values, values)
    beginnings = dict.fromkeys(("created_date_time", "renewed_date_time"), call.moment)
    record = {"id": call.new_id(), "tenant_id": call.tenant_id, **beginnings, **_input.as_columns(values, LISTS)}
    return record | _addresses(call, record, values)


def changes(call: Call, record: Record, body: dict[str, Any]) -> Record:
    """Return the columns that a change writes; raises GraphError 400."""
    values = _input.read(body, GroupInput).written()
    if "is_assignable_to_role" in values:
        raise bad_request("Property 'isAssignableToRole' is set once, when the group is created.")
    if "display_name" in values:
        _input.demand(values, {"display_name": "displayName"})
    whole = {**record, "group_types": msgspec.json.decode(record["group_types"] or "[]"), **values}
    _check(whole, values)
    written = _input.as_columns(values, LISTS)
    renamed = "mail_nickname" in values and values["mail_nickname"] != record["mail_nickname"]
    return written | (_addresses(call, record, whole) if renamed else {})


def _check(whole: Record, values: Record) -> None:
    """Hold a group to what Graph can make: a Microsoft 365 group, or one for rights and without mail."""
    types = set(whole.get("group_types") or [])
    if types - {UNIFIED}:
        known = "its members follow from a rule, which needs a license" if _DYNAMIC in types else "it is unknown"
        raise bad_request(f"Invalid value specified for property 'groupTypes' of resource: {known}.")
    if whole["mail_enabled"] is not (UNIFIED in types):
        raise bad_request("A group has mail when it is of the type 'Unified', and else has none: set 'mailEnabled' so.")
    if not whole["mail_enabled"] and not whole["security_enabled"]:
        raise bad_request("A group needs mail or security: set 'mailEnabled' or 'securityEnabled'.")
    if _NOT_IN_NICKNAMES.search(values.get("mail_nickname", "")):
        raise bad_request("Invalid value specified for property 'mailNickname' of resource.")
    if values.get("visibility") not in (None, "Public", "Private", "HiddenMembership"):
        raise bad_request("Invalid value specified for property 'visibility' of resource.")


def _addresses(call: Call, record: Record, whole: Record) -> dict[str, Any]:
    """Return the mail address of a Microsoft 365 group, which nobody else may have; {} for others."""
    if not whole["mail_enabled"]:
        return {}
    nickname = lowered(whole["mail_nickname"])
    mail = f"{nickname}@{tenants.domains_of(call.db, call.tenant_id)[0]}"
    same = (GROUPS.c.mail == mail, GROUPS.c.id != record["id"])
    if objects.count(call.db, Some(GROUP, call.tenant_id, same)):
        raise taken("mailNickname")
    visible = whole.get("visibility") or "Public"
    return {"mail": mail, "proxy_addresses": f'["SMTP:{mail}"]', "visibility": visible}
