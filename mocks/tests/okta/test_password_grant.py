"""Policies where an application asks for the password itself. Expectations: Okta fact sheet 1.11 and 6.1."""

from typing import Any

import pytest

from mocks.okta.directory import system_log
from mocks.tests.cast import CALLBACK, OLIVIA, SPA_AT_OKTA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import app_rule, session_rule
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def native(app: RelyingParty) -> RelyingParty:
    """The application that may use the grant."""
    return app.registered(SPA_AT_OKTA, CALLBACK)


def ask(native: RelyingParty, password: str = OLIVIA.password) -> tuple[int, dict[str, Any]]:
    form = {"grant_type": "password", "client_id": native.client_id, "client_secret": native.client_secret}
    who = {"username": OLIVIA.username, "password": password, "scope": "openid"}
    answer = native.post(native.metadata["token_endpoint"], form | who)
    return answer.status_code, answer.get_json()


def decisions(parties: Parties) -> list[str]:
    with parties.okta.db() as db:
        return [event.result for event in system_log.latest(db) if event.event_type == "policy.evaluate_sign_on"]


def test_the_default_policies_let_in(native: RelyingParty, parties: Parties) -> None:
    assert ask(native)[0] == 200
    assert decisions(parties) == ["ALLOW"]


@pytest.mark.parametrize(
    ("rule", "result"),
    [
        (lambda admin: session_rule(admin, access="DENY"), "DENY"),
        (lambda admin: app_rule(admin, access="DENY"), "DENY"),
        (lambda admin: session_rule(admin, requireFactor=True, factorPromptMode="SESSION"), "CHALLENGE"),
        (lambda admin: app_rule(admin, factorMode="2FA"), "CHALLENGE"),
        (lambda admin: app_rule(admin, constraints=[{"possession": {"deviceBound": "REQUIRED"}}]), "CHALLENGE"),
    ],
)
def test_what_a_page_would_be_needed_for_is_refused(
    native: RelyingParty, admin: Admin, parties: Parties, rule: Any, result: str
) -> None:
    """Else whoever knows a password would get past every policy."""
    rule(admin)
    status, told = ask(native)
    assert (status, told["error"]) == (401, "access_denied")
    assert "Policy evaluation failed" in told["error_description"]
    assert decisions(parties) == [result]


def test_a_wrong_password_is_told_before(native: RelyingParty, admin: Admin) -> None:
    """What the policies say is for those who have proven who they are."""
    session_rule(admin, access="DENY")
    assert ask(native, "wrong")[1]["error"] == "invalid_grant"
