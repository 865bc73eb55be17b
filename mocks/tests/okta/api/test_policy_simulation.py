"""Asking the policies about a sign-in that does not happen. Expectations: Okta fact sheet 6.1."""

from typing import Any

from mocks.tests.cast import APP_AT_OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import app_rule, session_rule
from mocks.tests.parties import Parties


def question(admin: Admin, **context: Any) -> dict[str, Any]:
    user = admin.get(f"/users/{OLIVIA.username}")["id"]
    return {"appInstance": APP_AT_OKTA, "policyContext": {"user": {"id": user}, **context}}


def decided(admin: Admin, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Return type and deciding rule of each evaluation."""
    answer = admin.post("/policies/simulate", asked)
    return [(one["policyType"][0], one["result"]["policies"][0]["rules"][0]["name"]) for one in answer]


def test_the_deciding_rules_are_told(admin: Admin, parties: Parties) -> None:
    """The session's, then the application's; the log of the org stays as it is."""
    before = parties.okta.rows("system_log")
    asked = question(admin)
    assert decided(admin, asked) == [("OKTA_SIGN_ON", "Default Rule"), ("ACCESS_POLICY", "Catch-all Rule")]
    assert decided(admin, asked | {"policyTypes": ["PASSWORD"]}) == [("PASSWORD", "Default Rule")]
    assert parties.okta.rows("system_log") == before


def test_from_another_address_and_in_another_group(admin: Admin) -> None:
    group = admin.post("/groups", {"profile": {"name": "Bankers"}})["id"]
    zone = admin.post("/zones", {"name": "Office", "gateways": [{"value": "10.0.0.0/8"}]})["id"]
    app_rule(admin, {"people": {"groups": {"include": [group]}}}, access="DENY")
    session_rule(admin, {"network": {"connection": "ZONE", "include": [zone]}}, access="DENY")
    assert [rule for _, rule in decided(admin, question(admin))] == ["Default Rule", "Catch-all Rule"]
    there = question(admin, ip="10.1.2.3", groups={"ids": [group]})
    assert [rule for _, rule in decided(admin, there)] == ["Rule 1", "Rule 1"]


def test_what_was_passed_over_is_told(admin: Admin) -> None:
    session_rule(admin, {"identityProvider": {"provider": "SPECIFIC_IDP"}}, access="DENY")
    (session, _) = admin.post("/policies/simulate", question(admin))
    (passed,) = session["evaluated"]["policies"]
    assert (passed["status"], passed["rules"][0]["status"]) == ("MATCH", "UNMATCHED")


def test_what_is_not_there_is_said_so(admin: Admin) -> None:
    asked = question(admin)
    assert admin.refused("POST", "/policies/simulate", asked | {"appInstance": "0oanobody"}) == (404, "E0000007")
    nobody = {"policyContext": {"user": {"id": "00unobody"}}}
    assert admin.refused("POST", "/policies/simulate", asked | nobody) == (404, "E0000007")
    assert admin.refused("POST", "/policies/simulate", {"appInstance": APP_AT_OKTA}) == (400, "E0000001")
    assert admin.refused("POST", "/policies/simulate", asked | {"policyTypes": ["X"]}) == (400, "E0000001")
