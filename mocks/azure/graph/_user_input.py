"""What may be written about a user (fact sheet sections 7.4 and 7.5)."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import func

from mocks.azure.directory import objects, tenants, users
from mocks.azure.directory.objects import Record, Some
from mocks.azure.directory.users import LISTS, OBJECTS, USER, USERS
from mocks.azure.graph import _input
from mocks.azure.graph._call import Call
from mocks.azure.graph._conditions import lowered
from mocks.azure.graph._input import Input
from mocks.azure.graph._user_password import PasswordProfile
from mocks.azure.graph_errors import bad_request, taken

_WORD = r"^[^\x00]+$"
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=_WORD)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=_WORD)]
Long = Annotated[str, msgspec.Meta(min_length=1, max_length=256, pattern=_WORD)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=_WORD)]
_Nickname = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[!-~]+$")]
_Mail = Annotated[str, msgspec.Meta(max_length=256, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$")]
_Extension = Annotated[str, msgspec.Meta(pattern=r"^extensionAttribute([1-9]|1[0-5])$")]
"""One of the fifteen attributes of a company's own."""
_NOT_IN_NICKNAMES = re.compile(r'[@()\\\[\]";:<>,]')
_BEFORE_AT = re.compile(r"[A-Za-z0-9'._!#^~-]{1,64}(?<!\.)")
_REQUIRED = {
    "account_enabled": "accountEnabled",
    "display_name": "displayName",
    "mail_nickname": "mailNickname",
    "user_principal_name": "userPrincipalName",
    "password_profile": "passwordProfile",
}


class UserInput(Input):
    account_enabled: bool | UnsetType = UNSET
    display_name: Long | UnsetType = UNSET
    mail_nickname: _Nickname | UnsetType = UNSET
    user_principal_name: Annotated[str, msgspec.Meta(max_length=113)] | UnsetType = UNSET
    password_profile: PasswordProfile | UnsetType = UNSET
    age_group: Literal["Minor", "NotAdult", "Adult"] | UnsetType | None = UNSET
    business_phones: list[Name] | UnsetType = UNSET
    city: Text | UnsetType | None = UNSET
    company_name: Name | UnsetType | None = UNSET
    country: Text | UnsetType | None = UNSET
    department: Name | UnsetType | None = UNSET
    employee_hire_date: datetime | UnsetType | None = UNSET
    employee_id: Short | UnsetType | None = UNSET
    employee_org_data: dict[Literal["costCenter", "division"], str | None] | UnsetType | None = UNSET
    employee_type: Name | UnsetType | None = UNSET
    fax_number: Name | UnsetType | None = UNSET
    given_name: Name | UnsetType | None = UNSET
    job_title: Text | UnsetType | None = UNSET
    mail: _Mail | UnsetType | None = UNSET
    mobile_phone: Name | UnsetType | None = UNSET
    office_location: Text | UnsetType | None = UNSET
    on_premises_extension_attributes: dict[_Extension, Text | None] | UnsetType | None = UNSET
    on_premises_immutable_id: Long | UnsetType | None = UNSET
    other_mails: list[_Mail] | UnsetType = UNSET
    password_policies: Text | UnsetType | None = UNSET
    postal_code: Short | UnsetType | None = UNSET
    preferred_language: Short | UnsetType | None = UNSET
    state: Text | UnsetType | None = UNSET
    street_address: Long | UnsetType | None = UNSET
    surname: Name | UnsetType | None = UNSET
    usage_location: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")] | UnsetType | None = UNSET
    user_type: Literal["Member", "Guest"] | UnsetType = UNSET


def new(call: Call, body: dict[str, Any]) -> tuple[dict[str, Any], PasswordProfile]:
    """Return the record of a new user, without a password yet, and what is said of it; raises GraphError 400."""
    values = _input.read(body, UserInput).written()
    _input.demand(values, _REQUIRED)
    profile: PasswordProfile = values.pop("password_profile")
    _check(call, values, "")
    times = ("created_date_time", "last_password_change_date_time", "sign_in_sessions_valid_from_date_time")
    beginnings = {"id": call.new_id(), "tenant_id": call.tenant_id, "user_type": "Member", "password_hash": None}
    return {**beginnings, **dict.fromkeys(times, call.moment), **_columns(values, {})}, profile


def changes(call: Call, record: Record, body: dict[str, Any]) -> tuple[dict[str, Any], PasswordProfile | None]:
    """Return the columns that a change writes, and what is said of the password; raises GraphError 400."""
    values = _input.read(body, UserInput).written()
    profile: PasswordProfile | None = values.pop("password_profile", None)
    _check(call, values, record["id"])
    return _columns(values, record), profile


def _check(call: Call, values: dict[str, Any], own_id: str) -> None:
    """Hold names and addresses to the tenant's rules. own_id: of the user who may have them already."""
    if _NOT_IN_NICKNAMES.search(values.get("mail_nickname", "")):
        raise bad_request("Invalid value specified for property 'mailNickname' of resource 'User'.")
    policies = {word.strip() for word in (values.get("password_policies") or "None").split(",")}
    if policies - {"None", "DisablePasswordExpiration", "DisableStrongPassword"}:
        raise bad_request("Invalid value specified for property 'passwordPolicies' of resource 'User'.")
    if name := values.get("user_principal_name"):
        _check_name(call, name)
        found = users.by_sign_in_name(call.db, call.tenant_id, name)
        if found and found.id != own_id:
            raise taken("userPrincipalName")
    elif "user_principal_name" in values:
        raise bad_request("Invalid value specified for property 'userPrincipalName' of resource 'User'.")
    if mail := values.get("mail"):
        same = (func.lower(USERS.c.mail) == lowered(mail), USERS.c.id != own_id)
        if objects.count(call.db, Some(USER, call.tenant_id, same)):
            raise taken("proxyAddresses")


def _check_name(call: Call, name: str) -> None:
    first, _, domain = name.rpartition("@")
    guest = first.partition("#EXT#")[0] if "#EXT#" in first else first
    if not _BEFORE_AT.fullmatch(guest):
        raise bad_request("Property userPrincipalName is invalid.")
    if domain.lower() not in tenants.domains_of(call.db, call.tenant_id):
        raise bad_request(
            "The domain portion of the userPrincipalName property is invalid: use a domain of the organization."
        )


def _columns(values: dict[str, Any], record: Record) -> dict[str, Any]:
    """Return written values as the table stores them. record: what was there, {} for a new user."""
    columns = _input.as_columns(values, LISTS)
    for name in (name for name in OBJECTS if columns.get(name) is not None):
        before = msgspec.json.decode(record.get(name) or "{}")
        columns[name] = msgspec.json.encode(before | columns[name]).decode()
    if hired := columns.get("employee_hire_date"):
        columns["employee_hire_date"] = (hired if hired.tzinfo else hired.replace(tzinfo=UTC)).timestamp()
    if "user_principal_name" in columns:
        columns["upn_key"] = columns["user_principal_name"].lower()
    if "mail" in columns:
        before = msgspec.json.decode(record.get("proxy_addresses") or "[]")
        columns["proxy_addresses"] = msgspec.json.encode(_addresses(columns["mail"], before)).decode()
    return columns


def _addresses(mail: str | None, before: list[str]) -> list[str]:
    """Return the proxy addresses with a new primary one; the last stays as an alias."""
    if mail is None:
        return []
    aliases = [f"smtp:{address.partition(':')[2]}" for address in before]
    return [f"SMTP:{mail}", *(alias for alias in aliases if alias.lower() != f"smtp:{mail}".lower())]
