"""Policies through the management API. Expectations: Okta fact sheet 6.1."""

from typing import Any

import pytest

from mocks.tests.okta.api.admin import Admin


def discovery(admin: Admin) -> dict[str, Any]:
    (policy,) = admin.get("/policies", type="IDP_DISCOVERY")
    found: dict[str, Any] = policy
    return found


def test_the_type_must_be_given(admin: Admin) -> None:
    assert admin.refused("GET", "/policies") == (400, "E0000001")
    assert admin.refused("GET", "/policies", type="X") == (400, "E0000001")


def test_the_org_has_one_policy_for_discovery(admin: Admin) -> None:
    """Okta fact sheet 3.8: a system policy, without conditions."""
    policy = discovery(admin)
    assert (policy["status"], policy["system"], policy["conditions"]) == ("ACTIVE", True, None)
    assert admin.get(f"/policies/{policy['id']}") == policy
    rules = admin.get(f"/policies/{policy['id']}", expand="rules")["_embedded"]["rules"]
    assert [rule["name"] for rule in rules] == ["Contoso", "Contractors", "Default Rule"]


def test_it_stays(admin: Admin) -> None:
    id = discovery(admin)["id"]
    assert admin.refused("DELETE", f"/policies/{id}") == (403, "E0000111")
    assert admin.refused("POST", f"/policies/{id}/lifecycle/deactivate") == (403, "E0000111")
    assert admin.refused("POST", "/policies", {"type": "IDP_DISCOVERY", "name": "Another"}) == (400, "E0000001")
    assert admin.post(f"/policies/{id}/lifecycle/activate") is None


def test_it_may_be_renamed(admin: Admin) -> None:
    id = discovery(admin)["id"]
    changed = admin.put(f"/policies/{id}", {"type": "IDP_DISCOVERY", "name": "Where to", "description": "x"})
    assert (changed["name"], changed["description"], changed["priority"]) == ("Where to", "x", 1)


@pytest.mark.parametrize("path", ["/policies/00pnobody", "/policies/00pnobody/rules"])
def test_what_is_not_there_is_said_so(admin: Admin, path: str) -> None:
    assert admin.refused("GET", path) == (404, "E0000007")


DEFAULTS = {
    "OKTA_SIGN_ON": "Default Rule",
    "ACCESS_POLICY": "Catch-all Rule",
    "PASSWORD": "Default Rule",
    "MFA_ENROLL": "Default Rule",
    "PROFILE_ENROLLMENT": "Catch-all Rule",
}


def default(admin: Admin, type: str) -> dict[str, Any]:
    found: dict[str, Any] = admin.get("/policies", type=type, expand="rules")[-1]
    return found


def names(admin: Admin, type: str) -> list[str]:
    return [policy["name"] for policy in admin.get("/policies", type=type)]


def everyone(admin: Admin) -> str:
    id: str = admin.get("/groups", q="Everyone")[0]["id"]
    return id


@pytest.mark.parametrize(("type", "rule"), DEFAULTS.items())
def test_a_new_org_has_its_default_policies(admin: Admin, type: str, rule: str) -> None:
    """Okta fact sheet 6.1: the default policy and its rule are the system's, come last and stay."""
    policy = default(admin, type)
    assert (policy["name"], policy["system"], policy["status"]) == ("Default Policy", True, "ACTIVE")
    (only,) = policy["_embedded"]["rules"]
    assert (only["name"], only["system"]) == (rule, True)
    path = f"/policies/{policy['id']}"
    assert admin.refused("DELETE", path) == (403, "E0000111")
    assert admin.refused("POST", f"{path}/lifecycle/deactivate") == (403, "E0000111")
    assert admin.refused("DELETE", f"{path}/rules/{only['id']}") == (403, "E0000111")


def test_the_defaults_are_those_of_a_new_org(admin: Admin) -> None:
    """Okta fact sheet 6.2 and 6.4."""
    session = default(admin, "OKTA_SIGN_ON")["_embedded"]["rules"][0]["actions"]["signon"]["session"]
    assert (session["maxSessionIdleMinutes"], session["maxSessionLifetimeMinutes"]) == (120, 0)
    password = default(admin, "PASSWORD")["settings"]["password"]
    assert (password["complexity"]["minLength"], password["complexity"]["minSymbol"]) == (8, 0)
    assert (password["age"]["historyCount"], password["lockout"]["maxAttempts"]) == (4, 10)
    assert default(admin, "ACCESS_POLICY")["_embedded"]["rules"][0]["priority"] == 99
    keys = {one["key"]: one["enroll"]["self"] for one in default(admin, "MFA_ENROLL")["settings"]["authenticators"]}
    assert (keys["okta_password"], keys["google_otp"]) == ("REQUIRED", "OPTIONAL")


@pytest.mark.parametrize("type", ["OKTA_SIGN_ON", "PASSWORD", "MFA_ENROLL"])
def test_policies_have_an_order(admin: Admin, type: str) -> None:
    """Okta fact sheet 6.1: by ascending priority, the default policy last."""
    for name, priority in (("A", None), ("B", None), ("C", 1)):
        made = admin.post("/policies", {"type": type, "name": name, "priority": priority})
    assert names(admin, type) == ["C", "A", "B", "Default Policy"]
    assert [policy["priority"] for policy in admin.get("/policies", type=type)] == [1, 2, 3, 4]
    moved = admin.put(f"/policies/{made['id']}", {"type": type, "name": "C", "priority": 3})
    assert moved["priority"] == 3
    assert names(admin, type) == ["A", "B", "C", "Default Policy"]


def test_a_policy_lives_and_goes(admin: Admin) -> None:
    condition = {"people": {"groups": {"include": [everyone(admin)]}}}
    sent = {"type": "PASSWORD", "name": "Strict", "description": "x", "conditions": condition}
    made = admin.post("/policies", sent | {"settings": {"password": {"complexity": {"minLength": 12}}}})
    assert sent.items() <= made.items()
    assert made["settings"]["password"]["complexity"]["minSymbol"] == 1, "what is not given is the API's default"
    path = f"/policies/{made['id']}"
    admin.post(f"{path}/lifecycle/deactivate")
    assert admin.get(path)["status"] == "INACTIVE"
    admin.post(f"{path}/lifecycle/activate")
    assert admin.get(path)["status"] == "ACTIVE"
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "Default Policy"},
        {"priority": 0},
        {"conditions": {"people": {"groups": {"include": ["00gnobody"]}}}},
        {"settings": {"password": {"complexity": {"minLength": 3}}}},
        {"settings": {"password": {"complexity": {"minLength": "long"}}}},
        {"settings": {"password": {"age": {"maxAgeDays": 5, "expireWarnDays": 5}}}},
        {"settings": {"password": {"lockout": {"maxAttempts": -1}}}},
        {"settings": {"password": {"unknown": 1}}},
    ],
)
def test_what_is_wrong_is_refused(admin: Admin, changes: dict[str, Any]) -> None:
    assert admin.refused("POST", "/policies", {"type": "PASSWORD", "name": "X"} | changes) == (400, "E0000001")
    assert names(admin, "PASSWORD") == ["Default Policy"]


def test_the_default_rule_keeps_whom_it_is_for(admin: Admin) -> None:
    """Okta fact sheet 6.1: its conditions are fixed; what it does may be changed."""
    policy = default(admin, "OKTA_SIGN_ON")
    rule = policy["_embedded"]["rules"][0]
    sent = {
        "name": "Mine",
        "priority": 5,
        "conditions": {"network": {"connection": "ANYWHERE"}},
        "actions": {"signon": {"access": "ALLOW", "session": {"maxSessionIdleMinutes": 5}}},
    }
    changed = admin.put(f"/policies/{policy['id']}/rules/{rule['id']}", sent)
    assert changed["actions"]["signon"]["session"]["maxSessionIdleMinutes"] == 5
    assert {name: changed[name] for name in ("name", "conditions", "priority")} == {
        name: rule[name] for name in ("name", "conditions", "priority")
    }


def test_the_default_policy_keeps_whom_it_is_for(admin: Admin) -> None:
    """Okta fact sheet 6.1: its settings may be changed, its conditions may not."""
    policy = default(admin, "PASSWORD")
    sent = {"name": "Mine", "settings": {"password": {"complexity": {"minLength": 9}}}, "conditions": {}}
    changed = admin.put(f"/policies/{policy['id']}", sent)
    assert changed["settings"]["password"]["complexity"]["minLength"] == 9
    assert changed["conditions"] == policy["conditions"]
