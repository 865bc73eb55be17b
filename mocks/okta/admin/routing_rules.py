"""Routing rules: who signs in where, the first rule that fits decides. Source: fact sheet 3.8."""

from typing import Any

from flask import Response

from mocks.okta.admin._body import nested
from mocks.okta.admin._pages import Pages
from mocks.okta.admin._visit import Visit
from mocks.okta.api import idps, policies, policy_rules

pages = Pages("routing_rules", "Routing rules", "/routing-rules", place=70)
_HERE = "routing-rules"
_LOCAL = "OKTA"
_WORDS = {
    "SUFFIX": "Domain is",
    "EQUALS": "Username is",
    "STARTS_WITH": "Username begins with",
    "CONTAINS": "Username contains",
    "EXPRESSION": "Username fits the expression",
}


@pages.get()
def every(visit: Visit, **_row: str) -> Response:
    rules = visit.api.call(policy_rules.rules, id=_policy(visit))
    names = {idp["id"]: idp["name"] for idp in _providers(visit)}
    shown = [rule | {"who": _who(rule), "where": _where(rule, names)} for rule in rules]
    return visit.show("routing_rules.html", rules=shown)


@pages.get("/new")
def new(visit: Visit) -> Response:
    choices = [(_LOCAL, "Okta itself"), *((idp["id"], idp["name"]) for idp in _providers(visit))]
    return visit.show("routing_rule_new.html", providers=choices, matches=list(_WORDS.items()))


@pages.post("/new", back=new)
def add(visit: Visit) -> Response:
    """Make a rule; without a priority it comes last before the default rule."""
    place, wanted = visit.field("priority"), visit.field("provider")
    types = {idp["id"]: idp["type"] for idp in _providers(visit)}
    pattern = {"matchType": visit.field("match"), "value": visit.field("value")}
    provider = {"type": _LOCAL} if wanted == _LOCAL else {"type": types.get(wanted, "OIDC"), "id": wanted}
    rule = {
        "name": visit.field("name"),
        "type": "IDP_DISCOVERY",
        "priority": int(place) if place.isascii() and place.isdigit() else place,
        "conditions.userIdentifier": {"type": "IDENTIFIER", "patterns": [pattern] if pattern["value"] else []},
        "actions.idp": {"providers": [provider]},
    }
    visit.api.call(policy_rules.add_rule, nested(rule), id=_policy(visit))
    return visit.to(_HERE, done="added")


@pages.post("/<id>/activate", back=every)
def activate(visit: Visit, id: str) -> Response:
    visit.api.call(policy_rules.activate_rule, id=_policy(visit), rule_id=id)
    return visit.to(_HERE, done="activated")


@pages.post("/<id>/deactivate", back=every)
def deactivate(visit: Visit, id: str) -> Response:
    visit.api.call(policy_rules.deactivate_rule, id=_policy(visit), rule_id=id)
    return visit.to(_HERE, done="deactivated")


def _policy(visit: Visit) -> str:
    """Return the id of the policy whose rules these are: each org has one."""
    (policy,) = visit.api.call(policies.every, query={"type": "IDP_DISCOVERY"})
    id: str = policy["id"]
    return id


def _providers(visit: Visit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visit.api.call(idps.every, query={"limit": 200})
    return found


def _who(rule: dict[str, Any]) -> list[str]:
    """Say in words for whom a rule is."""
    if not rule["conditions"]:
        return ["Anybody"]
    identifier, apps = rule["conditions"]["userIdentifier"], rule["conditions"]["app"]
    about = f"Attribute {identifier['attribute']}: " if identifier["attribute"] else ""
    words = [f"{about}{_WORDS[one['matchType']]} {one['value']}" for one in identifier["patterns"]]
    applications = [app["name"] or app["id"] for app in apps["include"]]
    return [*(words or ["Anybody"]), *([f"At {', '.join(applications)}"] if applications else [])]


def _where(rule: dict[str, Any], names: dict[str, str]) -> list[str]:
    idp = rule["actions"]["idp"]
    if idp["idpSelectionType"] == "DYNAMIC":
        return ["The provider that an expression names"]
    return [names.get(one.get("id") or "", "Okta itself") for one in idp["providers"]]
