"""Pushed requests (RFC 9126), signed request objects (OpenID Connect Core section 6.1), session tokens."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.kit.artifacts import Artifacts, Statements
from mocks.oauth.model import Authentication
from mocks.okta import session_tokens
from mocks.okta.directory import users
from mocks.tests import cast, keys
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import VERIFIER, RelyingParty, challenge

PUSHED = "pushed_authorization_request_endpoint"


def push(app: RelyingParty, **changes: str | None) -> TestResponse:
    asked = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "redirect_uri": app.redirect_uri,
        "response_type": "code",
        "scope": app.scope,
        "state": "pushed-state",
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    sent = {name: value for name, value in {**asked, **changes}.items() if value is not None}
    return app.post(app.metadata[PUSHED], sent)


def address(app: RelyingParty, **parameters: str | None) -> str:
    """Return an authorization request's address that has these parameters alone."""
    names = ("redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method")
    return app.authorize_url(**{**dict.fromkeys(names), **parameters})


def test_a_pushed_request_stands_for_its_parameters(app: RelyingParty, browser: Browser) -> None:
    """Sections 2.2 and 4: 201, an address that begins with `urn:okta:`; what is sent beside it counts for nothing."""
    answer = push(app)
    assert answer.status_code == 201, answer.text
    uri = answer.get_json()["request_uri"]
    assert uri.startswith("urn:okta:")
    assert answer.get_json()["expires_in"] == 3600
    page = browser.sign_in(
        address(app, request_uri=uri, state="other", redirect_uri="https://evil.example"), cast.OLIVIA
    )
    assert page.url.startswith(app.redirect_uri)
    assert page.parameters["state"] == "pushed-state"
    assert app.redeem(page.parameters["code"]).status_code == 200


def test_it_works_once_for_its_client_and_for_a_while(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    uri = push(app).get_json()["request_uri"]
    browser.open(address(app, request_uri=uri))
    stranger = push(app).get_json()["request_uri"]
    late = push(app).get_json()["request_uri"]
    foreign = address(parties.second_app_at_okta(), request_uri=stranger)
    for wrong in (address(app, request_uri=uri), foreign, address(app, request_uri="urn:okta:unknown")):
        page = browser.open(wrong)
        assert (page.status, page.left) == (400, False)
    parties.clock.move(timedelta(hours=1))
    assert browser.open(address(app, request_uri=late)).status == 400


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"redirect_uri": "https://evil.example"}, 400, "invalid_request"),
        ({"scope": "unknown"}, 400, "invalid_scope"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"state": None}, 400, "invalid_request"),
        ({"request_uri": "urn:okta:x"}, 400, "invalid_request"),
    ],
)
def test_what_is_wrong_is_told_at_once(
    app: RelyingParty, changes: dict[str, str | None], status: int, error: str
) -> None:
    """Section 2.3."""
    answer = push(app, **changes)
    assert (answer.status_code, answer.get_json()["error"]) == (status, error)


@pytest.fixture
def keyed(parties: Parties) -> RelyingParty:
    return parties.app_at_okta().registered(cast.KEYED_AT_OKTA, cast.CALLBACK)


def claims(app: RelyingParty, **changes: Any) -> dict[str, Any]:
    return {
        "iss": app.client_id,
        "aud": app.issuer,
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "response_type": "code",
        "scope": "openid email",
        "state": "signed-state",
        "max_age": 600,
        **changes,
    }


def test_a_signed_request_is_taken(keyed: RelyingParty, browser: Browser) -> None:
    """What it says goes before what stands beside it."""
    token = keys.sign(claims(keyed), {"kid": "first"})
    page = browser.sign_in(address(keyed, request=token, scope="openid", state="beside"), cast.OLIVIA)
    assert page.parameters["state"] == "signed-state"
    assert "code" in page.parameters


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "other"},
        {"aud": "https://other.example"},
        {"exp": 1},
        {"exp": "x"},
        {"client_id": "other"},
        {"state": "a\n"},
    ],
)
def test_a_request_that_says_something_else_is_shown(
    keyed: RelyingParty, browser: Browser, changes: dict[str, Any]
) -> None:
    page = browser.open(address(keyed, request=keys.sign(claims(keyed, **changes))))
    assert (page.status, page.left) == (400, False)


def test_nor_is_another_s_signature_taken(keyed: RelyingParty, browser: Browser) -> None:
    wanted = claims(keyed)
    for token in (keys.sign(wanted, key=keys.STRANGER), keys.unsigned(wanted), "x", "a.b.c"):
        page = browser.open(address(keyed, request=token))
        assert (page.status, page.left) == (400, False)


@pytest.mark.parametrize(("wanted", "good"), [("RS256", True), ("RS384", False), ("HS256", False)])
def test_a_client_may_say_how_it_signs(
    keyed: RelyingParty, browser: Browser, admin: Admin, wanted: str, good: bool
) -> None:
    """`request_object_signing_alg`: signed in any other way, its requests are not its own."""
    app = admin.get(f"/apps/{keyed.client_id}")
    app["settings"]["oauthClient"]["request_object_signing_alg"] = wanted
    told = admin.put(f"/apps/{keyed.client_id}", app)
    assert told["settings"]["oauthClient"]["request_object_signing_alg"] == wanted
    page = browser.sign_in(address(keyed, request=keys.sign(claims(keyed), {"kid": "first"})), cast.OLIVIA)
    assert ("code" in page.parameters) is good


def session_token(parties: Parties, login: str) -> str:
    """Return a session token as primary authentication would issue it."""
    party = parties.okta
    with party.db() as db:
        user = users.by_login(db, login)
        assert user
        statements = Statements(party.runtime.store.metadata.tables["artifacts"])
        artifacts = Artifacts(db, statements, party.runtime.clock, party.runtime.ids)
        who = Authentication(user.id, ("pwd",), party.runtime.clock.timestamp())
        return artifacts.put(session_tokens.SESSION_TOKEN, who, timedelta(minutes=5))


def test_a_session_token_is_a_sign_in(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Fact sheet 1.5: one time; a session comes of it."""
    token = session_token(parties, cast.OLIVIA.username)
    page = browser.open(app.authorize_url(sessionToken=token, prompt="none"))
    assert "code" in page.parameters
    assert "code" in browser.open(app.authorize_url(prompt="none")).parameters
    again = parties.browser().open(app.authorize_url(sessionToken=token, prompt="none"))
    assert again.parameters["error"] == "login_required"


def test_a_session_token_ends(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Fact sheet 1.5: 300 seconds; after it the person is asked as anybody else."""
    token = session_token(parties, cast.OLIVIA.username)
    parties.clock.move(timedelta(minutes=5))
    assert "identifier" in browser.open(app.authorize_url(sessionToken=token)).form.names
