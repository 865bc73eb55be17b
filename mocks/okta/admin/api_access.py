"""API: tokens of the management API, and the authorization servers. Source: fact sheet 5.4 and 7.1."""

from typing import Any

from flask import Response

from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit
from mocks.okta.api import api_tokens, authorization_servers
from mocks.okta.api_errors import ApiError
from mocks.okta.directory import users

pages = Pages("api_access", "API", "/api", place=80)
_HERE = "api"
_NO_FEATURE = "E0000015"


@pages.get()
def show(visit: Visit, **_row: str) -> Response:
    tokens = [token | {"owner": _owner(visit, token)} for token in visit.api.call(api_tokens.every)]
    return visit.show("api.html", tokens=tokens, servers=_servers(visit))


@pages.post("/tokens", back=show)
def make(visit: Visit) -> Response:
    """Make a token, and tell its value on the page that answers: no address leads to it again."""
    name = visit.field("name")
    return visit.show("api_token_made.html", name=name, value=api_tokens.make(visit.api.caller(), name))


@pages.post("/tokens/<id>/revoke", back=show)
def revoke(visit: Visit, id: str) -> Response:
    visit.api.call(api_tokens.revoke, id=id)
    return visit.to(_HERE, done="revoked")


def _owner(visit: Visit, token: dict[str, Any]) -> str:
    owner = visit.unit.once("user", token["userId"], users.by_id)
    return owner.login if owner else ""


def _servers(visit: Visit) -> list[dict[str, Any]] | None:
    """Return the custom authorization servers, None for an org without API Access Management."""
    try:
        found: list[dict[str, Any]] = visit.api.call(authorization_servers.every)
    except ApiError as error:
        if error.code != _NO_FEATURE:
            raise
        return None
    return found
