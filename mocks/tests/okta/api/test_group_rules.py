"""Group rules through the management API. Expectations: Okta fact sheet 4.6."""

from typing import Any

import pytest

from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties


def _rule(name: str, expression: str, *group_ids: str, exclude: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "group_rule",
        "name": name,
        "conditions": {
            "people": {"users": {"exclude": list(exclude)}, "groups": {"exclude": []}},
            "expression": {"value": expression, "type": "urn:okta:expression:1.0"},
        },
        "actions": {"assignUserToGroups": {"groupIds": list(group_ids)}},
    }


@pytest.fixture
def sales(admin: Admin) -> str:
    id: str = admin.post("/groups", {"profile": {"name": "Sales"}})["id"]
    return id


def _logins(admin: Admin, group: str) -> set[str]:
    return {user["profile"]["login"] for user in admin.get(f"/groups/{group}/users")}


def test_a_rule_moves_people_as_their_profiles_change(admin: Admin, sales: str) -> None:
    """Created inactive; active it takes in who matches, now and later, and lets go who no longer does."""
    rule = admin.post("/groups/rules", _rule("sellers", 'user.department=="Sales"', sales))
    assert rule["status"] == "INACTIVE"
    admin.post("/users/me", {"profile": {"department": "Sales"}})
    assert _logins(admin, sales) == set()
    admin.post(f"/groups/rules/{rule['id']}/lifecycle/activate")
    assert admin.get(f"/groups/rules/{rule['id']}")["status"] == "ACTIVE"
    assert _logins(admin, sales) == {cast.OLIVIA.username}
    admin.post(f"/users/{cast.ERIN.username}", {"profile": {"department": "Sales"}})
    assert _logins(admin, sales) == {cast.OLIVIA.username, cast.ERIN.username}
    admin.post(f"/users/{cast.ERIN.username}", {"profile": {"department": "Support"}})
    assert _logins(admin, sales) == {cast.OLIVIA.username}


def test_who_was_put_in_by_hand_stays(admin: Admin, sales: str) -> None:
    admin.put(f"/groups/{sales}/users/{cast.ERIN.username}")
    id = admin.post("/groups/rules", _rule("sellers", 'user.department=="Sales"', sales))["id"]
    admin.post(f"/users/{cast.ERIN.username}", {"profile": {"department": "Sales"}})
    admin.post(f"/groups/rules/{id}/lifecycle/activate")
    admin.post(f"/users/{cast.ERIN.username}", {"profile": {"department": "Support"}})
    assert _logins(admin, sales) == {cast.ERIN.username}


def test_whom_a_rule_excludes_it_never_touches(admin: Admin, sales: str) -> None:
    erin = admin.get(f"/users/{cast.ERIN.username}")["id"]
    rule = _rule("all", 'String.stringContains(user.login, "@")', sales, exclude=(erin,))
    id = admin.post("/groups/rules", rule)["id"]
    admin.post(f"/groups/rules/{id}/lifecycle/activate")
    logins = _logins(admin, sales)
    assert cast.OLIVIA.username in logins
    assert cast.ERIN.username not in logins


def test_a_rule_sorts_those_who_are_provisioned_while_they_sign_in(admin: Admin, parties: Parties, sales: str) -> None:
    id = admin.post("/groups/rules", _rule("contoso", 'user.email=="alice@contoso.example"', sales))["id"]
    admin.post(f"/groups/rules/{id}/lifecycle/activate")
    parties.app_at_okta().code(parties.browser(), cast.ALICE)
    assert _logins(admin, sales) == {cast.ALICE.username}


def test_an_active_rule_is_not_edited(admin: Admin, sales: str) -> None:
    rule = _rule("sellers", 'user.department=="Sales"', sales)
    id = admin.post("/groups/rules", rule)["id"]
    admin.post(f"/groups/rules/{id}/lifecycle/activate")
    assert admin.refused("PUT", f"/groups/rules/{id}", rule) == (400, "E0000001")
    admin.post(f"/groups/rules/{id}/lifecycle/deactivate")
    changed = admin.put(f"/groups/rules/{id}", rule | {"name": "people who sell"})
    assert (changed["name"], changed["id"]) == ("people who sell", id)
    admin.delete(f"/groups/rules/{id}")
    assert admin.refused("GET", f"/groups/rules/{id}") == (404, "E0000007")
    assert admin.get("/groups/rules") == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": ""}, (400, "E0000001")),
        ({"name": "x" * 51}, (400, "E0000001")),
        ({"conditions": {"expression": {"value": 'user.department=="'}}}, (400, "E0000001")),
        ({"conditions": {"expression": {"value": "(" * 5000}}}, (400, "E0000001")),
        ({"conditions": {}}, (400, "E0000001")),
        ({"actions": {"assignUserToGroups": {"groupIds": []}}}, (400, "E0000001")),
        ({"actions": {"assignUserToGroups": {"groupIds": ["00gnowhere"]}}}, (404, "E0000007")),
    ],
)
def test_what_is_no_rule(admin: Admin, sales: str, change: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert admin.refused("POST", "/groups/rules", _rule("sellers", 'user.title=="x"', sales) | change) == refusal


def test_names_are_unique_and_everyone_is_no_target(admin: Admin, sales: str) -> None:
    rule = _rule("sellers", 'user.title=="x"', sales)
    admin.post("/groups/rules", rule)
    assert admin.refused("POST", "/groups/rules", rule) == (400, "E0000001")
    everyone = admin.get("/groups", q="everyone")[0]["id"]
    assert admin.refused("POST", "/groups/rules", _rule("all", "true", everyone)) == (403, "E0000111")
