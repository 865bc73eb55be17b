"""App registrations: relying parties of the tenant, their addresses and secrets."""

from flask import Response, request

from mocks.azure.portal._lists import Search
from mocks.azure.portal._section import Section
from mocks.azure.portal._visit import Visit

SECTION = Section("App registrations", "/app-registrations")
_APP = f"{SECTION.path}/<uuid:id>"
_SHOWN = "id,appId,displayName,signInAudience,createdDateTime,web,passwordCredentials"


@SECTION.page(SECTION.path)
def every(visit: Visit) -> Response:
    search = Search("displayName")
    return visit.render(
        "app_registrations", search=search, found=search.of(visit, "/applications", "id,displayName,appId")
    )


@SECTION.page(f"{SECTION.path}/new")
def new(visit: Visit) -> Response:
    return visit.render("new_app_registration")


@SECTION.page(_APP)
def one(visit: Visit, id: str) -> Response:
    return visit.render("app_registration", app=visit.graph.get(f"/applications/{id}", select=_SHOWN))


@SECTION.action(f"{SECTION.path}/new", "register-application", "The application was registered.")
def register(visit: Visit) -> str:
    """Register an application, and let the tenant know it: the real portal makes the service principal as well."""
    body = {"displayName": request.form.get("displayName", "").strip(), "web": {"redirectUris": _redirect_uris()}}
    made = visit.graph.post("/applications", body)
    visit.graph.post("/servicePrincipals", {"appId": made["appId"]})
    return f"{SECTION.path}/{made['id']}"


@SECTION.action(_APP, "change-redirect-uris", "The redirect URIs were changed.")
def change_redirect_uris(visit: Visit, id: str) -> str:
    visit.graph.patch(f"/applications/{id}", {"web": {"redirectUris": _redirect_uris()}})
    return f"{SECTION.path}/{id}"


@SECTION.action(_APP, "add-secret")
def add_secret(visit: Visit, id: str) -> Response:
    """Make a secret, and show it this once."""
    description = request.form.get("displayName", "").strip() or None
    made = visit.graph.post(f"/applications/{id}/addPassword", {"passwordCredential": {"displayName": description}})
    return visit.render("new_secret", secret=made, app=visit.graph.get(f"/applications/{id}", select=_SHOWN))


@SECTION.action(_APP, "remove-secret", "The secret was removed: it is refused from now on.")
def remove_secret(visit: Visit, id: str) -> str:
    visit.graph.post(f"/applications/{id}/removePassword", {"keyId": request.form.get("keyId", "")})
    return f"{SECTION.path}/{id}"


def _redirect_uris() -> list[str]:
    """Return what was typed, an address on each line."""
    return list(dict.fromkeys(request.form.get("redirectUris", "").split()))
