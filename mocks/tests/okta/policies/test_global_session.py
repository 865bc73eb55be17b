"""How long a session lives. Expectations: Okta fact sheet 2.2 and 6.2."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import default, session_rule
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

MINUTE = timedelta(minutes=1)


def signed_in(app: RelyingParty, browser: Browser) -> bool:
    """Tell whether the session answers without any page."""
    return "code" in browser.open(app.authorize_url(prompt="none")).parameters


def test_a_session_ends_when_it_is_not_used(
    app: RelyingParty, browser: Browser, admin: Admin, parties: Parties
) -> None:
    session_rule(admin, session={"maxSessionIdleMinutes": 10})
    app.code(browser, OLIVIA)
    for _ in range(3):
        parties.clock.move(9 * MINUTE)
        assert signed_in(app, browser)
    parties.clock.move(10 * MINUTE)
    assert not signed_in(app, browser)


def test_a_session_ends_however_much_it_is_used(
    app: RelyingParty, browser: Browser, admin: Admin, parties: Parties
) -> None:
    """The idle time never carries it beyond its lifetime, and the API tells the same end."""
    session_rule(admin, session={"maxSessionIdleMinutes": 10, "maxSessionLifetimeMinutes": 25})
    app.code(browser, OLIVIA)
    begun = parties.clock.now()
    for _ in range(2):
        parties.clock.move(9 * MINUTE)
        assert signed_in(app, browser)
    told = browser.at(OKTA).post("/api/v1/sessions/me/lifecycle/refresh", base_url=OKTA).get_json()
    assert datetime.fromisoformat(told["expiresAt"]) == begun + 25 * MINUTE
    parties.clock.move(7 * MINUTE)
    assert not signed_in(app, browser)


def test_a_rule_for_some_is_for_them_alone(app: RelyingParty, parties: Parties, admin: Admin) -> None:
    session_rule(admin, {"identityProvider": {"provider": "OKTA"}}, session={"maxSessionIdleMinutes": 10})
    olivia, alice = parties.browser(), parties.browser()
    app.code(olivia, OLIVIA)
    app.code(alice, ALICE)
    parties.clock.move(11 * MINUTE)
    assert (signed_in(app, olivia), signed_in(app, alice)) == (False, True)


@pytest.mark.parametrize("allowed", [True, False])
def test_staying_signed_in_is_the_policy_s_to_allow(
    app: RelyingParty, browser: Browser, admin: Admin, allowed: bool
) -> None:
    """2.2: a cookie that outlives the browser, only if both the policy and the person want it."""
    session_rule(admin, session={"usePersistentCookie": allowed})
    page = browser.submit(browser.open(app.authorize_url()), {"identifier": OLIVIA.username, "rememberMe": "true"})
    browser.sign_in(page, OLIVIA)
    cookie = browser.at(OKTA).get_cookie("idx", domain="localhost")
    assert cookie
    assert (cookie.max_age is not None) is allowed


@pytest.mark.parametrize(
    "signon",
    [
        {},
        {"access": "MAYBE"},
        {"access": "ALLOW", "session": {"maxSessionIdleMinutes": 0}},
        {"access": "ALLOW", "session": {"maxSessionIdleMinutes": 20, "maxSessionLifetimeMinutes": 10}},
        {"access": "ALLOW", "requireFactor": True},
        {"access": "ALLOW", "unknown": True},
    ],
)
def test_what_is_wrong_is_refused(admin: Admin, signon: dict[str, Any]) -> None:
    path = f"{default(admin, 'OKTA_SIGN_ON')}/rules"
    assert admin.refused("POST", path, {"name": "X", "actions": {"signon": signon}}) == (400, "E0000001")


@pytest.mark.parametrize(
    "conditions",
    [
        {"people": {"users": {"exclude": ["00unobody"]}}},
        {"people": {"groups": {"include": ["00gnobody"]}}},
        {"network": {"connection": "ZONE"}},
        {"network": {"connection": "ZONE", "include": ["nzonobody"]}},
        {"identityProvider": {"provider": "SPECIFIC_IDP", "idpIds": ["0oanobody"]}},
        {"riskScore": {"level": "HIGH"}},
    ],
)
def test_conditions_on_what_is_not_there_are_refused(admin: Admin, conditions: dict[str, Any]) -> None:
    path = f"{default(admin, 'OKTA_SIGN_ON')}/rules"
    sent = {"name": "X", "conditions": conditions, "actions": {"signon": {"access": "ALLOW"}}}
    assert admin.refused("POST", path, sent) == (400, "E0000001")
