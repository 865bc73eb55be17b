"""Applications of one device share a sign-in. Expectations: fact sheet 1.7; Okta's guide to SSO for native apps."""

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from mocks.okta.directory import users
from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.issuers.test_refresh import refresh
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.custom_server import CustomServer
from mocks.tests.okta.test_on_behalf import DEVICE_SECRET, EXCHANGE, ID_TOKEN, exchange, refused
from mocks.tests.okta.test_token_family import ask
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

SSO = "openid offline_access device_sso"


def native(admin: Admin, parties: Parties, name: str, *grants: str) -> RelyingParty:
    """Return an application without a secret, to which Olivia is assigned."""
    oauth = {
        "application_type": "native",
        "redirect_uris": [f"{name}.example:/callback"],
        "grant_types": ["authorization_code", "refresh_token", *grants],
    }
    id = admin.post("/apps", {"label": name, "settings": {"oauthClient": oauth}})["id"]
    admin.put(f"/apps/{id}/users/{cast.OLIVIA.username}")
    return RelyingParty(parties.network, f"{cast.OKTA}/oauth2/default", id, "", oauth["redirect_uris"][0], SSO)


@pytest.fixture
def first(admin: Admin, parties: Parties) -> RelyingParty:
    return native(admin, parties, "first")


@pytest.fixture
def second(admin: Admin, parties: Parties) -> RelyingParty:
    return native(admin, parties, "second", EXCHANGE)


@pytest.fixture
def tokens(first: RelyingParty, browser: Browser) -> dict[str, Any]:
    """What the first application got by a sign-in in the browser."""
    answer = first.redeem(first.code(browser, cast.OLIVIA))
    found: dict[str, Any] = answer.get_json()
    return found


def share(app: RelyingParty, tokens: dict[str, Any], **changes: str | None) -> TestResponse:
    asked: dict[str, str | None] = {
        "subject_token_type": ID_TOKEN,
        "actor_token": tokens["device_secret"],
        "actor_token_type": DEVICE_SECRET,
        "scope": "openid offline_access",
        "client_secret": None,
    }
    return exchange(app, tokens["id_token"], **asked | changes)


def test_the_second_application_needs_no_browser(
    first: RelyingParty, second: RelyingParty, tokens: dict[str, Any]
) -> None:
    answer = share(second, tokens)
    told = answer.get_json()
    assert answer.status_code == 200, told
    assert "device_secret" not in told
    mine, theirs = second.claims(told["id_token"]), first.claims(tokens["id_token"])
    assert (mine["aud"], mine["sub"], mine["sid"]) == (second.client_id, theirs["sub"], theirs["sid"])
    assert (mine["amr"], mine["auth_time"]) == (theirs["amr"], theirs["auth_time"])
    assert refresh(second, told["refresh_token"]).status_code == 200


@pytest.mark.parametrize("scope", ["openid offline_access", "openid device_sso", "offline_access device_sso"])
def test_only_who_asks_for_all_of_it_gets_a_secret(first: RelyingParty, browser: Browser, scope: str) -> None:
    told = first.redeem(first.code(browser, cast.OLIVIA, scope=scope)).get_json()
    assert "device_secret" not in told


def test_an_id_token_may_have_expired(second: RelyingParty, tokens: dict[str, Any], parties: Parties) -> None:
    parties.clock.move(timedelta(hours=2))
    assert share(second, tokens).status_code == 200


def test_a_secret_lives_as_its_refresh_token_does(
    second: RelyingParty, tokens: dict[str, Any], parties: Parties
) -> None:
    """Idle for a week at most, and each use begins that anew."""
    for _ in range(2):
        parties.clock.move(timedelta(days=6))
        assert share(second, tokens).status_code == 200
    parties.clock.move(timedelta(days=7, seconds=1))
    assert refused(share(second, tokens), "invalid_request")


def test_a_rule_may_end_it(first: RelyingParty, second: RelyingParty, browser: Browser, parties: Parties) -> None:
    CustomServer(parties).change_rule(refresh_token_lifetime=60)
    tokens = first.redeem(first.code(browser, cast.OLIVIA)).get_json()
    parties.clock.move(timedelta(minutes=59))
    assert share(second, tokens).status_code == 200
    parties.clock.move(timedelta(minutes=2))
    assert refused(share(second, tokens), "invalid_request")


@pytest.mark.parametrize(
    "changes",
    [
        {"actor_token": "guessed"},
        {"actor_token_type": ID_TOKEN},
        {"actor_token_type": None},
        {"subject_token": "x.y.z"},
        {"subject_token_type": "urn:ietf:params:oauth:token-type:access_token"},
    ],
)
def test_what_does_not_go_together(
    second: RelyingParty, tokens: dict[str, Any], changes: dict[str, str | None]
) -> None:
    assert refused(share(second, tokens, **changes), "invalid_request")


def test_the_secret_and_the_id_token_are_of_one_sign_in(
    first: RelyingParty, second: RelyingParty, tokens: dict[str, Any], parties: Parties, admin: Admin
) -> None:
    """Neither another person's nor another session's ID token will do."""
    admin.put(f"/apps/{first.client_id}/users/{cast.ERIN.username}")
    for person in (cast.ERIN, cast.OLIVIA):
        other = first.redeem(first.code(parties.browser(), person)).get_json()
        assert refused(share(second, tokens | {"id_token": other["id_token"]}), "invalid_request")


def test_who_may(
    first: RelyingParty, second: RelyingParty, tokens: dict[str, Any], admin: Admin, parties: Parties
) -> None:
    """An application with the grant, for somebody who is active and assigned to it."""
    assert refused(share(first, tokens), "unauthorized_client")
    assigned = f"/apps/{second.client_id}/users/{cast.OLIVIA.username}"
    admin.delete(assigned)
    assert refused(share(second, tokens), "access_denied")
    admin.put(assigned)
    with parties.okta.db() as db:
        olivia = users.by_login(db, cast.OLIVIA.username)
        assert olivia
        users.set_status(db, olivia.id, users.Status.SUSPENDED, parties.clock.now())
    assert refused(share(second, tokens), "invalid_request")


def test_introspection_tells_the_session(first: RelyingParty, second: RelyingParty, tokens: dict[str, Any]) -> None:
    about = ask(first, "introspection_endpoint", tokens["device_secret"]).get_json()
    assert (about["active"], about["sid"]) == (True, first.claims(tokens["id_token"])["sid"])
    assert about["client_id"] == first.client_id
    org = RelyingParty(first.network, cast.OKTA, first.client_id, "", first.redirect_uri)
    elsewhere = ask(org, "introspection_endpoint", tokens["device_secret"])
    assert elsewhere.get_json() == {"active": False}


def test_revoking_the_secret_signs_every_application_out(
    first: RelyingParty, second: RelyingParty, tokens: dict[str, Any]
) -> None:
    shared = share(second, tokens).get_json()
    secret = tokens["device_secret"]
    ask(second, "revocation_endpoint", secret)
    assert share(second, tokens).status_code == 200, "it is not the second application's to revoke"
    assert ask(first, "revocation_endpoint", secret).status_code == 200
    for app, earned in ((first, tokens), (second, shared)):
        assert app.userinfo(earned["access_token"]).status_code == 401
        assert refused(refresh(app, earned["refresh_token"]), "invalid_grant")
    assert refused(share(second, tokens), "invalid_request")
    assert ask(first, "introspection_endpoint", secret).get_json() == {"active": False}


def test_one_application_signs_out_alone(first: RelyingParty, second: RelyingParty, tokens: dict[str, Any]) -> None:
    shared = share(second, tokens).get_json()
    ask(second, "revocation_endpoint", shared["refresh_token"])
    assert second.userinfo(shared["access_token"]).status_code == 401
    assert first.userinfo(tokens["access_token"]).status_code == 200
    assert share(second, tokens).status_code == 200


def test_an_administrator_ends_it_with_the_person_s_tokens(
    second: RelyingParty, tokens: dict[str, Any], admin: Admin
) -> None:
    admin.delete(f"/users/{cast.OLIVIA.username}/sessions", oauthTokens="true")
    assert refused(share(second, tokens), "invalid_request")
