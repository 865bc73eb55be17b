"""Sign-out started by a relying party (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, OLIVIA
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def id_token(issuer: Issuer, browser: Browser) -> str:
    """The ID token of a browser that is signed in."""
    return str(issuer.app.tokens(browser, issuer.person)["id_token"])


def sign_out(app: RelyingParty, browser: Browser, **parameters: str) -> Page:
    return browser.open(f"{app.metadata['end_session_endpoint']}?{urlencode(parameters)}")


def signed_in(app: RelyingParty, browser: Browser) -> bool:
    return "code" in browser.open(app.authorize_url(prompt="none")).parameters


def test_a_person_signs_out_and_returns_to_the_application(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str
) -> None:
    """Sections 2 and 3: to the registered address, with the state as it was sent."""
    state = "a b&c=d#e%2F"
    page = sign_out(app, browser, id_token_hint=id_token, post_logout_redirect_uri=issuer.post_logout_uri, state=state)
    assert page.left
    assert page.url.partition("?")[0] == issuer.post_logout_uri
    assert page.parameters == {"state": state}
    assert not signed_in(app, browser)
    assert issuer.session(browser) is None


def test_without_an_address_a_page_says_that_it_is_done(app: RelyingParty, browser: Browser, id_token: str) -> None:
    page = sign_out(app, browser, id_token_hint=id_token)
    assert (page.left, page.status) == (False, 200)
    assert "signed out" in page.text.lower()
    assert not signed_in(app, browser)


def test_without_a_state_none_is_sent(app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str) -> None:
    page = sign_out(app, browser, id_token_hint=id_token, post_logout_redirect_uri=issuer.post_logout_uri)
    assert page.url == issuer.post_logout_uri


def test_the_client_may_be_named_instead_of_hinted_at(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str
) -> None:
    """Section 2, client_id."""
    page = sign_out(app, browser, client_id=app.client_id, post_logout_redirect_uri=issuer.post_logout_uri)
    arrived = browser.submit(page) if page.forms else page
    assert arrived.url == issuer.post_logout_uri
    assert not signed_in(app, browser)


def test_a_client_that_is_not_the_hint_s_is_refused(
    issuer: Issuer, app: RelyingParty, browser: Browser, id_token: str
) -> None:
    """Section 2: the OP MUST verify that the Client Identifier matches the one used when issuing the ID Token."""
    wanted = {"id_token_hint": id_token, "post_logout_redirect_uri": issuer.post_logout_uri}
    page = sign_out(app, browser, client_id=issuer.second_app.client_id, **wanted)
    assert (page.left, page.status) == (False, 400)
    assert signed_in(app, browser)


def test_the_old_cookie_is_worth_nothing_afterwards(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str
) -> None:
    cookie = str(issuer.session(browser))
    sign_out(app, browser, id_token_hint=id_token)
    browser.set_cookie(issuer.party.url, issuer.session_cookie, cookie)
    assert not signed_in(app, browser)


def test_an_expired_hint_is_still_a_hint(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str, parties: Parties
) -> None:
    """Section 2: the OP SHOULD accept ID Tokens even when the exp time has passed."""
    parties.clock.move(timedelta(minutes=90))
    page = sign_out(app, browser, id_token_hint=id_token, post_logout_redirect_uri=issuer.post_logout_uri)
    assert page.url == issuer.post_logout_uri


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "x",
        lambda token: token[:-8] + token[-8:][::-1].swapcase(),
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: "eyJhbGciOiJub25lIn0." + token.split(".")[1] + ".",
        lambda token: token.split(".")[0] + ".e30." + token.split(".")[2],
        lambda token: "W1tb" * 1500 + ".e30.eA",
        lambda token: "ä",
    ],
)
def test_a_hint_that_is_not_ours_is_refused(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str, spoil: Callable[[str], str]
) -> None:
    """Section 2: MUST validate that it was the issuer of the ID Token. Okta fact sheet 1.10: 400 error page."""
    wanted = {"id_token_hint": spoil(id_token), "post_logout_redirect_uri": issuer.post_logout_uri}
    page = sign_out(app, browser, **wanted)
    assert (page.left, page.status) == (False, 400)
    assert signed_in(app, browser), "nobody is signed out by a forged request"


def test_the_other_vendor_s_token_is_no_hint(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str, parties: Parties
) -> None:
    at_azure, at_okta = (parties.app_at_azure(), ALICE), (parties.app_at_okta(), OLIVIA)
    other, somebody = at_azure if issuer.party is parties.okta else at_okta
    foreign = other.tokens(parties.browser(), somebody)["id_token"]
    page = sign_out(app, browser, id_token_hint=foreign, post_logout_redirect_uri=issuer.post_logout_uri)
    assert (page.left, page.status) == (False, 400)


STRANGE_ADDRESSES = [
    *("https://evil.example/", "{}x", "{}?x=1", "{}#x", "{}/", "//evil.example", "javascript:alert(1)", "/", "{} "),
    *("http://localhost:8080@evil.example/", "http://localhost:8080\\@evil.example/", "HTTP://localhost:8080/"),
    "http://localhost:8080/profile",
]


@pytest.mark.parametrize("known_by", ["id_token_hint", "client_id", "nothing"])
def test_an_address_that_is_not_registered_is_never_gone_to(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str, known_by: str
) -> None:
    """Section 3: MUST NOT redirect. Okta refuses the request, Azure AD says that the person is signed out."""
    client = {"id_token_hint": {"id_token_hint": id_token}, "client_id": {"client_id": app.client_id}}
    for uri in (strange.replace("{}", issuer.post_logout_uri) for strange in STRANGE_ADDRESSES):
        page = sign_out(app, browser, post_logout_redirect_uri=uri, state="s", **client.get(known_by, {}))
        assert not page.left, page.url
        assert page.status in (200, 400)
        assert not page.links


def test_without_a_client_no_address_is_known(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str
) -> None:
    page = sign_out(app, browser, post_logout_redirect_uri=issuer.post_logout_uri)
    assert not page.left


def test_signing_out_twice_or_without_a_session_still_returns(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str
) -> None:
    """Okta fact sheet 1.10: no session, still redirects."""
    wanted = {"id_token_hint": id_token, "post_logout_redirect_uri": issuer.post_logout_uri}
    for _ in range(2):
        assert sign_out(app, browser, **wanted).url == issuer.post_logout_uri
    assert sign_out(app, Browser(app.network), **wanted).url == issuer.post_logout_uri


def test_a_sign_out_may_be_posted(app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str) -> None:
    """Section 2: GET and POST."""
    form = {"id_token_hint": id_token, "post_logout_redirect_uri": issuer.post_logout_uri}
    assert browser.open(app.metadata["end_session_endpoint"], form).url == issuer.post_logout_uri
    assert not signed_in(app, browser)


def test_signing_out_in_one_browser_leaves_the_others_signed_in(
    app: RelyingParty, issuer: Issuer, browser: Browser, id_token: str
) -> None:
    other = Browser(app.network)
    app.code(other, issuer.person)
    sign_out(app, browser, id_token_hint=id_token)
    assert signed_in(app, other)


def test_tokens_outlive_the_session(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """Signing out ends the browser's session; an access token ends by its own time."""
    tokens = app.tokens(browser, issuer.person)
    sign_out(app, browser, id_token_hint=tokens["id_token"])
    assert app.userinfo(tokens["access_token"]).status_code == 200
