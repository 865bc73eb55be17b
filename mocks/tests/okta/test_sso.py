"""Sign-ins that begin at the org itself."""

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE, AZURE_IDP, NORA, OKTA, OLIVIA
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def test_a_provider_s_address_starts_a_sign_in_that_ends_at_home(browser: Browser) -> None:
    """Okta fact sheet 3.3: SP-initiated, without a client."""
    page = browser.open(f"{OKTA}/sso/idps/{AZURE_IDP}")
    assert page.url.startswith(AZURE)
    page = browser.sign_in(page, ALICE)
    assert (page.url, page.status) == (f"{OKTA}/", 200)
    assert "Alice Aames" in page.text


def test_the_session_is_as_good_as_any(app: RelyingParty, browser: Browser) -> None:
    browser.sign_in(browser.open(f"{OKTA}/sso/idps/{AZURE_IDP}"), ALICE)
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters


def test_okta_itself_asks_for_a_password(browser: Browser) -> None:
    page = browser.open(f"{OKTA}/sso/idps/OKTA")
    page = browser.submit(page, {"identifier": OLIVIA.username})
    assert "credentials.passcode" in page.form.names
    page = browser.submit(page, {"credentials.passcode": OLIVIA.password})
    assert page.url == f"{OKTA}/"
    assert "Olivia Ortiz" in page.text


@pytest.mark.parametrize("parameter", ["fromURI", "RelayState"])
@pytest.mark.parametrize("place", ["/?from=x", f"{OKTA}/?from=x"])
def test_it_ends_where_it_was_asked_to(browser: Browser, parameter: str, place: str) -> None:
    page = browser.open(f"{OKTA}/sso/idps/{AZURE_IDP}?{parameter}={place}")
    assert browser.sign_in(page, ALICE).url == f"{OKTA}/?from=x"


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", f"{OKTA}.evil.example/", "evil", "/%0d%0aX: y"],
)
def test_it_ends_nowhere_else(browser: Browser, place: str) -> None:
    """No open redirect."""
    page = browser.open(f"{OKTA}/sso/idps/{AZURE_IDP}?fromURI={place}")
    assert (page.status, page.left) == (400, False)


@pytest.mark.parametrize("id", ["0oanobody00000000001", "x"])
def test_a_provider_that_is_unknown_is_a_page(browser: Browser, id: str) -> None:
    page = browser.open(f"{OKTA}/sso/idps/{id}")
    assert (page.status, page.left) == (403, False)
    assert "Identity provider is not valid." in page.text


def test_a_refusal_is_a_page_of_the_org(browser: Browser) -> None:
    """Okta fact sheet 3.7: without a client that waits, the person sees it."""
    page = browser.sign_in(browser.open(f"{OKTA}/sso/idps/{AZURE_IDP}"), NORA)
    assert (page.status, page.left) == (403, False)
    assert "The following required property is missing: 'email'." in page.text


def test_its_codes_are_for_nobody(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    home = parties.app_at_okta("").registered("okta.home", f"{OKTA}/enduser/callback")
    browser.sign_in(browser.open(f"{OKTA}/sso/idps/{AZURE_IDP}"), ALICE)
    response = browser.request(home.authorize_url(code_challenge=None, code_challenge_method=None))
    code = response.headers["Location"].partition("code=")[2].partition("&")[0]
    assert code
    assert home.redeem(code).status_code == 401


def test_a_callback_that_nobody_waits_for_ends_at_home(browser: Browser) -> None:
    assert browser.open(f"{OKTA}/enduser/callback?code=x&state=y").url == f"{OKTA}/"
