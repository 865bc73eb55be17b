"""Tokens in the System Log. Expectations: Okta fact sheet 8.2 (shape) and 8.3 (types)."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.okta.directory import system_log
from mocks.okta.directory.system_log import Event
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP_AT_OKTA, OLIVIA, SECOND_APP_AT_OKTA, SPA_AT_OKTA
from mocks.tests.issuers.test_refresh import OFFLINE, refresh
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.test_token_family import ask
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def logged(parties: Parties, beginning: str) -> list[Event]:
    with parties.okta.db() as db:
        return [one for one in system_log.latest(db) if one.event_type.startswith(beginning)]


def types(parties: Parties, beginning: str) -> list[str]:
    return [one.event_type.removeprefix(beginning) for one in logged(parties, beginning)]


def target(event: Event, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in event.body["target"] if one["type"] == kind)
    return found


def test_each_token_of_a_response_is_an_event(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """8.2: the client is the actor, the targets are the token, the server and the person; one transaction for all."""
    tokens = app.asking("openid email offline_access").tokens(browser, OLIVIA)
    events = logged(parties, "app.oauth2.as.token.grant.")
    assert [one.event_type.rpartition(".")[2] for one in events] == ["access_token", "id_token", "refresh_token"]
    assert len({one.transaction_id for one in events}) == 1
    for event in events:
        assert (event.body["actor"]["id"], event.body["actor"]["type"]) == (APP_AT_OKTA, "PublicClientApp")
        assert (event.result, event.body["grantType"]) == ("SUCCESS", "authorization_code")
        assert event.body["grantedScopes"] == "openid email offline_access"
        assert target(event, "User")["alternateId"] == OLIVIA.username
        assert target(event, "AuthorizationServer")["id"] == "default"
    access, identity, refresh = events
    assert target(access, "access_token")["id"] == app.claims(tokens["access_token"])["jti"]
    assert target(identity, "id_token")["id"] == app.claims(tokens["id_token"])["jti"]
    name = target(refresh, "refresh_token")["id"]
    assert (name[:3], len(name)) == ("oar", 20)
    assert not any(secret in repr(events) for secret in (tokens["refresh_token"], tokens["access_token"]))


def test_the_api_shows_the_whole_event(app: RelyingParty, browser: Browser, admin: Admin) -> None:
    app.tokens(browser, OLIVIA)
    (event,) = admin.get("/logs", filter='eventType eq "app.oauth2.as.token.grant.id_token"')
    assert event["legacyEventType"] == "app.oauth2.as.token.grant.id_token_success"
    assert event["client"]["id"] == APP_AT_OKTA
    assert event["debugContext"]["debugData"]["grantType"] == "authorization_code"
    assert {one["type"] for one in event["target"]} == {"id_token", "AuthorizationServer", "User"}


def test_a_refreshed_token_is_new_and_the_one_that_stays_is_not(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    tokens = app.asking("openid offline_access").tokens(browser, OLIVIA)
    before = len(types(parties, "app.oauth2.as.token.grant."))
    assert refresh(app, tokens["refresh_token"]).status_code == 200
    assert types(parties, "app.oauth2.as.token.grant.")[before:] == ["access_token", "id_token"]


def test_tokens_of_the_authorization_endpoint_are_events(browser: Browser, parties: Parties) -> None:
    spa = parties.app_at_okta().registered(SPA_AT_OKTA, parties.app_at_okta().redirect_uri)
    spa.sign_in(browser, OLIVIA, response_type="id_token token", code_challenge=None, code_challenge_method=None)
    assert types(parties, "app.oauth2.as.token.grant.") == ["access_token", "id_token"]
    assert logged(parties, "app.oauth2.as.token.grant.")[0].body["grantType"] == "implicit"


def test_the_org_s_own_server_has_names_of_its_own(browser: Browser, parties: Parties) -> None:
    parties.app_at_okta("").tokens(browser, ALICE)
    assert types(parties, "app.oauth2.token.grant.") == ["access_token", "id_token"]


@pytest.mark.parametrize(
    ("changes", "reason", "actor"),
    [
        ({"code": "x"}, "invalid_code", APP_AT_OKTA),
        ({"client_secret": "wrong"}, "invalid_client_secret", "unknown"),
        ({"grant_type": "password", "username": "x", "password": "y"}, "unauthorized_client", APP_AT_OKTA),
        ({"grant_type": None}, "missing_parameter", "unknown"),
    ],
)
def test_a_refusal_is_an_event(
    app: RelyingParty, parties: Parties, changes: dict[str, Any], reason: str, actor: str
) -> None:
    app.redeem("x", **changes)
    (event,) = logged(parties, "app.oauth2.as.token")
    assert (event.event_type, event.result, event.reason) == ("app.oauth2.as.token.grant", "FAILURE", reason)
    assert event.body["actor"]["id"] == actor


def test_a_rotated_token_that_comes_back_is_an_event(browser: Browser, parties: Parties) -> None:
    """1.7: reuse after the leeway kills the family, and is logged by its own name."""
    rotating = parties.second_app_at_okta()
    token = rotating.asking(OFFLINE).tokens(browser, OLIVIA)["refresh_token"]
    refresh(rotating, token)
    parties.clock.move(timedelta(minutes=5))
    assert refresh(rotating, token).status_code == 400
    (event,) = logged(parties, "app.oauth2.as.token.detect_reuse")
    assert event.body["actor"]["id"] == SECOND_APP_AT_OKTA
    assert "grant" not in types(parties, "app.oauth2.as.token.")


def test_a_token_given_back_is_an_event(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    tokens = app.asking("openid offline_access").tokens(browser, OLIVIA)
    for name in ("access_token", "refresh_token"):
        ask(app, "revocation_endpoint", tokens[name])
        ask(app, "revocation_endpoint", tokens[name])
    access, refresh = logged(parties, "app.oauth2.as.token.revoke")
    assert target(access, "access_token")["id"].startswith("AT.")
    granted = logged(parties, "app.oauth2.as.token.grant.refresh_token")[0]
    assert target(refresh, "refresh_token")["id"] == target(granted, "refresh_token")["id"]
