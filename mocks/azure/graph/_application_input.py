"""What may be written about an application (fact sheet sections 7.8 and 8)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from mocks.azure.directory import app_registrations
from mocks.azure.directory.app_registrations import LISTS, SINGLE_TENANT
from mocks.azure.directory.app_settings import AppRole, PermissionScope, Settings
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _input, _key_credentials, _redirect_uris
from mocks.azure.graph._application_object import SHAPE, settings_of
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Input, Text
from mocks.azure.graph_errors import GraphError, bad_request, taken

_AUDIENCES = (SINGLE_TENANT, "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount")
_MEMBERSHIP_CLAIMS = (None, "None", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f#]{1,240}")
_COLUMNS = ("displayName", "signInAudience", "identifierUris", "tags")
_OWN_WAYS = ("passwordCredentials", "keyCredentials")
_WHOLE = frozenset(Settings.__struct_encode_fields__).difference(_OWN_WAYS)


class Columns(Input):
    display_name: Text | UnsetType = UNSET
    sign_in_audience: str | UnsetType = UNSET
    identifier_uris: list[Text] | UnsetType = UNSET
    tags: list[Text] | UnsetType = UNSET


def changes(call: Call, record: Record, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that a body writes over an application, new or there; raises GraphError 400."""
    plain = {name: value for name, value in body.items() if "@odata." not in name}
    values = _input.read({name: value for name, value in plain.items() if name in _COLUMNS}, Columns).written()
    before = settings_of(record["settings"])
    settings = _settings(before, {name: value for name, value in plain.items() if name not in _COLUMNS}, call.now)
    _check_columns(call, record, values)
    _check(before, settings)
    _redirect_uris.check(settings, call.public_url)
    return _input.as_columns(values, LISTS) | {"settings": app_registrations.encode(settings)}


def _settings(before: Settings, given: Mapping[str, Any], now: datetime) -> Settings:
    """Return the settings with what was sent in its place; of a structured one, the members that were sent."""
    whole = msgspec.to_builtins(before)
    for name, value in given.items():
        if name in _WHOLE:
            whole[name] = _merged(whole[name], value)
        elif name not in _OWN_WAYS and not (value is None and name in SHAPE.computed):
            raise bad_request(f"Invalid property '{name[:80]}'.")
    try:
        settings = msgspec.convert(whole, Settings)
    except msgspec.ValidationError as error:
        raise bad_request(_input.explained(str(error))) from error
    if "keyCredentials" in given:
        kept = _key_credentials.read(before, given["keyCredentials"], now)
        settings = msgspec.structs.replace(settings, key_credentials=kept)
    if "passwordCredentials" in given:
        left = _remaining(before, given["passwordCredentials"])
        settings = msgspec.structs.replace(settings, password_credentials=left)
    return settings


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{name: _merged(old.get(name), value) for name, value in new.items()}}
    return new


def _remaining(before: Settings, given: Any) -> tuple[Any, ...]:
    """Return the secrets that are named still: they are made by `addPassword` alone."""
    named = {one.get("keyId") for one in given if isinstance(one, dict)} if isinstance(given, list) else {""}
    known = {one.key_id for one in before.password_credentials}
    if not named <= known:
        raise bad_request("Secrets are added by addPassword; 'passwordCredentials' can only lose some.")
    return tuple(one for one in before.password_credentials if one.key_id in named)


def _check_columns(call: Call, record: Record, values: Mapping[str, Any]) -> None:
    if "display_name" in values:
        _input.demand(values, {"display_name": "displayName"})
    if values.get("sign_in_audience", SINGLE_TENANT) not in _AUDIENCES:
        raise _invalid("signInAudience")
    for uri in values.get("identifier_uris", ()):
        if not _IDENTIFIER.fullmatch(uri):
            raise _invalid("identifierUris")
        other = app_registrations.by_identifier_uri(call.db, call.tenant_id, uri.rstrip("/"))
        if other and other.app_id != record["app_id"]:
            raise taken("identifierUris")


def _check(before: Settings, after: Settings) -> None:
    if after.group_membership_claims not in _MEMBERSHIP_CLAIMS:
        raise _invalid("groupMembershipClaims")
    for role in after.app_roles:
        if not role.allowed_member_types or set(role.allowed_member_types) - {"User", "Application"}:
            raise _invalid("allowedMemberTypes")
    for access in (one for resource in after.required_resource_access for one in resource.resource_access):
        if access.type not in ("Scope", "Role"):
            raise _invalid("requiredResourceAccess")
    _check_offers("appRoles", before.app_roles, after.app_roles)
    _check_offers("oauth2PermissionScopes", before.api.oauth2_permission_scopes, after.api.oauth2_permission_scopes)


def _check_offers(
    name: str, before: Sequence[AppRole | PermissionScope], after: Sequence[AppRole | PermissionScope]
) -> None:
    """Hold what an application offers to ids and values of their own; what is enabled cannot be taken away."""
    if not all(_GUID.fullmatch(one.id) for one in after):
        raise _invalid(name)
    for many in ([one.id.lower() for one in after], [one.value for one in after if one.value]):
        if _repeated(many):
            raise bad_request(f"Property '{name}' has a value twice that has to be unique: an id or a 'value'.")
    left = {one.id for one in after}
    if any(one.is_enabled and one.id not in left for one in before):
        text = f"What stands in '{name}' cannot be deleted or updated unless it is disabled first."
        raise GraphError(400, "CannotDeleteOrUpdateEnabledEntitlement", text)


def _repeated(many: Iterable[str]) -> bool:
    found = list(many)
    return len(set(found)) < len(found)


def _invalid(name: str) -> GraphError:
    return bad_request(f"Invalid value specified for property '{name}' of resource.")
