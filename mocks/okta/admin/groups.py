"""Groups and who is in them. Source: fact sheet 4.6."""

from flask import Response

from mocks.okta.admin._body import nested
from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit, address
from mocks.okta.api import groups

pages = Pages("groups", "Groups", "/groups", place=30)
_HERE = "groups"


@pages.get()
def every(visit: Visit) -> Response:
    q = visit.argument("q")
    asked = {"limit": 50, "after": visit.argument("after")} | ({"q": q} if q else {})
    found, following = visit.api.page(groups.every, asked)
    return visit.show("groups.html", groups=found, following=following, q=q)


@pages.get("/new")
def new(visit: Visit) -> Response:
    return visit.show("group_new.html")


@pages.post("/new", back=new)
def add(visit: Visit) -> Response:
    values = {f"profile.{name}": visit.field(name) for name in ("name", "description")}
    made = visit.api.call(groups.add, nested(values))
    return visit.to(_HERE, made["id"], done="added")


@pages.get("/<id>")
def one(visit: Visit, id: str, **_row: str) -> Response:
    group = visit.api.call(groups.one, id=id)
    members, following = visit.api.page(groups.members, {"limit": 50, "after": visit.argument("after")}, id=id)
    return visit.show(
        "group.html",
        group=group,
        here=address(_HERE, id),
        members=members,
        following=following,
        own=group["type"] == "OKTA_GROUP",
    )


@pages.post("/<id>/members", back=one)
def add_member(visit: Visit, id: str) -> Response:
    visit.api.call(groups.add_member, id=id, user_id=visit.field("login") or "-")
    return visit.to(_HERE, id, done="added")


@pages.post("/<id>/members/<user_id>/remove", back=one)
def remove_member(visit: Visit, id: str, user_id: str) -> Response:
    visit.api.call(groups.remove_member, id=id, user_id=user_id)
    return visit.to(_HERE, id, done="removed")
