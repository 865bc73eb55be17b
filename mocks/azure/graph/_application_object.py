"""An application as Graph shows one (fact sheet section 7.8)."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from mocks.azure.directory import app_registrations, objects
from mocks.azure.directory.app_registrations import APP_REGISTRATIONS, APPLICATION
from mocks.azure.directory.app_settings import KeyCredential, PasswordCredential, Settings
from mocks.azure.directory.objects import Record, Some
from mocks.azure.graph._call import Call
from mocks.azure.graph._shape import NOTHING, NULL, Computed, Shape
from mocks.azure.graph_errors import not_found

_BY_APP_ID = re.compile(r"appId='([^']+)'")
_AS_STORED = (
    *("api", "appRoles", "description", "groupMembershipClaims", "info", "isFallbackPublicClient", "notes"),
    *("optionalClaims", "publicClient", "requiredResourceAccess", "spa", "web"),
)
_NEVER = (
    *("applicationTemplateId", "certification", "defaultRedirectUri", "disabledByMicrosoftStatus"),
    *("isDeviceOnlyAuthSupported", "samlMetadataUrl", "serviceManagementReference", "tokenEncryptionKeyId"),
    *("uniqueName", "servicePrincipalLockConfiguration", "requestSignatureVerification"),
)
_UNVERIFIED = {"displayName": None, "verifiedPublisherId": None, "addedDateTime": None}

settings_of = lru_cache(maxsize=256)(app_registrations.decode)
"""What a stored text says; the same one for the same text."""


def password(credential: PasswordCredential, secret: str | None = None) -> dict[str, Any]:
    """Return a client secret as Graph tells of it. secret: its text, in the answer to who had it made alone."""
    shown: dict[str, Any] = msgspec.to_builtins(credential)
    del shown["secretHash"]
    return shown | {"secretText": secret}


def key(credential: KeyCredential) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(credential)
    del shown["jwk"]
    return shown | {"key": None}


def _computed(value: Callable[[Settings], Any]) -> Computed:
    return Computed(lambda record: value(settings_of(record["settings"])), ("settings",))


def _stored(name: str) -> Computed:
    return _computed(lambda settings: msgspec.to_builtins(settings)[name])


SHAPE = Shape(
    kind=APPLICATION,
    collection="applications",
    defaults=(
        *("id", "deletedDateTime", "appId", "applicationTemplateId", "disabledByMicrosoftStatus", "createdDateTime"),
        *("displayName", "description", "groupMembershipClaims", "identifierUris", "isDeviceOnlyAuthSupported"),
        *("isFallbackPublicClient", "notes", "publisherDomain", "serviceManagementReference", "signInAudience"),
        *("tags", "tokenEncryptionKeyId", "uniqueName", "samlMetadataUrl", "defaultRedirectUri", "certification"),
        *("optionalClaims", "servicePrincipalLockConfiguration", "requestSignatureVerification", "addIns", "api"),
        *("appRoles", "info", "keyCredentials", "parentalControlSettings", "passwordCredentials", "publicClient"),
        *("requiredResourceAccess", "verifiedPublisher", "web", "spa"),
    ),
    hidden=frozenset({"settings", "created_by_app_id"}),
    lists=app_registrations.LISTS,
    computed={
        **{name: _stored(name) for name in _AS_STORED},
        **dict.fromkeys(_NEVER, NULL),
        "addIns": NOTHING,
        "keyCredentials": _computed(lambda settings: [key(one) for one in settings.key_credentials]),
        "passwordCredentials": _computed(lambda settings: [password(one) for one in settings.password_credentials]),
        "parentalControlSettings": Computed(lambda _: {"countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow"}),
        "verifiedPublisher": Computed(lambda _: _UNVERIFIED),
    },
)


def find(call: Call, id: str) -> Record:
    """Return the application of an object id, or of `appId='...'`; raises GraphError 404."""
    match = _BY_APP_ID.fullmatch(id)
    record = by_app_id(call, match[1]) if match else objects.by_id(call.db, APPLICATION, call.tenant_id, id)
    if record is None:
        raise not_found(match[1] if match else id)
    return record


def by_app_id(call: Call, app_id: str) -> Record | None:
    here = [APP_REGISTRATIONS.c.app_id == app_id.lower()]
    found = objects.page(call.db, Some(APPLICATION, call.tenant_id, here), objects.FIRST, 1)
    return found[0] if found else None
