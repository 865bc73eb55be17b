"""People: looked for, made, and taken through their life cycle. Source: fact sheet 4.3 and 4.4."""

from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from mocks.okta.admin._body import nested
from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit, address
from mocks.okta.api import groups, user_lifecycle, users
from mocks.okta.api._route import Handler

pages = Pages("people", "People", "/people", place=20)
_HERE = "people"
_SEARCHED = ("login", "email", "firstName", "lastName")
_PROFILE = ("firstName", "lastName", "login", "email")
# What the API offers for a status, as a button: the name of its link, the words, the call, what it has done.
_ACTIONS: dict[str, tuple[str, Handler, str]] = {
    "activate": ("Activate", user_lifecycle.activate, "activated"),
    "reactivate": ("Send the activation link again", user_lifecycle.reactivate, "mailed"),
    "unlock": ("Unlock", user_lifecycle.unlock, "unlocked"),
    "resetPassword": ("Reset password", user_lifecycle.reset_password, "mailed"),
    "suspend": ("Suspend", user_lifecycle.suspend, "suspended"),
    "unsuspend": ("Unsuspend", user_lifecycle.unsuspend, "unsuspended"),
    "deactivate": ("Deactivate", user_lifecycle.deactivate, "deactivated"),
}


@pages.get()
def every(visit: Visit) -> Response:
    q = visit.argument("q").strip()
    asked: dict[str, Any] = {"limit": 50, "after": visit.argument("after")}
    found, following = visit.api.page(users.every, asked | ({"search": _search(q)} if q else {}))
    return visit.show("people.html", people=found, following=following, q=q)


@pages.get("/new")
def new(visit: Visit) -> Response:
    there, _ = visit.api.page(groups.every, {"limit": 200})
    own = [(group["id"], group["profile"]["name"]) for group in there if group["type"] == "OKTA_GROUP"]
    return visit.show("person_new.html", groups=[("", "None"), *own])


@pages.post("/new", back=new)
def add(visit: Visit) -> Response:
    """Make somebody; without a password a mail lets them choose one."""
    login, group = visit.field("login"), visit.field("groupIds")
    profile = {name: visit.field(name) for name in _PROFILE} | {"email": visit.field("email") or login}
    values: dict[str, Any] = {f"profile.{name}": value for name, value in profile.items()}
    values |= {"credentials.password.value": visit.field("password"), "groupIds": [group] if group else None}
    made = visit.api.call(users.add, nested(values))
    return visit.to(_HERE, made["id"], done="added")


@pages.get("/<id>")
def one(visit: Visit, id: str, **_button: str) -> Response:
    person = visit.api.call(users.one, id=id)
    offered = [(name, words) for name, (words, _, _) in _ACTIONS.items() if name in person["_links"]]
    return visit.show(
        "person.html",
        person=person,
        here=address(_HERE, id),
        actions=offered,
        groups=visit.api.call(groups.of_user, id=id),
    )


@pages.post("/<id>/<action>", back=one)
def act(visit: Visit, id: str, action: str) -> Response:
    if action not in _ACTIONS:
        raise NotFound
    _, handler, done = _ACTIONS[action]
    visit.api.call(handler, id=id)
    return visit.to(_HERE, id, done=done)


def _search(q: str) -> str:
    """Return the API's expression for people one of whose names begins with something."""
    quoted = q.replace("\\", "\\\\").replace('"', '\\"')
    return " or ".join(f'profile.{name} sw "{quoted}"' for name in _SEARCHED)
