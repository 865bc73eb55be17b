"""The consent page: who is asked for what, once."""

import pytest

from mocks.azure.directory import permission_grants
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, APP, AVERY, AZURE, CALLBACK, CAROL, NEW_APP_AT_AZURE, TENANT
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """An application that nobody has consented to."""
    return parties.app_at_azure().registered(NEW_APP_AT_AZURE, CALLBACK)


def until_consent(app: RelyingParty, browser: Browser, person: Person = ALICE, **changes: str) -> Page:
    page = browser.submit(browser.open(app.authorize_url(**changes)), {"loginfmt": person.username})
    return browser.submit(browser.submit(page, {"passwd": person.password}), {"kmsi": "0"})


def test_a_person_is_asked_once(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Fact sheet 2.3: the application's name and what it may do, in words; then never again."""
    page = until_consent(app, browser)
    assert "Contoso Novelty" in page.text
    assert "View your email address" in page.text
    assert "adminConsent" not in page.html
    assert "code" in browser.submit(page, {"consent": "accept"}).parameters
    assert browser.open(app.authorize_url()).left
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters
    assert "Permissions requested" in until_consent(app, parties.browser(), CAROL).text, "each speaks for themselves"


def test_more_is_asked_for_again(app: RelyingParty, browser: Browser) -> None:
    browser.submit(until_consent(app, browser, scope="openid"), {"consent": "accept"})
    assert "View your email address" in browser.open(app.authorize_url()).text


def test_a_person_may_decline(app: RelyingParty, browser: Browser) -> None:
    """65004, access_denied with `error_subcode=cancel`, and nothing is stored."""
    told = browser.submit(until_consent(app, browser), {"consent": "cancel"}).parameters
    assert (told["error"], told["error_subcode"]) == ("access_denied", "cancel")
    assert "AADSTS65004" in told["error_description"]
    assert "Permissions requested" in until_consent(app, browser, prompt="login").text


def test_a_silent_request_is_told(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """65001, consent_required."""
    parties.app_at_azure().code(browser, ALICE)
    told = browser.open(app.authorize_url(prompt="none")).parameters
    assert (told["error"], "AADSTS65001" in told["error_description"]) == ("consent_required", True)


def test_a_consent_that_was_taken_back_ends_the_grant(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """At the token endpoint: invalid_grant with the suberror consent_required."""
    code = browser.submit(until_consent(app, browser), {"consent": "accept"}).parameters["code"]
    with parties.azure.db() as db:
        permission_grants.revoke(db, TENANT, NEW_APP_AT_AZURE)
    body = app.redeem(code).get_json()
    assert (body["error"], body["suberror"], body["error_codes"]) == ("invalid_grant", "consent_required", [65001])


def test_an_application_may_ask_to_show_the_page_again(parties: Parties, browser: Browser) -> None:
    """prompt=consent (fact sheet 2.2): with a session, the page alone."""
    app = parties.app_at_azure()
    app.code(browser, ALICE)
    page = browser.open(app.authorize_url(prompt="consent"))
    assert "Permissions requested" in page.text
    assert "code" in browser.submit(page, {"consent": "accept"}).parameters


def test_an_administrator_may_consent_for_everybody(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    page = until_consent(app, browser, AVERY)
    assert 'name="adminConsent"' in page.html
    browser.submit(page, {"consent": "accept", "adminConsent": "true"})
    assert until_consent(app, parties.browser(), ALICE).left


def test_nobody_else_consents_for_others(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    browser.submit(until_consent(app, browser), {"consent": "accept", "adminConsent": "true"})
    assert "Permissions requested" in until_consent(app, parties.browser(), CAROL).text


@pytest.mark.parametrize("name", ["User.Read.All", "Policy.ReadWrite.ConditionalAccess"])
def test_what_reaches_beyond_oneself_is_for_administrators_to_grant(
    app: RelyingParty, browser: Browser, name: str
) -> None:
    """90094, whether the name of the permission ends in `.All` or not."""
    assert "AADSTS90094" in browser.sign_in(app.authorize_url(scope=f"openid {name}"), ALICE).text


# The admin consent addresses (fact sheet 2.8)


def address(version: str = "/v2.0", **changes: str) -> str:
    return f"{AZURE}/{TENANT}{version}/adminconsent?client_id={NEW_APP_AT_AZURE}&redirect_uri={CALLBACK}&state=s%26t"


@pytest.mark.parametrize(("version", "extra"), [("/v2.0", {"scope"}), ("", set())])
def test_an_administrator_is_sent_there_to_consent(
    app: RelyingParty, browser: Browser, parties: Parties, version: str, extra: set[str]
) -> None:
    page = browser.sign_in(address(version), AVERY)
    assert page.url.startswith(f"{CALLBACK}?")
    assert set(page.parameters) == {"admin_consent", "tenant", "state"} | extra
    assert (page.parameters["admin_consent"], page.parameters["tenant"]) == ("True", TENANT)
    assert page.parameters["state"] == "s&t"
    assert until_consent(app, parties.browser(), ALICE).left


@pytest.mark.parametrize(("version", "error"), [("/v2.0", "consent_required"), ("", "permission_denied")])
def test_an_administrator_may_decline(browser: Browser, parties: Parties, version: str, error: str) -> None:
    parties.app_at_azure().code(browser, AVERY)
    told = browser.submit(browser.open(address(version)), {"consent": "cancel"}).parameters
    assert (told["error"], told["admin_consent"], told["state"]) == (error, "True", "s&t")


def test_others_are_told_that_an_administrator_is_needed(browser: Browser) -> None:
    """90094, on Azure AD's own page."""
    page = browser.sign_in(address(), ALICE)
    assert not page.left
    assert "AADSTS90094" in page.text


def test_a_stranger_s_address_is_not_gone_to(browser: Browser) -> None:
    page = browser.open(address().replace(APP, "https://evil.example"))
    assert "AADSTS50011" in page.text
