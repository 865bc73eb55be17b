"""What may come back to the browser instead of a code, or beside it (OAuth 2.0 Multiple Response Types)."""

import base64
import hashlib

import pytest

from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

BOTH = ["id_token", "id_token token", "token id_token", "code id_token", "token"]


@pytest.fixture
def app(issuer: Issuer) -> RelyingParty:
    """The application that may have tokens from the authorization endpoint."""
    id = cast.SPA_AT_OKTA if issuer.form_field == "stateToken" else cast.SPA_AT_AZURE
    return issuer.app.registered(id, cast.CALLBACK)


def half(value: str) -> str:
    """Return the hash of OpenID Connect Core section 3.3.2.11, computed on its own."""
    return base64.urlsafe_b64encode(hashlib.sha256(value.encode()).digest()[:16]).rstrip(b"=").decode()


@pytest.mark.parametrize("wanted", BOTH)
def test_each_gets_what_it_names(app: RelyingParty, issuer: Issuer, browser: Browser, wanted: str) -> None:
    """In the fragment, with state; the ID token bound to the request and to what stands beside it."""
    page = app.sign_in(browser, issuer.person, response_type=wanted)
    assert page.url.startswith(f"{app.redirect_uri}#"), page.text
    told, words = page.parameters, set(wanted.split(" "))
    named = {"code": "code", "id_token": "id_token", "access_token": "token"}
    assert {name for name in named if name in told} == {name for name, word in named.items() if word in words}
    assert told["state"] == "state-of-the-test"
    if "token" in words:
        assert told["token_type"] == "Bearer"
        assert int(told["expires_in"]) > 0
        assert app.userinfo(told["access_token"]).status_code == 200
    if "id_token" in words:
        claims = app.claims(told["id_token"])
        assert claims["nonce"] == "nonce-of-the-test"
        expected = {"c_hash": told.get("code"), "at_hash": told.get("access_token")}
        assert {name: claims.get(name) for name in expected} == {
            name: value and half(value) for name, value in expected.items()
        }


def test_the_code_of_a_hybrid_answer_is_any_code(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    told = app.sign_in(browser, issuer.person, response_type="code id_token").parameters
    tokens = app.redeem(told["code"]).get_json()
    assert app.claims(tokens["id_token"])["sub"] == app.claims(told["id_token"])["sub"]


def test_a_session_is_enough(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    app.code(browser, issuer.person)
    assert "id_token" in browser.open(app.authorize_url(response_type="id_token", prompt="none")).parameters


@pytest.mark.parametrize("wanted", ["id_token", "code id_token", "id_token token"])
def test_an_id_token_through_the_browser_needs_a_nonce(app: RelyingParty, browser: Browser, wanted: str) -> None:
    """OpenID Connect Core sections 3.2.2.1 and 3.3.2.11."""
    assert browser.open(app.authorize_url(response_type=wanted, nonce=None)).parameters["error"] == "invalid_request"
    refused = browser.open(app.authorize_url(response_type=wanted, scope="profile")).parameters
    assert refused["error"] == "invalid_scope"
    assert refused["state"] == "state-of-the-test"


@pytest.mark.parametrize("wanted", ["id_token", "token", "code id_token"])
def test_they_never_come_in_the_query(app: RelyingParty, browser: Browser, wanted: str) -> None:
    """OAuth 2.0 Multiple Response Types section 5."""
    told = browser.open(app.authorize_url(response_type=wanted, response_mode="query")).parameters
    assert told["error"] in ("invalid_request", "unsupported_response_mode")


def test_a_form_may_carry_them(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    page = app.sign_in(browser, issuer.person, response_type="code id_token", response_mode="form_post")
    told = browser.submit(page).parameters
    assert {"code", "id_token", "state"} <= set(told)


@pytest.mark.parametrize("wanted", [*BOTH, "code token", "code id_token token"])
def test_only_an_application_that_may_gets_them(issuer: Issuer, browser: Browser, wanted: str) -> None:
    told = browser.open(issuer.app.authorize_url(response_type=wanted)).parameters
    assert told["error"] == "unsupported_response_type"


def test_what_the_document_lists_is_what_is_served(
    app: RelyingParty, issuer: Issuer, browser: Browser, parties: Parties
) -> None:
    app.code(browser, issuer.person)
    for wanted in app.metadata["response_types_supported"]:
        told = browser.open(app.authorize_url(response_type=wanted, prompt="none")).parameters
        assert "error" not in told, wanted
