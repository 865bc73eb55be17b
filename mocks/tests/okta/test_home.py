"""The end user's own page at the org."""

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP, ERIN, OKTA, OLIVIA
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def test_nobody_signed_in_sees_nothing_of_anybody(browser: Browser) -> None:
    page = browser.open(f"{OKTA}/")
    assert page.status == 200
    assert "Nobody is signed in here" in page.text
    assert not page.forms


def test_a_person_sees_who_they_are_and_their_applications(app: RelyingParty, browser: Browser) -> None:
    app.code(browser, OLIVIA)
    page = browser.open(f"{OKTA}/")
    assert "Olivia Ortiz" in page.text
    assert OLIVIA.username in page.text
    admin, first, *others = page.links
    assert (admin, first) == ("/admin", f"{APP}/")
    assert set(others) == {""}, "the other applications have no address to start at"


def test_only_what_is_assigned_is_shown(parties: Parties, browser: Browser) -> None:
    parties.second_app_at_okta().code(browser, ERIN)
    page = browser.open(f"{OKTA}/")
    assert "Contoso Timesheets" in page.text
    assert "Contoso Home" not in page.text


def test_signing_out_ends_the_session_here_and_at_azure_ad(
    app: RelyingParty, parties: Parties, browser: Browser
) -> None:
    app.code(browser, ALICE)
    page = browser.submit(browser.open(f"{OKTA}/"))
    assert "signed out" in page.text.lower()
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"
    at_azure = parties.app_at_azure()
    assert browser.open(at_azure.authorize_url(prompt="none")).parameters["error"] == "login_required"


@pytest.mark.parametrize("csrf", [None, "", "x", "ä", "0" * 64])
def test_a_form_from_another_site_signs_nobody_out(app: RelyingParty, browser: Browser, csrf: str | None) -> None:
    """Cross-site request forgery: the token is of this session, and no page but this one shows it."""
    app.code(browser, OLIVIA)
    page = browser.open(f"{OKTA}/login/signout", {} if csrf is None else {"csrf": csrf})
    assert page.status == 400
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters


def test_another_session_s_token_is_no_good(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.code(browser, OLIVIA)
    other = parties.browser()
    app.code(other, OLIVIA)
    token = other.open(f"{OKTA}/").form.fields["csrf"]
    assert browser.open(f"{OKTA}/login/signout", {"csrf": token}).status == 400


def test_signing_out_twice_is_no_mistake(browser: Browser) -> None:
    page = browser.open(f"{OKTA}/login/signout", {"csrf": "x"})
    assert page.status == 200
    assert browser.request(f"{OKTA}/login/signout").status_code == 405
