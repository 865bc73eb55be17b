"""Signing in again after a while, as an application's policy asks. Expectations: Okta fact sheet 6.3."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE, OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import app_rule
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

HOUR = timedelta(hours=1)


@pytest.fixture
def hourly(admin: Admin) -> None:
    """Everybody proves themselves anew after an hour."""
    app_rule(admin, reauthenticateIn="PT1H")


def test_the_password_is_asked_for_again(app: RelyingParty, browser: Browser, parties: Parties, hourly: None) -> None:
    """Not before its time; then the password alone, as it is known who it is."""
    app.code(browser, OLIVIA)
    parties.clock.move(HOUR)
    assert "code" in browser.open(app.authorize_url()).parameters
    parties.clock.move(timedelta(seconds=1))
    page = browser.open(app.authorize_url())
    assert "credentials.passcode" in page.form.names
    assert OLIVIA.username in page.text
    claims = app.claims(app.redeem(browser.sign_in(page, OLIVIA).parameters["code"]).get_json()["id_token"])
    assert claims["auth_time"] == parties.clock.timestamp()
    assert "code" in browser.open(app.authorize_url()).parameters, "and then not again"


def test_somebody_else_may_sign_in_instead(app: RelyingParty, browser: Browser, parties: Parties, hourly: None) -> None:
    """The way back from the password leads to the question who it is, not to the same password."""
    app.code(browser, OLIVIA)
    parties.clock.move(1.5 * HOUR)
    back = browser.open(app.authorize_url()).links[-1]
    assert "identifier" in browser.open(f"{OKTA}{back.removeprefix(OKTA)}").form.names


def test_every_time_is_every_time(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    """6.3: `PT0S`; the sign-in at hand is new enough for itself."""
    app_rule(admin, reauthenticateIn="PT0S")
    for _ in range(2):
        page = app.sign_in(browser, OLIVIA)
        assert "code" in page.parameters
    assert "credentials.passcode" in browser.open(app.authorize_url()).form.names


def test_the_shortest_time_counts(app: RelyingParty, browser: Browser, admin: Admin, parties: Parties) -> None:
    """6.3: a constraint may ask for more than the rule."""
    constraints = [{"knowledge": {"types": ["password"], "reauthenticateIn": "PT5M"}}]
    app_rule(admin, reauthenticateIn="PT1H", constraints=constraints)
    app.code(browser, OLIVIA)
    parties.clock.move(timedelta(minutes=6))
    assert "credentials.passcode" in browser.open(app.authorize_url()).form.names


def test_a_session_that_was_not_used_is_asked(
    app: RelyingParty, browser: Browser, admin: Admin, parties: Parties
) -> None:
    """6.3: `inactivityPeriod`; each use of the session puts it off."""
    app_rule(admin, inactivityPeriod="PT30M")
    app.code(browser, OLIVIA)
    for _ in range(2):
        parties.clock.move(timedelta(minutes=25))
        assert "code" in browser.open(app.authorize_url()).parameters
    parties.clock.move(timedelta(minutes=31))
    assert "credentials.passcode" in browser.open(app.authorize_url()).form.names


def test_only_the_application_with_that_policy_asks(
    app: RelyingParty, browser: Browser, admin: Admin, parties: Parties, hourly: None
) -> None:
    calm = admin.post("/policies", {"type": "ACCESS_POLICY", "name": "Calm"})["id"]
    second = parties.second_app_at_okta()
    admin.put(f"/apps/{second.client_id}/policies/{calm}")
    app.code(browser, OLIVIA)
    parties.clock.move(timedelta(minutes=90))
    assert "credentials.passcode" not in str(second.sign_in(browser, OLIVIA).html)
    assert "credentials.passcode" in browser.open(app.authorize_url()).form.names


def test_without_a_page_it_is_a_login_required(
    app: RelyingParty, browser: Browser, parties: Parties, hourly: None
) -> None:
    app.code(browser, OLIVIA)
    parties.clock.move(1.5 * HOUR)
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


# People of an identity provider


def asked_of_azure(browser: Browser, app: RelyingParty) -> dict[str, str]:
    location = browser.request(app.authorize_url()).headers["Location"]
    assert location.startswith(AZURE)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def test_a_federated_person_goes_back_and_proves_it_anew(
    app: RelyingParty, browser: Browser, parties: Parties, hourly: None
) -> None:
    """The session at Azure AD, which is alive, does not do."""
    app.code(browser, ALICE)
    parties.clock.move(1.5 * HOUR)
    asked = asked_of_azure(browser, app)
    assert (asked["prompt"], asked["max_age"], asked["login_hint"]) == ("login", "0", ALICE.username)
    page = browser.open(app.authorize_url())
    assert page.url.startswith(AZURE)
    assert page.forms, "Azure AD asks for the password"
    assert "code" in browser.sign_in(page, ALICE).parameters
    assert "code" in browser.open(app.authorize_url()).parameters


@pytest.mark.parametrize("auth_time", [-600, None])
def test_what_is_not_proven_to_be_new_is_refused(
    app: RelyingParty, browser: Browser, parties: Parties, hourly: None, auth_time: int | None
) -> None:
    """An old `auth_time` is one, and so is none: the provider has to tell (OpenID Connect Core 3.1.2.1)."""
    app.code(browser, ALICE)
    parties.clock.move(1.5 * HOUR)

    def stale(claims: dict[str, Any]) -> dict[str, Any]:
        told = {} if auth_time is None else {"auth_time": claims["auth_time"] + auth_time}
        return {name: value for name, value in claims.items() if name != "auth_time"} | told

    parties.azure.faults.script["id_token"] = stale
    told = app.sign_in(browser, ALICE).parameters
    assert told["error"] == "invalid_social_token"
    assert "auth_time" in told["error_description"]
