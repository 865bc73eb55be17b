"""The authorization code flow when all goes well."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from mocks.oauth.keys import KeyRing
from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def test_a_person_signs_in_and_the_application_learns_who(
    app: RelyingParty, issuer: Issuer, browser: Browser, parties: Parties
) -> None:
    """OpenID Connect Core sections 2 and 3.1.3: code, ID token, userinfo, with S256 (RFC 7636)."""
    tokens = app.tokens(browser, issuer.person)
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] > 0
    claims, now = app.claims(tokens["id_token"]), parties.clock.timestamp()
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (app.issuer, app.client_id, "nonce-of-the-test")
    assert now - 300 <= claims["iat"] <= now < claims["exp"] <= now + 3600
    assert claims["email"] == claims["preferred_username"] == issuer.person.username
    assert claims.get("azp", app.client_id) == app.client_id
    answer = app.userinfo(tokens["access_token"])
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    about = answer.get_json()
    assert about["sub"] == claims["sub"], "OpenID Connect Core section 5.3.2"
    assert (about["email"], about["name"]) == (claims["email"], claims["name"])


def test_tokens_must_not_be_stored(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """RFC 6749 section 5.1."""
    answer = app.redeem(app.code(browser, issuer.person))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Pragma"] == "no-cache"
    assert answer.mimetype == "application/json"


def test_a_nonce_that_was_not_sent_is_not_made_up(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """OpenID Connect Core section 2: included if present in the request."""
    assert "nonce" not in app.claims(app.tokens(browser, issuer.person, nonce=None)["id_token"])


@pytest.mark.parametrize("nonce", ["a", "n" * 2000, "ä €&=+<b>%00"])
def test_a_nonce_comes_back_as_it_was_sent(app: RelyingParty, issuer: Issuer, browser: Browser, nonce: str) -> None:
    assert app.claims(app.tokens(browser, issuer.person, nonce=nonce)["id_token"])["nonce"] == nonce


@pytest.mark.parametrize("state", ["a", "a.b-c_d,e", "~%2541+/=|:", "x" * 2048])
def test_the_state_comes_back_as_it_was_sent(app: RelyingParty, issuer: Issuer, browser: Browser, state: str) -> None:
    """RFC 6749 section 4.1.2: the exact value received from the client."""
    assert app.sign_in(browser, issuer.person, state=state).parameters["state"] == state


def test_without_the_openid_scope_there_is_no_id_token(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """OpenID Connect Core section 3.1.2.1; and userinfo is not for that access token (section 5.3.3)."""
    tokens = app.tokens(browser, issuer.person, scope="profile")
    assert "id_token" not in tokens
    answer = app.userinfo(tokens["access_token"])
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_claims_follow_the_scopes(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """OpenID Connect Core section 5.4."""
    tokens = app.tokens(browser, issuer.person, scope="openid")
    assert set(app.userinfo(tokens["access_token"]).get_json()) == {"sub"}
    tokens = app.tokens(browser, issuer.person, scope="openid email")
    assert not {"name", "given_name"} & set(app.userinfo(tokens["access_token"]).get_json())


def test_the_scope_that_was_granted_is_told(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """RFC 6749 section 5.1."""
    assert set(app.tokens(browser, issuer.person)["scope"].split()) == {"openid", "profile", "email"}


def test_pkce_is_not_forced_on_a_confidential_client(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    code = app.code(browser, issuer.person, code_challenge=None, code_challenge_method=None)
    assert app.redeem(code, code_verifier=None).status_code == 200


@pytest.mark.parametrize("mode", ["query", "fragment", "form_post"])
def test_the_answer_travels_as_it_was_asked_for(app: RelyingParty, issuer: Issuer, browser: Browser, mode: str) -> None:
    """OAuth 2.0 Multiple Response Type Encoding Practices, Form Post Response Mode."""
    page = app.sign_in(browser, issuer.person, response_mode=mode)
    if mode == "form_post":
        assert (page.status, page.form.action, page.form.method) == (200, app.redirect_uri, "POST")
        page = browser.submit(page)
        assert page.url == app.redirect_uri
    mark = {"query": "?", "fragment": "#", "form_post": ""}[mode]
    assert page.url.startswith(f"{app.redirect_uri}{mark}")
    assert page.parameters["state"] == "state-of-the-test"
    assert app.redeem(page.parameters["code"]).status_code == 200


def test_a_request_may_be_posted(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """OpenID Connect Core section 3.1.2.1: GET and POST."""
    parts = urlsplit(app.authorize_url())
    page = browser.open(f"{parts.scheme}://{parts.netloc}{parts.path}", dict(parse_qsl(parts.query)))
    assert "code" in browser.sign_in(page, issuer.person).parameters


def test_userinfo_takes_the_token_in_a_posted_form_too(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """RFC 6750 section 2.2; never in the query (section 2.3 advises against it)."""
    token = app.tokens(browser, issuer.person)["access_token"]
    url = app.metadata["userinfo_endpoint"]
    assert app.post(url, {"access_token": token}).status_code == 200
    assert app.get(f"{url}?access_token={token}").status_code == 401


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer x", "Basic {}", "Token {}", "Bearer {}x", "Bearer {} x", "{}"]
)
def test_a_token_that_is_none_is_refused(
    app: RelyingParty, issuer: Issuer, browser: Browser, header: str | None
) -> None:
    """RFC 6750 section 3: 401 with a Bearer challenge."""
    token = app.tokens(browser, issuer.person)["access_token"]
    headers = {} if header is None else {"Authorization": header.replace("{}", token)}
    answer = app.get(app.metadata["userinfo_endpoint"], headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_id_token_is_no_access_token(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    tokens = app.tokens(browser, issuer.person)
    assert app.userinfo(tokens["id_token"]).status_code == 401


def test_an_access_token_ends_by_the_clock(
    app: RelyingParty, issuer: Issuer, browser: Browser, parties: Parties
) -> None:
    """RFC 6749 section 5.1: `expires_in` tells the truth."""
    tokens = app.tokens(browser, issuer.person)
    parties.clock.move(timedelta(seconds=tokens["expires_in"] - 1))
    assert app.userinfo(tokens["access_token"]).status_code == 200
    parties.clock.move(timedelta(seconds=1))
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_after_a_key_rotation_old_and_new_tokens_are_explained(
    app: RelyingParty, issuer: Issuer, browser: Browser, parties: Parties
) -> None:
    """OpenID Connect Core section 10.1.1."""
    before = app.tokens(browser, issuer.person)["id_token"]
    table = issuer.party.runtime.store.metadata.tables["signing_keys"]
    with issuer.party.db() as db:
        KeyRing(table, parties.clock).rotate(db, issuer.keys)
    after = app.tokens(browser, issuer.person)["id_token"]
    assert app.claims(before)["sub"] == app.claims(after)["sub"]
    assert before.split(".")[0] != after.split(".")[0]


def test_max_age_asks_for_auth_time(app: RelyingParty, issuer: Issuer, browser: Browser, parties: Parties) -> None:
    """OpenID Connect Core section 2: when max_age is requested, auth_time is REQUIRED."""
    tokens = app.tokens(browser, issuer.person, max_age="600")
    assert app.claims(tokens["id_token"])["auth_time"] == parties.clock.timestamp()


def test_nothing_of_a_person_changes_by_signing_in(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """Apart from the time of the last sign-in."""

    def people() -> list[object]:
        return [row[:7] for row in issuer.party.rows("users")["users"]]

    before = people()
    app.tokens(browser, issuer.person)
    assert people() == before
