"""Authorization servers through the management API. Expectations: Okta fact sheet 1.1, 1.4, 5.4."""

import re
from typing import Any

import pytest

from mocks.okta.directory import system_log
from mocks.okta.directory.org import ORG
from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties

ORDERS = {"name": "Orders", "description": "What is ordered", "audiences": ["https://orders.example"]}
EVERY_CLIENT = {"name": "All", "conditions": {"clients": {"include": ["ALL_CLIENTS"]}}}
CONDITIONS: dict[str, Any] = {
    "people": {"users": {"include": []}, "groups": {"include": ["EVERYONE"]}},
    "grantTypes": {"include": ["authorization_code"]},
    "scopes": {"include": ["*"]},
}
EVERY_SCOPE: dict[str, Any] = {"name": "All", "conditions": CONDITIONS}
DEFAULT = "/authorizationServers/default"


def made(admin: Admin) -> str:
    """Make a server, and return its path."""
    return f"/authorizationServers/{admin.post('/authorizationServers', ORDERS)['id']}"


def with_rule(admin: Admin, server: str) -> str:
    """Let everybody have everything at a server; return the rule's path."""
    policy = admin.post(f"{server}/policies", EVERY_CLIENT)["id"]
    rule = admin.post(f"{server}/policies/{policy}/rules", EVERY_SCOPE)["id"]
    return f"{server}/policies/{policy}/rules/{rule}"


# Servers


def test_the_pre_made_one(admin: Admin) -> None:
    server = admin.get(DEFAULT)
    assert (server["id"], server["name"], server["audiences"]) == ("default", "default", ["api://default"])
    assert (server["issuer"], server["issuerMode"]) == (f"{cast.OKTA}/oauth2/default", "ORG_URL")
    assert server["credentials"]["signing"]["rotationMode"] == "AUTO"
    assert {"self", "scopes", "claims", "policies", "metadata", "rotateKey", "deactivate"} <= set(server["_links"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", server["created"])
    assert admin.get("/authorizationServers") == [server]
    policies = admin.get(f"{DEFAULT}/policies")
    assert [(policy["name"], policy["priority"]) for policy in policies] == [("Default Policy", 1)]
    rules = admin.get(f"{DEFAULT}/policies/{policies[0]['id']}/rules")
    assert [rule["name"] for rule in rules] == ["Default Policy Rule"]
    assert rules[0]["actions"]["token"]["accessTokenLifetimeMinutes"] == 60


def test_a_server_from_first_to_last(admin: Admin, parties: Parties) -> None:
    answer = admin.send("POST", "/authorizationServers", ORDERS)
    server = answer.get_json()
    assert answer.status_code == 201
    assert (server["id"][:3], len(server["id"]), server["status"]) == ("aus", 20, "ACTIVE")
    path = f"/authorizationServers/{server['id']}"
    assert admin.get(path) == server
    renamed = admin.put(path, ORDERS | {"name": "Sales", "audiences": ["https://sales.example"]})
    assert (renamed["name"], renamed["audiences"]) == ("Sales", ["https://sales.example"])
    assert [it["name"] for it in admin.get("/authorizationServers", q="SALES")] == ["Sales"]
    assert admin.send("POST", f"{path}/lifecycle/deactivate").status_code == 204
    assert admin.get(path)["status"] == "INACTIVE"
    assert admin.send("POST", f"{path}/lifecycle/activate").status_code == 204
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")
    with parties.okta.db() as db:
        events = [event.event_type for event in system_log.latest(db)]
    assert events == [f"oauth2.as.{what}" for what in ("created", "updated", "deactivated", "activated", "deleted")]


def test_it_gives_nobody_anything_until_it_has_a_rule(admin: Admin, parties: Parties, browser: Browser) -> None:
    """Fact sheet 1.1: a policy and a matching rule, else access_denied; keys and issuer of its own."""
    path = made(admin)
    app = parties.app_at_okta(f"/oauth2/{path.rpartition('/')[2]}")
    assert app.sign_in(browser, cast.OLIVIA).parameters["error"] == "access_denied"
    with_rule(admin, path)
    tokens = app.tokens(browser, cast.OLIVIA)
    claims = app.claims(tokens["access_token"])
    assert (claims["iss"], claims["aud"]) == (app.issuer, "https://orders.example")
    admin.post(f"{path}/lifecycle/deactivate")
    answer = app.get(f"{app.issuer}/v1/keys", {"Accept": "*/*"})
    assert (answer.status_code, answer.get_json()["errorCode"]) == (404, "E0000007")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "default"},
        {"name": "x" * 101},
        {"name": "a\0b"},
        {"audiences": []},
        {"audiences": ["a", "b"]},
        {"audiences": [" "]},
        {"audiences": "a"},
        {"audiences": ["x" * 256]},
        {"description": "x" * 1001},
        {"issuerMode": "MINE"},
        {"credentials": {"signing": {"rotationMode": "NEVER"}}},
    ],
)
def test_what_is_no_server(admin: Admin, changes: dict[str, Any]) -> None:
    assert admin.refused("POST", "/authorizationServers", ORDERS | changes) == (400, "E0000001")


def test_the_default_one_stays(admin: Admin) -> None:
    assert admin.refused("DELETE", DEFAULT) == (403, "E0000111")


def test_the_list_has_pages(admin: Admin) -> None:
    for name in ("A", "B", "C"):
        admin.post("/authorizationServers", ORDERS | {"name": name})
    pages = admin.pages("/authorizationServers", limit=3)
    assert [len(page) for page in pages] == [3, 1]
    assert {server["name"] for page in pages for server in page} == {"A", "B", "C", "default"}


PATHS = ["", "/scopes", "/claims", "/policies", "/policies/x", "/policies/x/rules", "/credentials/keys"]


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_server_is_not_found(admin: Admin, path: str) -> None:
    assert admin.refused("GET", f"/authorizationServers/unknown{path}") == (404, "E0000007")


@pytest.mark.parametrize("path", ["/authorizationServers", *(f"{DEFAULT}{path}" for path in PATHS)])
def test_without_the_feature_every_call_is_refused(admin: Admin, parties: Parties, path: str) -> None:
    """Fact sheet 5.4: the error that the CLI reads as a missing API Access Management; 401, not 403."""
    with parties.okta.db() as db:
        db.execute(ORG.update().values(api_access_management=0))
    assert admin.refused("GET", path) == (401, "E0000015")
    assert admin.refused("POST", "/authorizationServers", ORDERS) == (401, "E0000015")


def test_nobody_else_may(nobody: Admin) -> None:
    assert nobody.refused("GET", "/authorizationServers") == (403, "E0000005")


# Keys


def test_keys_rotate_and_the_old_one_stays_published(admin: Admin, parties: Parties, browser: Browser) -> None:
    """Fact sheet 1.4 and 12.7: one to three keys; what was signed before is still explained."""
    app = parties.app_at_okta()
    before = app.tokens(browser, cast.OLIVIA)["id_token"]
    keys = {key["status"]: key["kid"] for key in admin.get(f"{DEFAULT}/credentials/keys")}
    assert set(keys) == {"ACTIVE", "NEXT"}
    rotated = admin.post(f"{DEFAULT}/credentials/lifecycle/keyRotate", {"use": "sig"})
    assert {key["status"]: key["kid"] for key in rotated} | {"NEXT": ""} == {
        "EXPIRED": keys["ACTIVE"],
        "ACTIVE": keys["NEXT"],
        "NEXT": "",
    }
    assert admin.get(DEFAULT)["credentials"]["signing"]["kid"] == keys["NEXT"]
    assert app.claims(before)["sub"] == app.claims(app.tokens(browser, cast.OLIVIA)["id_token"])["sub"]
    one = rotated[0]
    assert admin.get(f"{DEFAULT}/credentials/keys/{one['kid']}") == one
    assert admin.refused("GET", f"{DEFAULT}/credentials/keys/none") == (404, "E0000007")
    assert "d" not in one


def test_they_rotate_for_signatures_only(admin: Admin) -> None:
    path = f"{DEFAULT}/credentials/lifecycle/keyRotate"
    assert admin.refused("POST", path, {"use": "enc"}) == (400, "E0000001")


# Scopes


def test_the_system_scopes_are_there(admin: Admin) -> None:
    """Fact sheet 5.4."""
    scopes = admin.get(f"{DEFAULT}/scopes")
    names = ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"]
    assert [(scope["name"], scope["system"], scope["consent"]) for scope in scopes] == [
        (name, True, "IMPLICIT") for name in names
    ]
    path = f"{DEFAULT}/scopes/{scopes[0]['id']}"
    assert admin.refused("DELETE", path) == (403, "E0000111")
    assert admin.refused("PUT", path, {"name": "other"}) == (403, "E0000111")


def test_a_scope_from_first_to_last(admin: Admin, parties: Parties, browser: Browser) -> None:
    app = parties.app_at_okta()
    scope = admin.post(f"{DEFAULT}/scopes", {"name": "orders:read", "metadataPublish": "ALL_CLIENTS"})
    assert (scope["displayName"], scope["system"], scope["default"]) == ("orders:read", False, False)
    assert app.tokens(browser, cast.OLIVIA, scope="openid orders:read")["scope"] == "openid orders:read"
    assert "orders:read" in app.get(f"{app.issuer}/.well-known/openid-configuration").get_json()["scopes_supported"]
    path = f"{DEFAULT}/scopes/{scope['id']}"
    changed = admin.put(path, {"name": "orders:all", "displayName": "Orders", "consent": "REQUIRED", "optional": True})
    assert admin.get(path) == changed
    assert (changed["consent"], changed["metadataPublish"]) == ("REQUIRED", "NO_CLIENTS")
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")
    assert browser.open(app.authorize_url(scope="openid orders:all")).parameters["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"name": ""},
        {"name": "a b"},
        {"name": "ä"},
        {"name": 'a"'},
        {"name": "email"},
        {"name": "okta.users.read"},
        {"name": "x" * 256},
        {"name": "x", "displayName": "x" * 256},
        {"name": "x", "consent": "MAYBE"},
    ],
)
def test_what_is_no_scope(admin: Admin, scope: dict[str, Any]) -> None:
    assert admin.refused("POST", f"{DEFAULT}/scopes", scope) == (400, "E0000001")


# Claims


def test_a_claim_from_first_to_last(admin: Admin, parties: Parties, browser: Browser) -> None:
    app = parties.app_at_okta()
    given = {"name": "teams", "valueType": "GROUPS", "value": "Contoso", "group_filter_type": "STARTS_WITH"}
    claim = admin.post(f"{DEFAULT}/claims", given | {"conditions": {"scopes": ["profile"]}})
    assert (claim["claimType"], claim["group_filter_type"], claim["conditions"]) == (
        "RESOURCE",
        "STARTS_WITH",
        {"scopes": ["profile"]},
    )
    assert app.claims(app.tokens(browser, cast.OLIVIA)["access_token"])["teams"] == ["Contoso Employees"]
    path = f"{DEFAULT}/claims/{claim['id']}"
    expression = {"name": "teams", "value": "user.firstName", "claimType": "IDENTITY", "alwaysIncludeInToken": False}
    changed = admin.put(path, expression)
    assert admin.get(path) == changed
    assert (changed["valueType"], "group_filter_type" in changed) == ("EXPRESSION", False)
    assert app.userinfo(app.tokens(browser, cast.OLIVIA)["access_token"]).get_json()["teams"] == "Olivia"
    admin.put(path, expression | {"status": "INACTIVE"})
    assert "teams" not in app.userinfo(app.tokens(browser, cast.OLIVIA)["access_token"]).get_json()
    admin.delete(path)
    assert admin.refused("DELETE", path) == (404, "E0000007")


def test_the_subject_can_be_worded_but_not_removed(admin: Admin, parties: Parties, browser: Browser) -> None:
    claims = admin.get(f"{DEFAULT}/claims")
    subject = next(claim for claim in claims if claim["name"] == "sub")
    assert (subject["system"], subject["value"]) == (True, "(appuser != null) ? appuser.userName : app.clientId")
    path = f"{DEFAULT}/claims/{subject['id']}"
    assert admin.refused("DELETE", path) == (403, "E0000111")
    assert admin.refused("PUT", path, {"name": "subject", "value": "user.id"}) == (403, "E0000111")
    admin.put(path, {"name": "sub", "value": "user.id"})
    app = parties.app_at_okta()
    token = app.claims(app.tokens(browser, cast.OLIVIA)["access_token"])
    assert token["sub"] == token["uid"]


@pytest.mark.parametrize(
    "claim",
    [
        {"name": "x"},
        {"name": " ", "value": "'x'"},
        {"name": "iss", "value": "'x'"},
        {"name": "sub", "value": "'x'"},
        {"name": "x", "value": ""},
        {"name": "x", "value": "user."},
        {"name": "x", "value": "'x'", "conditions": {"scopes": ["none"]}},
        {"name": "x", "value": "'x'", "valueType": "SYSTEM"},
        {"name": "x", "value": "x", "valueType": "GROUPS"},
        {"name": "x", "value": "(", "valueType": "GROUPS", "group_filter_type": "REGEX"},
        {"name": "x", "value": "'x'", "claimType": "BOTH"},
    ],
)
def test_what_is_no_claim(admin: Admin, claim: dict[str, Any]) -> None:
    assert admin.refused("POST", f"{DEFAULT}/claims", claim) == (400, "E0000001")


def test_a_name_is_free_in_the_other_kind_of_token(admin: Admin) -> None:
    given = {"name": "x", "value": "'x'"}
    admin.post(f"{DEFAULT}/claims", given)
    admin.post(f"{DEFAULT}/claims", given | {"claimType": "IDENTITY"})
    assert admin.refused("POST", f"{DEFAULT}/claims", given) == (400, "E0000001")


# Policies and rules


def test_policies_have_an_order(admin: Admin) -> None:
    first = admin.get(f"{DEFAULT}/policies")[0]
    other = admin.post(f"{DEFAULT}/policies", EVERY_CLIENT | {"priority": 1, "description": "First of all"})
    assert (other["priority"], other["type"]) == (1, "OAUTH_AUTHORIZATION_POLICY")
    listed = admin.get(f"{DEFAULT}/policies")
    assert [(policy["id"], policy["priority"]) for policy in listed] == [(other["id"], 1), (first["id"], 2)]
    path = f"{DEFAULT}/policies/{other['id']}"
    assert admin.put(path, EVERY_CLIENT | {"priority": 10**30})["priority"] == 2
    assert admin.send("POST", f"{path}/lifecycle/deactivate").status_code == 204
    assert admin.get(path)["status"] == "INACTIVE"
    assert admin.send("POST", f"{path}/lifecycle/activate").status_code == 204
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


@pytest.mark.parametrize(
    "policy",
    [
        {},
        {"name": ""},
        {"name": "Default Policy"},
        {"name": "x", "type": "OKTA_SIGN_ON"},
        {"name": "x", "conditions": {"clients": {"include": ["0oanobody"]}}},
        {"name": "x", "status": "ASLEEP"},
    ],
)
def test_what_is_no_policy(admin: Admin, policy: dict[str, Any]) -> None:
    assert admin.refused("POST", f"{DEFAULT}/policies", policy) == (400, "E0000001")


def test_a_rule_decides_from_the_next_request_on(admin: Admin, parties: Parties, browser: Browser) -> None:
    server = made(admin)
    app, path = parties.app_at_okta(f"/oauth2/{server.rpartition('/')[2]}"), with_rule(admin, server)
    lifetimes = {"accessTokenLifetimeMinutes": 5, "refreshTokenLifetimeMinutes": 60, "refreshTokenWindowMinutes": 10}
    changed = admin.put(path, EVERY_SCOPE | {"actions": {"token": lifetimes}})
    assert lifetimes.items() <= changed["actions"]["token"].items()
    assert admin.get(path) == changed
    assert app.tokens(browser, cast.OLIVIA)["expires_in"] == 300
    assert admin.send("POST", f"{path}/lifecycle/deactivate").status_code == 204
    assert browser.open(app.authorize_url()).parameters["error"] == "access_denied"
    assert admin.send("POST", f"{path}/lifecycle/activate").status_code == 204
    assert "code" in browser.open(app.authorize_url()).parameters
    admin.delete(path)
    assert browser.open(app.authorize_url()).parameters["error"] == "access_denied"
    assert admin.refused("GET", path) == (404, "E0000007")


def test_rules_have_an_order(admin: Admin) -> None:
    rules = with_rule(admin, made(admin)).rpartition("/")[0]
    second = admin.post(rules, EVERY_SCOPE | {"name": "Second"})
    assert second["priority"] == 2
    assert admin.post(rules, EVERY_SCOPE | {"name": "First", "priority": -3})["priority"] == 1
    assert [rule["name"] for rule in admin.get(rules)] == ["First", "All", "Second"]


def conditions(**changes: Any) -> dict[str, Any]:
    return {"name": "x", "conditions": CONDITIONS | changes}


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "x"},
        conditions(grantTypes={"include": []}),
        conditions(grantTypes={"include": ["magic"]}),
        conditions(scopes={"include": []}),
        conditions(scopes={"include": ["none"]}),
        conditions(people={"users": {"include": ["00unobody"]}}),
        conditions(people={"groups": {"include": ["00gnobody"]}}),
        EVERY_SCOPE,
        EVERY_SCOPE | {"name": "x", "actions": {"token": {"accessTokenLifetimeMinutes": 4}}},
        EVERY_SCOPE | {"name": "x", "actions": {"token": {"accessTokenLifetimeMinutes": 1441}}},
        EVERY_SCOPE | {"name": "x", "actions": {"token": {"refreshTokenWindowMinutes": 9}}},
        EVERY_SCOPE | {"name": "x", "actions": {"token": {"refreshTokenLifetimeMinutes": 59}}},
    ],
)
def test_what_is_no_rule(admin: Admin, rule: dict[str, Any]) -> None:
    """Fact sheet 1.7: the limits of lifetimes."""
    rules = with_rule(admin, made(admin)).rpartition("/")[0]
    assert admin.refused("POST", rules, rule) == (400, "E0000001")


def test_what_belongs_to_another_server_is_not_found(admin: Admin) -> None:
    server = made(admin)
    rule = with_rule(admin, server)
    policy, elsewhere = rule.split("/rules/")[0], DEFAULT
    for path in (policy, rule):
        assert admin.refused("GET", path.replace(server, elsewhere)) == (404, "E0000007")
        assert admin.refused("DELETE", path.replace(server, elsewhere)) == (404, "E0000007")
