"""A service principal as Graph shows one: half of it is the application's (fact sheet section 7.8)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from mocks.azure import graph_resource
from mocks.azure.directory import app_registrations, objects, service_principals
from mocks.azure.directory.app_settings import ApiSettings, Settings
from mocks.azure.directory.objects import Record
from mocks.azure.directory.service_principals import SERVICE_PRINCIPAL
from mocks.azure.graph._application_object import key
from mocks.azure.graph._call import Call
from mocks.azure.graph._shape import NOTHING, NULL, Computed, Shape
from mocks.azure.graph_errors import not_found

_BY_APP_ID = re.compile(r"appId='([^']+)'")
_OF_APP = Computed(lambda _: None, ("app_id",))
"""What the application says; `show` puts it in its place."""
_FROM_APPLICATION = (
    *("appDescription", "appDisplayName", "appRoles", "info", "keyCredentials", "oauth2PermissionScopes"),
    *("passwordCredentials", "replyUrls", "servicePrincipalNames", "signInAudience"),
)
_NEVER = (
    *("applicationTemplateId", "disabledByMicrosoftStatus", "preferredTokenSigningKeyThumbprint"),
    *("samlSingleSignOnSettings", "tokenEncryptionKeyId"),
)

SHAPE = Shape(
    kind=SERVICE_PRINCIPAL,
    collection="servicePrincipals",
    defaults=(
        *("id", "deletedDateTime", "accountEnabled", "alternativeNames", "appDescription", "appDisplayName", "appId"),
        *("applicationTemplateId", "appOwnerOrganizationId", "appRoleAssignmentRequired", "createdDateTime"),
        *("description", "disabledByMicrosoftStatus", "displayName", "homepage", "loginUrl", "logoutUrl", "notes"),
        *("notificationEmailAddresses", "preferredSingleSignOnMode", "preferredTokenSigningKeyThumbprint"),
        *("replyUrls", "servicePrincipalNames", "servicePrincipalType", "signInAudience", "tags"),
        *("tokenEncryptionKeyId", "samlSingleSignOnSettings", "addIns", "appRoles", "info", "keyCredentials"),
        *("oauth2PermissionScopes", "passwordCredentials", "resourceSpecificApplicationPermissions"),
        "verifiedPublisher",
    ),
    lists=service_principals.LISTS,
    computed={
        **dict.fromkeys(_FROM_APPLICATION, _OF_APP),
        **dict.fromkeys(_NEVER, NULL),
        "addIns": NOTHING,
        "resourceSpecificApplicationPermissions": NOTHING,
        "verifiedPublisher": Computed(
            lambda _: {"displayName": None, "verifiedPublisherId": None, "addedDateTime": None}
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a service principal stands for. names: under which it is called as an API."""

    display_name: str
    sign_in_audience: str
    settings: Settings
    names: tuple[str, ...]


_GONE = Source("", "AzureADMyOrg", Settings(), ())
"""What is left when an application went and its service principal stayed."""


def source(db: Connection, app_id: str) -> Source | None:
    """Return the application of a service principal, None when it is gone."""
    if app_id == graph_resource.APP_ID:
        api = ApiSettings(oauth2_permission_scopes=graph_resource.SCOPES)
        settings = Settings(api=api, app_roles=graph_resource.ROLES)
        return Source(graph_resource.NAME, "AzureADMultipleOrgs", settings, (app_id, graph_resource.URL))
    app = app_registrations.anywhere(db, app_id)
    if app is None:
        return None
    names = (app_id, *app_registrations.identifier_uris(db, app_id))
    return Source(app.display_name, app.sign_in_audience, app.settings, names)


def find(call: Call, id: str) -> Record:
    """Return the service principal of an object id, or of `appId='...'`; raises GraphError 404."""
    match = _BY_APP_ID.fullmatch(id)
    wanted = service_principals.id_of(call.db, call.tenant_id, match[1].lower()) if match else id
    record = objects.by_id(call.db, SERVICE_PRINCIPAL, call.tenant_id, wanted) if wanted else None
    if record is None:
        raise not_found(match[1] if match else id)
    return record


def show(call: Call, record: Record, names: Sequence[str]) -> dict[str, Any]:
    """Return properties of a service principal, its application's among them."""
    shown = SHAPE.show(record, names)
    if not any(name in shown for name in _FROM_APPLICATION):
        return shown
    found = call.unit.once("source", record["app_id"], source)
    told = _of(found or _GONE)
    return {name: told.get(name, value) for name, value in shown.items()}


def _of(found: Source) -> dict[str, Any]:
    settings = found.settings
    return {
        "appDescription": settings.description,
        "appDisplayName": found.display_name,
        "appRoles": msgspec.to_builtins(settings.app_roles),
        "info": msgspec.to_builtins(settings.info),
        "keyCredentials": [key(one) for one in settings.key_credentials],
        "oauth2PermissionScopes": msgspec.to_builtins(settings.api.oauth2_permission_scopes),
        "passwordCredentials": [],
        "replyUrls": settings.redirect_uris,
        "servicePrincipalNames": found.names,
        "signInAudience": found.sign_in_audience,
    }
