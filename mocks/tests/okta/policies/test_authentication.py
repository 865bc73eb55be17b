"""Rules of authentication policies. Expectations: Okta fact sheet 6.3."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from mocks.okta.policies.authentication import AuthenticationRule
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import default

SENT: dict[str, Any] = {
    "access": "ALLOW",
    "verificationMethod": {
        "type": "ASSURANCE",
        "factorMode": "2FA",
        "reauthenticateIn": "PT12H",
        "inactivityPeriod": "PT1H",
        "constraints": [
            {
                "knowledge": {"types": ["password"], "reauthenticateIn": "PT2H"},
                "possession": {"deviceBound": "REQUIRED", "userPresence": "REQUIRED"},
            }
        ],
    },
}


def rule(app_sign_on: dict[str, Any]) -> AuthenticationRule:
    return msgspec.convert({"actions": {"appSignOn": app_sign_on}}, AuthenticationRule)


def method(**changes: Any) -> dict[str, Any]:
    return SENT | {"verificationMethod": {"type": "ASSURANCE"} | changes}


def test_a_rule_comes_back_as_it_was_sent(admin: Admin) -> None:
    made = admin.post(f"{default(admin, 'ACCESS_POLICY')}/rules", {"name": "X", "actions": {"appSignOn": SENT}})
    assert made["actions"]["appSignOn"] == SENT
    assert (made["type"], made["priority"], made["conditions"]) == ("ACCESS_POLICY", 1, None)
    last = admin.get(f"{default(admin, 'ACCESS_POLICY')}/rules")[-1]
    assert (last["name"], last["priority"]) == ("Catch-all Rule", 99)


def test_what_a_rule_demands() -> None:
    found = rule(SENT)
    assert (found.factors, found.possession) == (2, True)
    assert (found.reauthenticate_after, found.inactivity) == (timedelta(hours=2), timedelta(hours=1))


def test_two_factors_unless_one_will_do() -> None:
    assert [rule(method()).factors, rule(method(factorMode="1FA")).factors] == [2, 1]


def test_one_of_the_constraints_is_enough() -> None:
    """6.3: OR across the list; so a possession is demanded only where each of them has one."""
    either = [{"possession": {"deviceBound": "REQUIRED"}}, {"knowledge": {"types": ["password"]}}]
    assert not rule(method(constraints=either)).possession
    assert rule(method(constraints=either[:1])).possession


@pytest.mark.parametrize("text", ["2 hours", "PT", "-PT1H", "P1Y"])
@pytest.mark.parametrize("name", ["reauthenticateIn", "inactivityPeriod"])
def test_what_is_no_duration_is_refused(admin: Admin, name: str, text: str) -> None:
    sent = {"name": "X", "actions": {"appSignOn": method(**{name: text})}}
    assert admin.refused("POST", f"{default(admin, 'ACCESS_POLICY')}/rules", sent) == (400, "E0000001")
