"""Signing out: asking the person, carrying it on to the identity provider (`participateSlo`)."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
import pytest

from mocks.okta.directory import identity_providers
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP, AZURE, AZURE_IDP, OKTA, OLIVIA, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

HOME = f"{APP}/"


@pytest.fixture
def id_token(app: RelyingParty, browser: Browser) -> str:
    """The application's ID token of Alice, who came through Azure AD."""
    return str(app.tokens(browser, ALICE)["id_token"])


def address(app: RelyingParty, id_token: str, **changes: str) -> str:
    asked = {"id_token_hint": id_token, "post_logout_redirect_uri": HOME, "state": "s-1", **changes}
    return f"{app.metadata['end_session_endpoint']}?{urlencode(asked)}"


def at_azure(parties: Parties, browser: Browser) -> bool:
    """Tell whether the browser is signed in at Azure AD."""
    return "code" in browser.open(parties.app_at_azure().authorize_url(prompt="none")).parameters


def set_slo(parties: Parties, on: bool) -> None:
    with parties.okta.db() as db:
        idp = identity_providers.active(db, AZURE_IDP)
        assert idp
        protocol = msgspec.structs.replace(idp.protocol, participate_slo=on)
        identity_providers.replace(db, msgspec.structs.replace(idp, protocol=protocol))


def test_the_whole_chain_is_signed_out_and_the_application_reached(
    app: RelyingParty, browser: Browser, parties: Parties, id_token: str
) -> None:
    page = browser.open(address(app, id_token))
    assert (page.url.partition("?")[0], page.parameters) == (HOME, {"state": "s-1"})
    assert not at_azure(parties, browser)
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


def test_azure_ad_is_asked_with_its_own_token_and_a_state_of_okta_s(
    app: RelyingParty, browser: Browser, id_token: str
) -> None:
    """OpenID Connect RP-Initiated Logout 1.0 section 2; the application's address is not handed on."""
    location = browser.request(address(app, id_token)).headers["Location"]
    assert location.startswith(f"{AZURE}/{TENANT}/oauth2/v2.0/logout?")
    asked = dict(parse_qsl(urlsplit(location).query))
    assert set(asked) == {"id_token_hint", "post_logout_redirect_uri", "state"}
    assert asked["id_token_hint"] != id_token
    assert asked["post_logout_redirect_uri"] == f"{OKTA}/oauth2/v1/logout/callback"
    assert len(asked["state"]) == 43


def test_where_it_is_off_azure_ad_stays_signed_in(
    app: RelyingParty, browser: Browser, parties: Parties, id_token: str
) -> None:
    """Okta fact sheet 1.10: the provider's session ends only with single log-out."""
    set_slo(parties, on=False)
    assert browser.open(address(app, id_token)).url.startswith(HOME)
    assert at_azure(parties, browser)
    page = browser.open(app.authorize_url(login_hint=ALICE.username))
    assert "code" in page.parameters, "and signs Alice in again without asking"


def test_a_provider_that_is_down_keeps_nobody_signed_in_here(
    app: RelyingParty, browser: Browser, parties: Parties, id_token: str
) -> None:
    parties.network.down.add(AZURE)
    assert browser.open(address(app, id_token)).url.startswith(HOME)
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


def test_while_the_provider_is_looked_for_nobody_waits(
    app: RelyingParty, browser: Browser, parties: Parties, id_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lock is held meanwhile: another person signs in on the same database."""
    http, meanwhile = parties.okta.runtime.http, []

    def slowly(url: str) -> bool:
        with ThreadPoolExecutor(1) as pool:
            meanwhile.append(pool.submit(app.sign_in, parties.browser(), OLIVIA).result())
        return False

    monkeypatch.setattr(http, "reachable", slowly)
    assert browser.open(address(app, id_token)).url.startswith(HOME)
    assert "code" in meanwhile[0].parameters


def test_people_of_the_org_are_not_sent_to_azure_ad(app: RelyingParty, browser: Browser) -> None:
    token = app.tokens(browser, OLIVIA)["id_token"]
    assert browser.request(address(app, token)).headers["Location"].startswith(HOME)


def test_the_address_goes_through_a_single_use_state(app: RelyingParty, browser: Browser, id_token: str) -> None:
    """No open redirect at the way back: unknown, replayed or absent, it ends at the org's own page."""
    location = browser.request(address(app, id_token)).headers["Location"]
    back = browser.request(location).headers["Location"]
    assert browser.open(back).url.startswith(HOME)
    for url in (
        back,
        f"{OKTA}/oauth2/v1/logout/callback",
        *(f"{OKTA}/oauth2/v1/logout/callback?state={state}" for state in ("x", "%00", "%ff", "a&state=b", HOME)),
        f"{OKTA}/oauth2/v1/logout/callback?post_logout_redirect_uri=https://evil.example/",
    ):
        page = browser.open(url)
        assert (page.left, page.status) == (False, 200)
        assert "You are signed out." in page.text


def test_an_address_that_is_not_registered_is_refused_before_anybody_is_signed_out(
    app: RelyingParty, browser: Browser, parties: Parties, id_token: str
) -> None:
    page = browser.open(address(app, id_token, post_logout_redirect_uri="https://evil.example/"))
    assert (page.status, page.left) == (400, False)
    assert "must be a Logout redirect URI" in page.text
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters
    assert at_azure(parties, browser)


@pytest.mark.parametrize("post", [False, True])
def test_a_sign_out_that_no_id_token_asks_for_is_asked_about(app: RelyingParty, browser: Browser, post: bool) -> None:
    """OpenID Connect RP-Initiated Logout 1.0 section 2: without id_token_hint the OP MUST ask."""
    app.code(browser, OLIVIA)
    form = {"client_id": app.client_id, "post_logout_redirect_uri": HOME, "state": "s & 1"}
    url = app.metadata["end_session_endpoint"]
    page = browser.open(url, form) if post else browser.open(f"{url}?{urlencode(form)}")
    assert (page.status, page.left) == (200, False)
    assert OLIVIA.username in page.text
    assert "/" in page.links, "the way out for who wants to stay"
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters, "nothing has happened yet"
    arrived = browser.submit(page)
    assert (arrived.url.partition("?")[0], arrived.parameters) == (HOME, {"state": "s & 1"})
    assert browser.open(app.authorize_url(prompt="none")).parameters["error"] == "login_required"


def test_the_token_of_another_person_is_asked_about(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Section 2: MUST ask when the ID token is not of the current session's person."""
    foreign = app.tokens(parties.browser(), ALICE)["id_token"]
    app.code(browser, OLIVIA)
    page = browser.open(address(app, foreign))
    assert (page.left, "Do you want to sign out?" in page.text) == (False, True)
    assert browser.submit(page).url.startswith(HOME)


@pytest.mark.parametrize("csrf", ["", "x", "ä", "0" * 64])
def test_a_forged_confirmation_signs_nobody_out(app: RelyingParty, browser: Browser, csrf: str) -> None:
    app.code(browser, OLIVIA)
    url = app.metadata["end_session_endpoint"]
    assert "Do you want to sign out?" in browser.open(url, {"csrf": csrf}).text
    token = browser.open(url).form.fields["csrf"]
    assert "Do you want to sign out?" in browser.open(f"{url}?csrf={token}").text, "an address is no button"
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters
