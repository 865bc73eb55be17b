"""The resources that an access token can be for: Microsoft Graph and the tenant's own applications.

Source: fact sheet 3.1 and 3.7.
"""

import re
from dataclasses import dataclass

from mocks.azure.claims import GRAPH, GRAPH_URL
from mocks.azure.directory import app_registrations
from mocks.azure.directory.tenants import Tenant
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason

_DEFAULT = "/.default"
_APP_ID = re.compile(r"(?:api://)?([0-9a-f-]{36})")


@dataclass(frozen=True, slots=True)
class Resource:
    """An API. app_id: of its registration. audience: the `aud` of tokens for it."""

    app_id: str
    audience: str


def is_graph(identifier: str, public_url: str) -> bool:
    """Tell whether an app id URI or app id is Microsoft Graph's, which the lab's own address stands for as well."""
    return identifier.rstrip("/").lower() in (GRAPH, GRAPH_URL, public_url.lower())


def find(unit: Unit, tenant_id: str, public_url: str, identifier: str) -> Resource:
    """Return the resource of an app id URI or app id; raises OAuthError(invalid_resource)."""
    wanted = identifier.rstrip("/").lower()
    if is_graph(identifier, public_url):
        return Resource(GRAPH, GRAPH_URL)
    match = _APP_ID.fullmatch(wanted)
    app = app_registrations.by_app_id(unit.db, tenant_id, match[1]) if match else None
    app = app or app_registrations.by_identifier_uri(unit.db, tenant_id, wanted)
    if app is None:
        raise OAuthError("invalid_resource", Reason.RESOURCE_UNKNOWN, identifier)
    return Resource(app.app_id, app.app_id)


def of_default_scope(unit: Unit, tenant: Tenant, public_url: str, scope: tuple[str, ...]) -> Resource:
    """Return the resource of a scope that must be `{resource}/.default` and nothing else."""
    if len(scope) != 1 or not scope[0].lower().endswith(_DEFAULT):
        raise OAuthError("invalid_scope", Reason.DEFAULT_SCOPE_REQUIRED, " ".join(scope))
    return find(unit, tenant.id, public_url, scope[0][: -len(_DEFAULT)])
