"""Delegated permissions as requests name them: `User.Read`, `api://app/scope`, `{resource}/.default`.

A name without a resource is Microsoft Graph's. Source: fact sheet 3.4, 3.7 and 4.2.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from mocks.azure import graph_resource, resources
from mocks.azure.claims import GRAPH
from mocks.azure.directory import app_registrations
from mocks.azure.directory.app_registrations import AppRegistration
from mocks.azure.directory.app_settings import PermissionScope
from mocks.azure.directory.permission_grants import Granted
from mocks.azure.errors import SCOPE_UNKNOWN
from mocks.kit.web import Unit
from mocks.oauth.authorization_server import PERSONAL_SCOPES, AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason

DEFAULT = ".default"


@dataclass(frozen=True, slots=True)
class Permission:
    """sent: as the request names it. identifier: what it calls the resource, "" for a short name of Graph's.

    name: as `scp` has it. resource: app id.
    """

    sent: str
    identifier: str
    name: str
    resource: str

    def spelt(self, name: str) -> str:
        """Return another permission of the same resource as this request would name it."""
        return f"{self.identifier}/{name}" if self.identifier else name


def permissions(unit: Unit, server: AuthorizationServer, scope: tuple[str, ...]) -> tuple[Permission, ...]:
    """Read a scope; raises OAuthError(invalid_resource) for a resource that nobody knows."""
    return tuple(_read(unit, server, sent) for sent in scope)


def known(unit: Unit, server: AuthorizationServer, wanted: tuple[str, ...]) -> frozenset[str]:
    """Return those names that mean something; raises OAuthError for a resource or a scope of it that is not there.

    What Graph does not have is left out: the lab's Graph is smaller than the real one.
    """
    return frozenset(one.sent for one in permissions(unit, server, wanted) if _is_offered(unit, one))


def target(wanted: tuple[Permission, ...]) -> Permission | None:
    """Return the permission whose resource the access token is for: the first that is about more than signing in."""
    return next((one for one in wanted if one.identifier or one.name not in PERSONAL_SCOPES), None)


def is_for_graph(scope: tuple[str, ...], public_url: str) -> bool:
    """Tell whether the access token of a scope is for Microsoft Graph."""
    first = next((sent for sent in scope if sent not in PERSONAL_SCOPES), "")
    return "/" not in first or resources.is_graph(first.rpartition("/")[0], public_url)


def held(wanted: tuple[Permission, ...], granted: Granted, resource: str) -> tuple[str, ...]:
    """Return the names that a token for a resource has; `.default` stands for all that was granted there."""
    names: dict[str, None] = {}
    for one in wanted:
        if one.resource == resource:
            names |= dict.fromkeys(granted.get(resource, {}).values() if one.name == DEFAULT else (one.name,))
    return tuple(names)


def registration(unit: Unit, app_id: str) -> AppRegistration | None:
    """Return the application that is called as an API; None for Graph, which is not registered here."""
    return unit.once("app.anywhere", app_id, app_registrations.anywhere)


def offered(app: AppRegistration | None, name: str) -> PermissionScope | None:
    """Return what an application says about a permission that it offers."""
    scopes = app.settings.api.oauth2_permission_scopes if app else ()
    return next((one for one in scopes if one.is_enabled and (one.value or "").lower() == name.lower()), None)


def listed(app: AppRegistration, resource: str, offers: tuple[PermissionScope, ...]) -> tuple[str, ...]:
    """Return the delegated permissions that a registration lists of a resource: what `.default` asks for."""
    ids = {
        access.id
        for required in app.settings.required_resource_access
        if required.resource_app_id.lower() == resource
        for access in required.resource_access
        if access.type == "Scope"
    }
    return tuple(scope.value for scope in offers if scope.id in ids and scope.value)


def offers_of(unit: Unit, resource: str) -> tuple[PermissionScope, ...]:
    app = registration(unit, resource)
    return app.settings.api.oauth2_permission_scopes if app else graph_resource.SCOPES


def _read(unit: Unit, server: AuthorizationServer, sent: str) -> Permission:
    identifier, _, name = sent.rpartition("/")
    if "/" not in sent:
        return Permission(sent, "", name, GRAPH)

    def find(_db: Connection, _key: str) -> str:
        return resources.find(unit, server.key, server.public_url, identifier).app_id

    return Permission(sent, identifier, name, unit.once("resource", f"{server.key} {identifier}", find))


def _is_offered(unit: Unit, one: Permission) -> bool:
    if one.resource == GRAPH:
        return one.name in graph_resource.SCOPE_IDS or (one.name == DEFAULT and bool(one.identifier))
    if one.name != DEFAULT and offered(registration(unit, one.resource), one.name) is None:
        text, code = SCOPE_UNKNOWN.text.format(one.sent), str(SCOPE_UNKNOWN.code)
        raise OAuthError("invalid_scope", Reason.SCOPE, description=text, code=code)
    return True
