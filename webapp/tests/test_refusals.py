"""What goes wrong at the issuer or on the way: each has a page that says so, and nobody is signed in."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from joserfc.jwk import RSAKey

from webapp import issuer as issuer_module
from webapp.app import create_app
from webapp.settings import Settings
from webapp.tests.conftest import Browser, Clock
from webapp.tests.tiny_issuer import CLIENT_ID, CLIENT_SECRET, TinyIssuer, running_issuer

CALLBACK = "/login/oauth2/code/okta"
FOREIGN_KEY = RSAKey.generate_key(2048, {"kid": "foreign"})


def assert_nobody_signed_in(browser: Browser) -> None:
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "somebody-else"}, "made for another application (aud)"),
        ({"aud": ["somebody-else", "third"]}, "made for another application (aud)"),
        ({"aud": [CLIENT_ID, "other"]}, "made for another application (azp)"),
        ({"azp": "somebody-else"}, "made for another application (azp)"),
        ({"iss": "http://evil.example"}, "issued by somebody else (iss)"),
        ({"nonce": "another"}, "does not belong to this sign-in (nonce)"),
        ({"nonce": None}, "does not belong to this sign-in (nonce)"),
        ({"exp": 1}, "has expired (exp)"),
        ({"exp": "tomorrow"}, "has expired (exp)"),
        ({"iat": 4102444800}, "dated in the future (iat)"),
        ({"nbf": 4102444800}, "not valid yet (nbf)"),
        ({"sub": None}, "does not say who signed in (sub)"),
        ({"sub": 17}, "does not say who signed in (sub)"),
        ({"sub": "x" * 5000}, "its subject is too long (sub)"),
        ({"at_hash": "AAAA"}, "does not match the access token"),
        ({"at_hash": ["AAAA"]}, "cannot be read"),
    ],
)
def test_wrong_claims(browser: Browser, issuer: TinyIssuer, claims: dict[str, Any], words: str) -> None:
    """OpenID Connect Core 3.1.3.7: the ID token is validated before anybody is signed in."""
    issuer.claims = claims
    response = browser.sign_in()
    assert response.status_code == 502
    assert words in response.text
    assert_nobody_signed_in(browser)


def test_unsigned_tokens_are_refused_even_if_the_issuer_lists_none(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.header = {"alg": "none"}
    response = browser.sign_in()
    assert response.status_code == 502
    assert "not signed in a way that is accepted" in response.text
    assert_nobody_signed_in(browser)


def test_a_wrong_signature_is_refused(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.spoil = lambda token: token[:-8] + ("AAAAAAAA" if not token.endswith("AAAAAAAA") else "BBBBBBBB")
    response = browser.sign_in()
    assert response.status_code == 502
    assert "its signature is wrong" in response.text
    assert issuer.paths().count("/keys") == 2, "the keys are looked at once more, not again and again"
    assert_nobody_signed_in(browser)


def test_a_key_that_the_issuer_does_not_publish_is_refused(browser: Browser, issuer: TinyIssuer) -> None:
    published = list(issuer.keys)
    issuer.answers["/keys"] = lambda: jsonify(keys=[key.as_dict(private=False) for key in published])
    issuer.keys[0] = FOREIGN_KEY
    response = browser.sign_in()
    assert response.status_code == 502
    assert "a key that the issuer does not publish" in response.text
    assert_nobody_signed_in(browser)


def test_userinfo_about_somebody_else_is_refused(browser: Browser, issuer: TinyIssuer) -> None:
    """OpenID Connect Core 5.3.2: the `sub` of userinfo must be that of the ID token."""
    issuer.userinfo = {"sub": "00u2", "name": "Mallory"}
    response = browser.sign_in()
    assert response.status_code == 502
    assert "somebody else than its ID token" in response.text
    assert_nobody_signed_in(browser)


def test_an_authorization_error_is_shown_in_words(browser: Browser) -> None:
    state = browser.to_callback().partition("state=")[2]
    response = browser.get(
        f"{CALLBACK}?error=access_denied&state={state}"
        "&error_description=User+is+not+assigned+to+the+client+application.%3Cscript%3E"
    )
    assert response.status_code == 403
    assert "access_denied" in response.text
    assert "User is not assigned to the client application.&lt;script&gt;" in response.text
    assert "Try again" in response.text
    assert "Sign in as someone else" in response.text
    assert_nobody_signed_in(browser)


def test_trying_again_leads_to_the_wanted_page(browser: Browser) -> None:
    state = browser.to_callback("/profile").partition("state=")[2]
    response = browser.get(f"{CALLBACK}?error=server_error&state={state}")
    assert 'href="/oauth2/authorization/okta?next=/profile"' in response.text


def test_a_state_of_another_browser_is_refused(browser: Browser, app: Flask, issuer: TinyIssuer) -> None:
    """RFC 6749 section 10.12: the answer belongs to the browser that asked."""
    callback = browser.to_callback()
    other = Browser(app.test_client(), issuer)
    other.to_callback()
    assert other.get(callback).status_code == 400
    assert "/token" not in issuer.paths()
    assert_nobody_signed_in(other)


def test_a_replayed_state_is_refused_and_changes_nothing(browser: Browser) -> None:
    callback = browser.to_callback()
    assert browser.get(callback).status_code == 302
    assert browser.get(callback).status_code == 400
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?code=c", "?state=&code=c", "?state=unknown&error=access_denied&error_description=x"]
)
def test_a_missing_or_unknown_state_is_refused(browser: Browser, query: str) -> None:
    response = browser.get(CALLBACK + query)
    assert response.status_code == 400
    assert "This sign-in cannot be completed" in response.text


def test_a_sign_in_is_good_for_an_hour(browser: Browser, clock: Clock) -> None:
    callback = browser.to_callback()
    clock.move(timedelta(hours=1, seconds=1))
    assert browser.get(callback).status_code == 400


def test_sign_ins_in_several_tabs_do_not_disturb_each_other(browser: Browser) -> None:
    tabs = [browser.to_callback(wanted) for wanted in ("/", "/profile", "/user")]
    for callback, wanted in zip(tabs, ("/", "/profile", "/user"), strict=True):
        assert browser.get(callback).location == wanted


def test_a_used_code_is_explained(browser: Browser, issuer: TinyIssuer) -> None:
    callback = browser.to_callback()
    issuer.codes.clear()
    response = browser.get(callback)
    assert response.status_code == 400
    assert "invalid_grant" in response.text
    assert "The code is &lt;b&gt;gone&lt;/b&gt;." in response.text


def test_wrong_credentials_of_the_application_are_explained(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.answers["/token"] = lambda: (jsonify(error="invalid_client"), 401)
    response = browser.sign_in()
    assert response.status_code == 502
    assert "invalid_client" in response.text


def test_a_missing_code_is_refused(browser: Browser) -> None:
    state = browser.to_callback().partition("state=")[2]
    assert browser.get(f"{CALLBACK}?state={state}").status_code == 400


Answer = Callable[[], ResponseReturnValue]
DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/keys", "/userinfo"])
@pytest.mark.parametrize(
    "answer",
    [
        lambda: ("down for maintenance", 503),
        lambda: ("<html>not JSON</html>", 200),
        lambda: ("[]", 200),
        lambda: ("{}", 200),
        lambda: ("17", 200),
        lambda: (
            '{"issuer": 1, "keys": 2, "sub": 3, "access_token": 4, "id_token": "x", "token_type": []}',
            200,
        ),
        lambda: (
            '{"keys": [{"kty": "RSA"}], "access_token": "a", "id_token": "x", "token_type": "Bearer"}',
            200,
        ),
        lambda: (
            '{"access_token": "a", "id_token": "x.y.z", "token_type": "MAC", "expires_in": "soon"}',
            200,
        ),
        lambda: (b"\xff\xfe\x00", 200),
    ],
)
def test_useless_answers_are_explained(browser: Browser, issuer: TinyIssuer, path: str, answer: Answer) -> None:
    """Whatever the issuer sends, the person gets a page, and the next sign-in works."""
    issuer.answers[path] = answer
    response = browser.get("/oauth2/authorization/okta")
    if path != DISCOVERY:
        response = browser.get(issuer.authorize(response.location))
    assert response.status_code == 502
    assert "Try again" in response.text
    issuer.answers.clear()
    assert browser.sign_in().location == "/"


def test_a_configuration_of_another_issuer_is_refused(browser: Browser, issuer: TinyIssuer) -> None:
    """OpenID Connect Discovery 4.3."""
    issuer.discovery = {"issuer": "http://evil.example"}
    response = browser.get("/oauth2/authorization/okta")
    assert response.status_code == 502
    assert "that of another issuer, http://evil.example" in response.text


def test_a_configuration_cannot_set_options_of_the_http_client(browser: Browser, issuer: TinyIssuer) -> None:
    issuer.discovery = {
        "client_id": "other",
        "verify": False,
        "proxies": {"http": "http://evil.example"},
        "scope": "x",
    }
    assert browser.sign_in().status_code == 302


def test_a_slow_issuer_is_given_up_on(
    browser: Browser, issuer: TinyIssuer, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert issuer_module.SECONDS_TO_WAIT == 10
    monkeypatch.setattr(issuer_module, "SECONDS_TO_WAIT", 0.2)
    browser = Browser(create_app(settings).test_client(), issuer)

    def slow() -> ResponseReturnValue:
        time.sleep(0.6)
        return "{}"

    issuer.answers[DISCOVERY] = slow
    response = browser.get("/oauth2/authorization/okta")
    assert response.status_code == 504
    assert "too slow" in response.text
    issuer.answers.clear()
    assert browser.get("/oauth2/authorization/okta").status_code == 302


def test_an_issuer_that_is_down_is_explained_and_found_again(clock: Clock, keys: list[RSAKey]) -> None:
    """Nothing of a failure is kept: when the issuer is back, sign-in works."""
    with running_issuer(lambda: clock().timestamp(), keys) as issuer:
        browser = Browser(create_app(Settings(issuer.url, CLIENT_ID, CLIENT_SECRET), clock).test_client(), issuer)
        port = int(issuer.url.rpartition(":")[2])
    response = browser.get("/oauth2/authorization/okta?next=/profile")
    assert response.status_code == 502
    assert "cannot be reached" in response.text
    assert issuer.url in response.text
    with running_issuer(lambda: clock().timestamp(), keys, port) as browser.issuer:
        assert browser.sign_in().location == "/"
        callback = browser.to_callback("/oauth2/authorization/okta")
    assert browser.get(callback).status_code == 502
