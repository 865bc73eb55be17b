"""The browser's lasting sign-in: when it answers by itself, when it ends, and whose it is."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from mocks.tests.browser import Browser, Person
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def signed_in(issuer: Issuer, browser: Browser) -> Browser:
    """A browser with a session."""
    issuer.app.code(browser, issuer.person)
    return browser


def silent(app: RelyingParty, browser: Browser, **changes: str | None) -> bool:
    """Tell whether a request is answered with a code and no page."""
    page = browser.open(app.authorize_url(**changes))
    return page.left and "code" in page.parameters


def error(page: Page) -> str:
    assert page.left, page.text
    assert "code" not in page.parameters
    return page.parameters["error"]


def test_a_session_signs_in_to_every_application(signed_in: Browser, issuer: Issuer) -> None:
    """Single sign-on: the same person, without a page."""
    assert silent(issuer.app, signed_in)
    assert silent(issuer.app, signed_in, prompt="none")
    second = issuer.second_app
    code = signed_in.open(second.authorize_url()).parameters["code"]
    assert second.claims(second.redeem(code).get_json()["id_token"])["email"] == issuer.person.username


def test_prompt_none_without_a_session_is_login_required(app: RelyingParty, browser: Browser) -> None:
    """OpenID Connect Core section 3.1.2.6."""
    assert error(browser.open(app.authorize_url(prompt="none"))) == "login_required"


def test_prompt_none_never_shows_a_page(app: RelyingParty, signed_in: Browser, issuer: Issuer) -> None:
    """OpenID Connect Core section 3.1.2.1: MUST NOT display any pages; the session stays as it was."""
    before = issuer.session(signed_in)
    for changes in (
        {},
        {"max_age": "0"},
        {"login_hint": "nobody@nowhere.example"},
        {"login_hint": "a@contoso.example"},
    ):
        assert signed_in.open(app.authorize_url(prompt="none", **changes)).left
    assert issuer.session(signed_in) == before


def test_prompt_login_asks_although_there_is_a_session(
    app: RelyingParty, signed_in: Browser, issuer: Issuer, parties: Parties
) -> None:
    """OpenID Connect Core section 3.1.2.1: SHOULD prompt for reauthentication; auth_time is then new."""
    parties.clock.move(timedelta(minutes=5))
    page = signed_in.open(app.authorize_url(prompt="login", max_age="3600"))
    assert page.status == 200
    page = signed_in.sign_in(page, issuer.person)
    claims = app.claims(app.redeem(page.parameters["code"]).get_json()["id_token"])
    assert claims["auth_time"] == parties.clock.timestamp()


def test_max_age_asks_when_the_sign_in_is_too_long_ago(app: RelyingParty, signed_in: Browser, parties: Parties) -> None:
    """OpenID Connect Core section 3.1.2.1: the allowable elapsed time in seconds."""
    parties.clock.move(timedelta(seconds=60))
    assert silent(app, signed_in, max_age="60")
    parties.clock.move(timedelta(seconds=1))
    assert silent(app, signed_in)
    assert error(signed_in.open(app.authorize_url(max_age="60", prompt="none"))) == "login_required"
    assert signed_in.open(app.authorize_url(max_age="60")).status == 200


def test_using_a_session_does_not_make_the_sign_in_younger(
    app: RelyingParty, signed_in: Browser, parties: Parties
) -> None:
    """auth_time is when the person was authenticated, not when the cookie was last seen."""
    for _ in range(3):
        parties.clock.move(timedelta(seconds=40))
        assert silent(app, signed_in)
    assert error(signed_in.open(app.authorize_url(max_age="100", prompt="none"))) == "login_required"


def test_max_age_zero_asks_in_any_case(app: RelyingParty, signed_in: Browser) -> None:
    """OpenID Connect Core section 3.1.2.1, errata set 2: equivalent to prompt=login, even within the second."""
    assert signed_in.open(app.authorize_url(max_age="0")).status == 200
    assert error(signed_in.open(app.authorize_url(max_age="0", prompt="none"))) == "login_required"


def test_a_session_ends_when_it_was_idle_too_long(
    app: RelyingParty, signed_in: Browser, issuer: Issuer, parties: Parties
) -> None:
    """Azure AD fact sheet 4.6: 24 hours; Okta: 2 hours, the default of its global session policy. Use renews it."""
    parties.clock.move(issuer.idle - timedelta(seconds=1))
    assert silent(app, signed_in)
    parties.clock.move(issuer.idle - timedelta(seconds=1))
    assert silent(app, signed_in)
    parties.clock.move(issuer.idle)
    assert not silent(app, signed_in)


def test_the_cookie_changes_with_each_sign_in(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """Session fixation: a cookie that somebody planted before is worth nothing afterwards (OWASP ASVS 3.2.1)."""
    browser.set_cookie(issuer.party.url, issuer.session_cookie, "planted-by-somebody-else")
    app.code(browser, issuer.person)
    first = issuer.session(browser)
    assert first not in (None, "planted-by-somebody-else")
    browser.sign_in(app.authorize_url(prompt="login"), issuer.person)
    second = issuer.session(browser)
    assert second != first
    thief = Browser(app.network)
    for planted in ("planted-by-somebody-else", str(first)):
        thief.set_cookie(issuer.party.url, issuer.session_cookie, planted)
        assert not silent(app, thief), "the former session is over"


def test_another_person_s_sign_in_ends_the_former_session(
    app: RelyingParty, signed_in: Browser, issuer: Issuer
) -> None:
    second = issuer.second_app
    code = second.code(signed_in, issuer.other_person, prompt="login")
    claims = second.claims(second.redeem(code).get_json()["id_token"])
    assert claims["email"] == issuer.other_person.username
    code = signed_in.open(second.authorize_url()).parameters["code"]
    assert second.claims(second.redeem(code).get_json()["id_token"])["email"] == issuer.other_person.username


def test_cookies_are_kept_from_scripts_and_other_sites(signed_in: Browser, issuer: Issuer) -> None:
    """HttpOnly and SameSite=Lax; Secure only where the issuer has https, which it has not here."""
    for name in (issuer.session_cookie, issuer.browser_cookie):
        cookie = signed_in.at(issuer.party.url).get_cookie(name, domain="localhost")
        assert cookie
        assert (cookie.http_only, cookie.same_site, cookie.path, cookie.secure) == (True, "Lax", "/", False)


def test_a_forged_session_cookie_is_no_session(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    for value in ("x", "x" * 43, "x" * 3000, "ä", '"', "../../", "%00"):
        browser.set_cookie(issuer.party.url, issuer.session_cookie, value)
        assert not silent(app, browser)


def test_the_session_is_no_secret_of_the_token(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """Neither codes nor tokens nor addresses carry the cookie's value."""
    page = app.sign_in(browser, issuer.person)
    cookie = str(issuer.session(browser))
    tokens = app.redeem(page.parameters["code"]).get_json()
    told = repr([page.url, tokens, app.claims(tokens["id_token"]), app.userinfo(tokens["access_token"]).get_json()])
    assert cookie not in told


@pytest.mark.parametrize("hint", ["other", "unknown@nowhere.example"])
def test_a_hint_at_somebody_else_never_signs_in_the_wrong_person_silently(
    app: RelyingParty, signed_in: Browser, issuer: Issuer, hint: str
) -> None:
    """OpenID Connect Core section 3.1.2.1, login_hint: what comes of it is the session's person or a page."""
    wanted = issuer.other_person.username if hint == "other" else hint
    page = signed_in.open(app.authorize_url(login_hint=wanted))
    if page.left:
        claims = app.claims(app.redeem(page.parameters["code"]).get_json()["id_token"])
        assert claims["email"] == issuer.person.username
    else:
        assert page.status == 200


def test_a_wrong_password_is_no_session(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    page = app.sign_in(browser, Person(issuer.person.username, "wrong"))
    assert (page.left, page.status) == (False, 200)
    assert issuer.session(browser) is None
    assert not silent(app, browser)
    assert urlsplit(page.url).query == ""
