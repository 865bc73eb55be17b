"""People of the tenant: found, created, disabled, given another password."""

from flask import Response, request

from mocks.azure.portal._lists import Search
from mocks.azure.portal._section import Section
from mocks.azure.portal._visit import Visit

SECTION = Section("Users", "/users")
_USER = "/users/<uuid:id>"
_LISTED = "id,displayName,userPrincipalName,accountEnabled,userType"
_SHOWN = f"{_LISTED},givenName,surname,mail,jobTitle,department,createdDateTime,lastPasswordChangeDateTime"
_OPTIONAL = ("givenName", "surname", "mail")


@SECTION.page("/users")
def every(visit: Visit) -> Response:
    search = Search("displayName", "userPrincipalName", "mail")
    return visit.render("users", search=search, found=search.of(visit, "/users", _LISTED))


@SECTION.page("/users/new")
def new(visit: Visit) -> Response:
    domains = visit.graph.get("/domains")["value"]
    return visit.render("new_user", domain=domains[0]["id"])


@SECTION.page(_USER)
def one(visit: Visit, id: str) -> Response:
    return visit.render("user", user=visit.graph.get(f"/users/{id}", select=_SHOWN))


@SECTION.action("/users/new", "create-user", "The user was created.")
def create(visit: Visit) -> str:
    form = request.form
    name = form.get("userPrincipalName", "").strip()
    body = {
        "displayName": form.get("displayName", "").strip(),
        "userPrincipalName": name,
        "mailNickname": name.partition("@")[0],
        "accountEnabled": "accountEnabled" in form,
        "passwordProfile": _password(),
    }
    optional = {key: form[key].strip() for key in _OPTIONAL if form.get(key, "").strip()}
    return f"/users/{visit.graph.post('/users', body | optional)['id']}"


@SECTION.action(_USER, "disable-user", "The account is disabled: nobody signs in with it.")
def disable(visit: Visit, id: str) -> str:
    return _change(visit, id, {"accountEnabled": False})


@SECTION.action(_USER, "enable-user", "The account is enabled.")
def enable(visit: Visit, id: str) -> str:
    return _change(visit, id, {"accountEnabled": True})


@SECTION.action(_USER, "reset-password", "The password was reset, and every session of the user ended.")
def reset_password(visit: Visit, id: str) -> str:
    return _change(visit, id, {"passwordProfile": _password()})


@SECTION.action(_USER, "require-change", "The user must change the password at the next sign-in.")
def require_change(visit: Visit, id: str) -> str:
    return _change(visit, id, {"passwordProfile": {"forceChangePasswordNextSignIn": True}})


def _password() -> dict[str, object]:
    must_change = "forceChangePasswordNextSignIn" in request.form
    return {"password": request.form.get("password", ""), "forceChangePasswordNextSignIn": must_change}


def _change(visit: Visit, id: str, body: dict[str, object]) -> str:
    visit.graph.patch(f"/users/{id}", body)
    return f"/users/{id}"
