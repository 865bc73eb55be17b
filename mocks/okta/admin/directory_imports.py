"""Directory imports: people from another directory who wait for a decision, and imports now. Source: fact sheet 9.1."""

from typing import Any

from flask import Response

from mocks.okta.admin._body import nested
from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit, address
from mocks.okta.api import directory_agents, identity_sources, import_results
from mocks.okta.directory import users

pages = Pages("directory_imports", "Directory imports", "/directory-imports", place=50)
_HERE = "directory-imports"
# The buckets of the real service's page of import results, with what an administrator does there.
_BUCKETS = (
    ("EXACT", "Exact match", "They are somebody who is here already, without a doubt."),
    ("PARTIAL", "Partial match", "Somebody of the same name is here: decide whether it is the same person."),
    ("NONE", "No match", "Nobody here is like them: confirming creates them."),
    ("CONFLICT", "Conflict", "Something is wrong with what the directory says; it must be put right there."),
)
_TOLD = ("displayName", "firstName", "lastName", "userName", "email")


@pages.get()
def every(visit: Visit) -> Response:
    return visit.show("directory_imports.html", sources=visit.api.call(identity_sources.every))


@pages.get("/<id>")
def one(visit: Visit, id: str, **_row: str) -> Response:
    """Show one bucket of those who wait, the first unless another is asked for."""
    source = visit.api.call(identity_sources.one, id=id)
    names = [name for name, _, _ in _BUCKETS]
    match = visit.argument("match") if visit.argument("match") in names else names[0]
    asked = {"limit": 50, "after": visit.argument("after"), "decision": "PENDING", "match": match}
    waiting, following = visit.api.page(import_results.every, asked, id=id)
    counts = source["_embedded"]["results"].get("PENDING", {})
    return visit.show(
        "directory_import.html",
        source=source,
        here=address(_HERE, id),
        match=match,
        buckets=[(name, words, counts.get(name, 0)) for name, words, _ in _BUCKETS],
        meaning=next(text for name, _, text in _BUCKETS if name == match),
        waiting=[told | {"words": _words(told), "choices": _choices(visit, told)} for told in waiting],
        following=following,
        imports=visit.api.call(directory_agents.imports, id=id),
    )


@pages.post("/<id>/import", back=one)
def import_now(visit: Visit, id: str) -> Response:
    visit.api.call(directory_agents.ask, nested({"mode": visit.field("mode")}), id=id)
    return visit.to(_HERE, id, done="asked")


@pages.post("/<id>/confirm", back=one)
def confirm_bucket(visit: Visit, id: str) -> Response:
    visit.api.call(import_results.confirm_bucket, {"match": visit.field("match")}, id=id)
    return visit.to(_HERE, id, done="confirmed")


@pages.post("/<id>/decide", back=one)
def decide(visit: Visit, id: str) -> Response:
    """Decide about one person: `CREATE`, `IGNORE`, or the id of the user who they are."""
    wanted = visit.field("decision")
    known = wanted in ("CREATE", "IGNORE")
    body = {"action": wanted} if known else {"action": "ASSIGN", "userId": wanted}
    visit.api.call(import_results.confirm, body, id=id, external_id=visit.field("externalId") or "-")
    return visit.to(_HERE, id, done="confirmed")


def _words(told: dict[str, Any]) -> list[str]:
    """Return how the directory calls somebody: what a person knows them by, its own id where it says nothing."""
    profile = told["profile"]
    found = [str(profile[name]) for name in _TOLD if profile.get(name)]
    return list(dict.fromkeys(found)) or [told["externalId"]]


def _choices(visit: Visit, told: dict[str, Any]) -> list[tuple[str, str]]:
    candidates = [(id, visit.unit.once("user", id, users.by_id)) for id in told["candidates"]]
    assign = [(id, f"Assign to {user.login}") for id, user in candidates if user]
    create = [("CREATE", "Create new user")] if told["match"] in ("NONE", "PARTIAL") else []
    return [*assign, *create, ("IGNORE", "Ignore")]
