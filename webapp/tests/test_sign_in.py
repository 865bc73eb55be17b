"""The way in, when all goes well."""

import base64
import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from webapp.tests.conftest import Browser, Clock
from webapp.tests.tiny_issuer import CLIENT_ID, CLIENT_SECRET, TinyIssuer


def test_the_start_page_leads_to_the_issuer(browser: Browser, issuer: TinyIssuer) -> None:
    """OpenID Connect Core 3.1.2.1, RFC 7636 section 4.3; the addresses are those of the tutorial's sample."""
    response = browser.get("/")
    assert (response.status_code, response.location) == (302, "/oauth2/authorization/okta")
    response = browser.get(response.location)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(response.location).query).items()}
    random = {name: asked.pop(name) for name in ("state", "nonce", "code_challenge")}
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": "http://localhost:8080/login/oauth2/code/okta",
        "scope": "openid email profile",
        "code_challenge_method": "S256",
    }
    assert all(len(value) >= 22 for value in random.values())
    assert response.location.startswith(f"{issuer.url}/authorize?")


def test_two_sign_ins_share_no_random_value(browser: Browser) -> None:
    first, second = (browser.get("/oauth2/authorization/okta").location for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert parse_qs(urlsplit(first).query)[name] != parse_qs(urlsplit(second).query)[name]


def test_a_person_is_welcomed_by_name(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.userinfo |= {"email": "alice@contoso.example"}
    response = browser.sign_in()
    assert (response.status_code, response.location) == (302, "/")
    page = browser.get("/")
    assert page.status_code == 200
    assert "Welcome home, Alice Example!" in page.text


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "A B", "given_name": "A", "email": "a@b.example"}, "A B"),
        ({"given_name": "A", "preferred_username": "u"}, "A"),
        ({"preferred_username": "u", "email": "a@b.example"}, "u"),
        ({"email": "a@b.example"}, "a@b.example"),
        ({"name": ""}, "00u1"),
    ],
)
def test_the_name_is_the_best_there_is(browser: Browser, issuer: TinyIssuer, claims: dict[str, str], name: str) -> None:
    issuer.userinfo = {"sub": "00u1"} | claims
    browser.sign_in()
    assert f"Welcome home, {name}!" in browser.get("/").text


def test_userinfo_wins_over_the_id_token(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.claims = {"name": "Old Name", "tid": "tenant"}
    browser.sign_in()
    told = browser.get("/user").get_json()
    assert (told["name"], told["tid"], told["iss"]) == ("Alice Example", "tenant", issuer.url)


def test_the_wanted_page_is_kept(browser: Browser) -> None:
    assert browser.sign_in("/profile").location == "/profile"
    assert browser.get("/profile").status_code == 200


def test_the_client_authenticates_with_its_secret(browser: Browser, issuer: TinyIssuer) -> None:
    browser.sign_in()
    call = next(call for call in issuer.calls if call.path == "/token")
    credentials = base64.b64decode(call.headers["Authorization"].removeprefix("Basic ")).decode()
    assert credentials == f"{CLIENT_ID}:{CLIENT_SECRET}"
    assert "client_secret" not in call.form


def test_an_issuer_that_wants_the_secret_in_the_form_gets_it_there(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert browser.sign_in().status_code == 302
    call = next(call for call in issuer.calls if call.path == "/token")
    assert (call.form["client_secret"], "Authorization" in call.headers) == (CLIENT_SECRET, False)


def test_discovery_and_keys_are_fetched_once(browser: Browser, issuer: TinyIssuer, app: Flask) -> None:
    browser.sign_in()
    assert issuer.paths() == ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"]
    issuer.calls.clear()
    Browser(app.test_client(), issuer).sign_in()
    assert issuer.paths() == ["/token", "/userinfo"]


def test_a_new_key_is_found(browser: Browser, issuer: TinyIssuer) -> None:
    """OpenID Connect Core 10.1.1: an unknown `kid` makes a client look at the keys again."""
    first, second = issuer.keys
    issuer.keys[:] = [first]
    browser.sign_in()
    issuer.keys[:] = [second, first]
    issuer.calls.clear()
    assert browser.get(browser.to_callback("/oauth2/authorization/okta?next=/")).status_code == 302
    assert issuer.paths() == ["/token", "/keys", "/userinfo"]


def test_an_issuer_without_userinfo_or_names(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.discovery = {"userinfo_endpoint": None, "end_session_endpoint": None}
    issuer.claims = {"preferred_username": "alice"}
    browser.sign_in()
    assert "Welcome home, alice!" in browser.get("/").text


def test_clock_skew_is_forgiven(browser: Browser, issuer: TinyIssuer, clock: Clock) -> None:
    """An issuer's clock may differ by 60 s; Azure AD dates ID tokens 300 s back (recorded tokens)."""
    now = int(clock().timestamp())
    issuer.claims = {"iat": now + 55, "nbf": now + 55, "exp": now - 55}
    assert browser.sign_in().status_code == 302
    issuer.claims = {"iat": now - 300, "nbf": now - 300, "exp": now + 3600}
    assert browser.get(browser.to_callback("/oauth2/authorization/okta?next=/")).status_code == 302


def test_times_are_judged_by_the_given_clock(browser: Browser, clock: Clock) -> None:
    clock.move(timedelta(days=4000))
    assert browser.sign_in().status_code == 302


def test_another_account_can_be_asked_for(browser: Browser) -> None:
    location = browser.get("/oauth2/authorization/okta?prompt=login").location
    assert parse_qs(urlsplit(location).query)["prompt"] == ["login"]
    location = browser.get("/oauth2/authorization/okta?prompt=none").location
    assert "prompt" not in parse_qs(urlsplit(location).query)


def test_no_secret_is_logged(browser: Browser, issuer: TinyIssuer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser.sign_in()
    browser.get("/login/oauth2/code/okta?state=foreign&code=a-code-of-somebody")
    verifier = next(call.form["code_verifier"] for call in issuer.calls if call.path == "/token")
    told = caplog.text
    assert "This sign-in cannot be completed" in told
    assert not [secret for secret in (CLIENT_SECRET, verifier, "code-0", "a-code-of", "eyJ") if secret in told]
