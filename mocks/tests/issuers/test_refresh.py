"""Refresh tokens: RFC 6749 section 6, OpenID Connect Core sections 11 and 12."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.tests.browser import Browser
from mocks.tests.issuers.conftest import Issuer
from mocks.tests.issuers.test_codes import refused
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

OFFLINE = "openid profile email offline_access"


def refresh(app: RelyingParty, token: str, **changes: str) -> TestResponse:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": app.client_id}
    return app.post(app.metadata["token_endpoint"], form | {"client_secret": app.client_secret} | changes)


@pytest.fixture
def tokens(app: RelyingParty, issuer: Issuer, browser: Browser) -> dict[str, Any]:
    return app.tokens(browser, issuer.person, scope=OFFLINE)


def test_only_who_asks_for_offline_access_gets_one(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    assert "refresh_token" not in app.tokens(browser, issuer.person)
    assert app.tokens(browser, issuer.person, scope=OFFLINE)["refresh_token"]


def test_it_earns_tokens_of_the_same_person(app: RelyingParty, tokens: dict[str, Any], parties: Parties) -> None:
    """The same issuer, subject and audience, without a nonce; and userinfo takes the new access token."""
    parties.clock.move(timedelta(hours=2))
    assert app.userinfo(tokens["access_token"]).status_code == 401
    answer = refresh(app, tokens["refresh_token"]).get_json()
    old, new = app.claims(tokens["id_token"]), app.claims(answer["id_token"])
    assert [old[name] for name in ("iss", "sub", "aud")] == [new[name] for name in ("iss", "sub", "aud")]
    assert "nonce" not in new
    assert app.userinfo(answer["access_token"]).get_json()["sub"] == old["sub"]


def test_scope_may_be_narrowed_never_widened(app: RelyingParty, tokens: dict[str, Any]) -> None:
    """And what was left out this time is there the next."""
    narrowed = refresh(app, tokens["refresh_token"], scope="openid email").get_json()
    assert set(app.userinfo(narrowed["access_token"]).get_json()) - {"email_verified"} == {"sub", "email"}
    assert refused(refresh(app, narrowed["refresh_token"], scope="openid phone"), "invalid_scope")
    again = refresh(app, narrowed["refresh_token"]).get_json()
    assert "name" in app.userinfo(again["access_token"]).get_json()


def test_it_belongs_to_one_client(issuer: Issuer, tokens: dict[str, Any]) -> None:
    assert refused(refresh(issuer.second_app, tokens["refresh_token"]))
    assert refresh(issuer.app, tokens["refresh_token"]).status_code == 200


def test_it_needs_the_client_s_secret(app: RelyingParty, tokens: dict[str, Any]) -> None:
    assert refused(refresh(app, tokens["refresh_token"], client_secret="wrong"), "invalid_client", 401)


@pytest.mark.parametrize("wrong", ["x", "x" * 43, "%00", "'; DROP TABLE artifacts; --"])
def test_an_unknown_one_is_refused(app: RelyingParty, wrong: str) -> None:
    assert refused(refresh(app, wrong))


def test_no_other_artifact_is_taken_for_one(app: RelyingParty, tokens: dict[str, Any]) -> None:
    assert refused(refresh(app, tokens["access_token"]))


def test_it_ends_when_it_is_not_used(app: RelyingParty, tokens: dict[str, Any], parties: Parties) -> None:
    """Okta fact sheet 1.7: 10080 minutes idle; Azure AD fact sheet 4.6: 90 days."""
    parties.clock.move(timedelta(days=90))
    assert refused(refresh(app, tokens["refresh_token"]))


def test_a_code_used_twice_revokes_it_too(app: RelyingParty, issuer: Issuer, browser: Browser) -> None:
    """RFC 6749 section 4.1.2."""
    code = app.code(browser, issuer.person, scope=OFFLINE)
    earned = app.redeem(code).get_json()
    app.redeem(code)
    assert refused(refresh(app, earned["refresh_token"]))
