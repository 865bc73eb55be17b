"""Applications: made, switched on and off, assigned to people and groups. Source: fact sheet 5.1 and 5.2."""

from typing import Any

from flask import Response

from mocks.okta.admin._body import nested
from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit, address
from mocks.okta.api import app_assignments, apps, groups

pages = Pages("applications", "Applications", "/applications", place=40)
_HERE = "applications"
_OAUTH = "settings.oauthClient"
_MOST = 200


@pages.get()
def every(visit: Visit) -> Response:
    q = visit.argument("q")
    found, following = visit.api.page(apps.every, {"q": q, "limit": 50, "after": visit.argument("after")})
    return visit.show("applications.html", apps=found, following=following, q=q)


@pages.get("/new")
def new(visit: Visit) -> Response:
    return visit.show("application_new.html")


@pages.post("/new", back=new)
def add(visit: Visit) -> Response:
    """Make a web application, and tell its secret on the page that answers: no address leads to it again."""
    grants = ["authorization_code", *(["refresh_token"] if visit.ticked_now("refresh_token") else [])]
    values: dict[str, Any] = {
        "label": visit.field("label"),
        "signOnMode": "OPENID_CONNECT",
        f"{_OAUTH}.application_type": "web",
        f"{_OAUTH}.redirect_uris": visit.field("redirect_uris").split(),
        f"{_OAUTH}.post_logout_redirect_uris": visit.field("post_logout_redirect_uris").split(),
        f"{_OAUTH}.initiate_login_uri": visit.field("initiate_login_uri"),
        f"{_OAUTH}.grant_types": grants,
        "credentials.oauthClient.pkce_required": visit.ticked_now("pkce_required"),
    }
    made = visit.api.call(apps.add, nested(values))
    return visit.show("application_made.html", app=made, here=address(_HERE, made["id"]))


@pages.get("/<id>")
def one(visit: Visit, id: str, **_row: str) -> Response:
    app = visit.api.call(apps.one, id=id)
    there, _ = visit.api.page(groups.every, {"limit": _MOST})
    names = {group["id"]: group["profile"]["name"] for group in there}
    assigned = [group["id"] for group in visit.api.call(app_assignments.groups, id=id)]
    people, following = visit.api.page(app_assignments.people, {"limit": 50, "after": visit.argument("after")}, id=id)
    return visit.show(
        "application.html",
        app=app,
        here=address(_HERE, id),
        groups=[(group, names.get(group, group)) for group in assigned],
        others=[(group, name) for group, name in names.items() if group not in assigned],
        people=people,
        following=following,
    )


@pages.post("/<id>/activate", back=one)
def activate(visit: Visit, id: str) -> Response:
    visit.api.call(apps.activate, id=id)
    return visit.to(_HERE, id, done="activated")


@pages.post("/<id>/deactivate", back=one)
def deactivate(visit: Visit, id: str) -> Response:
    visit.api.call(apps.deactivate, id=id)
    return visit.to(_HERE, id, done="deactivated")


@pages.post("/<id>/people", back=one)
def assign(visit: Visit, id: str) -> Response:
    visit.api.call(app_assignments.assign, {"id": visit.field("login")}, id=id)
    return visit.to(_HERE, id, done="added")


@pages.post("/<id>/people/<user_id>/remove", back=one)
def unassign(visit: Visit, id: str, user_id: str) -> Response:
    visit.api.call(app_assignments.unassign, id=id, user_id=user_id)
    return visit.to(_HERE, id, done="removed")


@pages.post("/<id>/groups", back=one)
def assign_group(visit: Visit, id: str) -> Response:
    visit.api.call(app_assignments.assign_group, id=id, group_id=visit.field("group"))
    return visit.to(_HERE, id, done="added")


@pages.post("/<id>/groups/<group_id>/remove", back=one)
def unassign_group(visit: Visit, id: str, group_id: str) -> Response:
    visit.api.call(app_assignments.unassign_group, id=id, group_id=group_id)
    return visit.to(_HERE, id, done="removed")
