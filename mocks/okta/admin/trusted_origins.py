"""Trusted origins: whose pages may call the org, or be gone back to. Source: fact sheet 5.3."""

from typing import Any

from flask import Response

from mocks.okta.admin._body import nested
from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit
from mocks.okta.api import trusted_origins

pages = Pages("trusted_origins", "Trusted origins", "/trusted-origins", place=90)
_HERE = "trusted-origins"
_SCOPES = ("CORS", "REDIRECT")


@pages.get()
def every(visit: Visit, **_row: str) -> Response:
    found, following = visit.api.page(trusted_origins.every, {"limit": 50, "after": visit.argument("after")})
    return visit.show("trusted_origins.html", origins=found, following=following)


@pages.post("/new", back=every)
def add(visit: Visit) -> Response:
    values: dict[str, Any] = {"name": visit.field("name"), "origin": visit.field("origin")}
    scopes = [{"type": scope} for scope in _SCOPES if visit.ticked_now(scope)]
    visit.api.call(trusted_origins.add, nested(values) | {"scopes": scopes})
    return visit.to(_HERE, done="added")


@pages.post("/<id>/activate", back=every)
def activate(visit: Visit, id: str) -> Response:
    visit.api.call(trusted_origins.activate, id=id)
    return visit.to(_HERE, done="activated")


@pages.post("/<id>/deactivate", back=every)
def deactivate(visit: Visit, id: str) -> Response:
    visit.api.call(trusted_origins.deactivate, id=id)
    return visit.to(_HERE, done="deactivated")


@pages.post("/<id>/remove", back=every)
def remove(visit: Visit, id: str) -> Response:
    visit.api.call(trusted_origins.delete, id=id)
    return visit.to(_HERE, done="removed")
