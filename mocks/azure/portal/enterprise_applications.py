"""Enterprise applications: what the tenant decides about the applications it knows, and who may use them."""

from flask import Response, request

from mocks.azure.directory.role_assignments import DEFAULT_ACCESS
from mocks.azure.portal import _principals
from mocks.azure.portal._lists import Search
from mocks.azure.portal._section import Section
from mocks.azure.portal._visit import Visit

SECTION = Section("Enterprise applications", "/enterprise-applications")
_APP = f"{SECTION.path}/<uuid:id>"
_LISTED = "id,displayName,appId,accountEnabled,appRoleAssignmentRequired"
_MOST = "999"


@SECTION.page(SECTION.path)
def every(visit: Visit) -> Response:
    search = Search("displayName")
    found = search.of(visit, "/servicePrincipals", _LISTED)
    return visit.render("enterprise_applications", search=search, found=found)


@SECTION.page(_APP)
def one(visit: Visit, id: str) -> Response:
    app = visit.graph.get(f"/servicePrincipals/{id}", select=f"{_LISTED},appRoles")
    roles = {role["id"]: role["displayName"] for role in app["appRoles"] if "User" in role["allowedMemberTypes"]}
    assigned = visit.graph.get(f"/servicePrincipals/{id}/appRoleAssignedTo", top=_MOST)["value"]
    names = {DEFAULT_ACCESS: "Default Access"} | {role["id"]: role["displayName"] for role in app["appRoles"]}
    return visit.render(
        "enterprise_application",
        app=app,
        roles=roles or {DEFAULT_ACCESS: "Default Access"},
        names=names,
        assigned=assigned,
    )


@SECTION.action(_APP, "require-assignment", "Only who is assigned may use the application.")
def require_assignment(visit: Visit, id: str) -> str:
    return _change(visit, id, {"appRoleAssignmentRequired": True})


@SECTION.action(_APP, "let-everybody-in", "Everybody in the directory may use the application.")
def let_everybody_in(visit: Visit, id: str) -> str:
    return _change(visit, id, {"appRoleAssignmentRequired": False})


@SECTION.action(_APP, "disable-application", "The application is disabled: nobody signs in to it.")
def disable(visit: Visit, id: str) -> str:
    return _change(visit, id, {"accountEnabled": False})


@SECTION.action(_APP, "enable-application", "The application is enabled.")
def enable(visit: Visit, id: str) -> str:
    return _change(visit, id, {"accountEnabled": True})


@SECTION.action(_APP, "assign", "The assignment was added.")
def assign(visit: Visit, id: str) -> str:
    principal_id = _principals.named(visit, request.form.get("principal", ""))
    body = {"principalId": principal_id, "resourceId": id, "appRoleId": request.form.get("role", "")}
    visit.graph.post(f"/servicePrincipals/{id}/appRoleAssignedTo", body)
    return f"{SECTION.path}/{id}"


@SECTION.action(_APP, "remove-assignment", "The assignment was removed.")
def remove_assignment(visit: Visit, id: str) -> str:
    visit.graph.delete(f"/servicePrincipals/{id}/appRoleAssignedTo/{request.form.get('assignment', '')}")
    return f"{SECTION.path}/{id}"


def _change(visit: Visit, id: str, body: dict[str, object]) -> str:
    visit.graph.patch(f"/servicePrincipals/{id}", body)
    return f"{SECTION.path}/{id}"
