"""What an app registration asks for at Microsoft Graph, and an administrator's consent to it for everybody."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from mocks.azure import graph_resource
from mocks.azure.directory.permission_grants import FOR_ALL
from mocks.azure.graph_errors import bad_request
from mocks.azure.portal import app_registrations
from mocks.azure.portal._section import Section
from mocks.azure.portal._visit import Visit

SECTION = Section("", app_registrations.SECTION.path)
_PAGE = f"{SECTION.path}/<uuid:id>/permissions"
DELEGATED, APPLICATION = "Scope", "Role"


@dataclass(frozen=True, slots=True)
class Permission:
    """type: `Scope` for a delegated one, `Role` for the application's own. granted: for everybody."""

    type: str
    id: str
    name: str
    granted: bool


@dataclass(frozen=True, slots=True)
class _Parties:
    """The application, its service principal ("" before there is one), and Microsoft Graph's."""

    app: dict[str, Any]
    principal_id: str
    resource: dict[str, Any]

    @property
    def offered(self) -> dict[tuple[str, str], str]:
        """Return the names of what Microsoft Graph offers, by type and id."""
        scopes = {(DELEGATED, one["id"]): one["value"] for one in self.resource["oauth2PermissionScopes"]}
        return scopes | {(APPLICATION, one["id"]): one["value"] for one in self.resource["appRoles"]}

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [
            (access["type"], access["id"])
            for resource in self.app["requiredResourceAccess"]
            if resource["resourceAppId"] == graph_resource.APP_ID
            for access in resource["resourceAccess"]
        ]


@SECTION.page(_PAGE)
def every(visit: Visit, id: str) -> Response:
    parties = _parties(visit, id)
    granted = _granted(visit, parties)
    asked = [Permission(*one, parties.offered.get(one, one[1]), one in granted) for one in parties.asked]
    left = sorted(
        (kind, name, key) for (kind, key), name in parties.offered.items() if (kind, key) not in parties.asked
    )
    return visit.render("api_permissions", app=parties.app, asked=asked, left=left)


@SECTION.action(_PAGE, "add-permission", "The permission was added; it is not granted yet.")
def add(visit: Visit, id: str) -> str:
    kind, _, key = request.form.get("permission", "").partition(" ")
    parties = _parties(visit, id)
    if (kind, key) not in parties.offered:
        raise bad_request("Choose a permission.")
    return _ask_for(visit, parties, [*parties.asked, (kind, key)])


@SECTION.action(_PAGE, "remove-permission", "The permission was removed; what was granted stays granted.")
def remove(visit: Visit, id: str) -> str:
    kind, _, key = request.form.get("permission", "").partition(" ")
    parties = _parties(visit, id)
    return _ask_for(visit, parties, [one for one in parties.asked if one != (kind, key)])


@SECTION.action(_PAGE, "grant-consent", "Consent was granted for everybody in the organization.")
def grant(visit: Visit, id: str) -> str:
    """Grant whatever the application asks for: scopes in one consent for all, app roles one by one."""
    parties = _parties(visit, id)
    principal_id = parties.principal_id
    if not principal_id:
        principal_id = visit.graph.post("/servicePrincipals", {"appId": parties.app["appId"]})["id"]
    asked = [one for one in parties.asked if one in parties.offered]
    _grant_scopes(visit, principal_id, parties, [parties.offered[one] for one in asked if one[0] == DELEGATED])
    held = _held(visit, principal_id, parties)
    for role_id in (key for kind, key in asked if kind == APPLICATION and key not in held):
        body = {"principalId": principal_id, "resourceId": parties.resource["id"], "appRoleId": role_id}
        visit.graph.post(f"/servicePrincipals/{principal_id}/appRoleAssignments", body)
    return f"{SECTION.path}/{id}/permissions"


def _parties(visit: Visit, id: str) -> _Parties:
    app = visit.graph.get(f"/applications/{id}", select="id,appId,displayName,requiredResourceAccess")
    known = visit.graph.get("/servicePrincipals", filter=f"appId eq '{app['appId']}'", select="id")["value"]
    resource = visit.graph.get(
        f"/servicePrincipals(appId='{graph_resource.APP_ID}')", select="id,appRoles,oauth2PermissionScopes"
    )
    return _Parties(app, known[0]["id"] if known else "", resource)


def _granted(visit: Visit, parties: _Parties) -> set[tuple[str, str]]:
    """Return what is granted for everybody, by type and id."""
    if not parties.principal_id:
        return set()
    names = _consent(visit, parties.principal_id, parties).get("scope", "").split()
    scopes = {one for one, name in parties.offered.items() if one[0] == DELEGATED and name in names}
    return scopes | {(APPLICATION, role_id) for role_id in _held(visit, parties.principal_id, parties)}


def _ask_for(visit: Visit, parties: _Parties, wanted: list[tuple[str, str]]) -> str:
    others = [one for one in parties.app["requiredResourceAccess"] if one["resourceAppId"] != graph_resource.APP_ID]
    access = [{"type": kind, "id": key} for kind, key in wanted]
    own = [{"resourceAppId": graph_resource.APP_ID, "resourceAccess": access}] if access else []
    visit.graph.patch(f"/applications/{parties.app['id']}", {"requiredResourceAccess": [*others, *own]})
    return f"{SECTION.path}/{parties.app['id']}/permissions"


def _consent(visit: Visit, principal_id: str, parties: _Parties) -> dict[str, Any]:
    """Return the consent for everybody at Microsoft Graph, {} when there is none."""
    grants = visit.graph.get(f"/servicePrincipals/{principal_id}/oauth2PermissionGrants")["value"]
    wanted = (FOR_ALL, parties.resource["id"])
    return next((one for one in grants if (one["consentType"], one["resourceId"]) == wanted), {})


def _grant_scopes(visit: Visit, principal_id: str, parties: _Parties, names: list[str]) -> None:
    before = _consent(visit, principal_id, parties)
    if before:
        scope = " ".join(dict.fromkeys([*before["scope"].split(), *names]))
        visit.graph.patch(f"/oauth2PermissionGrants/{before['id']}", {"scope": scope})
    elif names:
        between = {"clientId": principal_id, "resourceId": parties.resource["id"]}
        visit.graph.post("/oauth2PermissionGrants", {**between, "consentType": FOR_ALL, "scope": " ".join(names)})


def _held(visit: Visit, principal_id: str, parties: _Parties) -> set[str]:
    """Return the ids of the app roles that the application has at Microsoft Graph."""
    held = visit.graph.get(f"/servicePrincipals/{principal_id}/appRoleAssignments")["value"]
    return {one["appRoleId"] for one in held if one["resourceId"] == parties.resource["id"]}
