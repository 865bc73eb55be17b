"""Token hooks, asked by a worker with real sockets. Source: Okta fact sheet 9.4."""

from typing import Any

import pytest

from mocks.okta.directory import system_log
from mocks.okta.directory.system_log import Event
from mocks.tests.browser import Browser
from mocks.tests.cast import APP_AT_OKTA, OKTA, OLIVIA, SPA_AT_OKTA
from mocks.tests.issuers.test_refresh import OFFLINE, refresh
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.hook_service import SECRET, SILENCE, HookService
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

TYPE = "com.okta.oauth2.tokens.transform"
ADD = {"op": "add", "path": "/claims/shoe_size", "value": 43}


def command(kind: str, *operations: dict[str, Any]) -> dict[str, Any]:
    return {"type": f"com.okta.{kind}.patch", "value": list(operations)}


def answer(*commands: dict[str, Any]) -> tuple[int, Any]:
    return 200, {"commands": list(commands)}


@pytest.fixture
def hook(admin: Admin, service: HookService) -> dict[str, Any]:
    """A hook that every rule of the default server asks."""
    body = {"name": "Shoes", "type": TYPE, "version": "1.0.0", "channel": service.channel()}
    made: dict[str, Any] = admin.post("/inlineHooks", body)
    attach(admin, made["id"])
    return made


def attach(admin: Admin, id: str) -> None:
    path = "/authorizationServers/default/policies"
    for policy in admin.get(path):
        for rule in admin.get(f"{path}/{policy['id']}/rules"):
            token = rule["actions"]["token"] | {"inlineHook": {"id": id}}
            admin.put(f"{path}/{policy['id']}/rules/{rule['id']}", rule | {"actions": {"token": token}})


def logged(parties: Parties, event: str) -> list[Event]:
    with parties.okta.db() as db:
        return [entry for entry in system_log.latest(db) if entry.event_type == event]


@pytest.mark.usefixtures("hook")
def test_claims_and_lifetimes_as_the_service_wants_them(
    parties: Parties, app: RelyingParty, browser: Browser, service: HookService
) -> None:
    """In both tokens, and in what is said beside them; the signature is over what was changed."""
    shorter = {"op": "replace", "path": "/token/lifetime/expiration", "value": 300}
    service.answer(answer(command("identity", ADD, shorter), command("access", ADD, shorter)))
    tokens = app.tokens(browser, OLIVIA)
    now = parties.clock.timestamp()
    for name in ("id_token", "access_token"):
        claims = app.claims(tokens[name])
        assert (claims["shoe_size"], claims["exp"]) == (43, now + 300)
    assert tokens["expires_in"] == 300
    assert [event.result for event in logged(parties, "inline_hook.executed")] == ["SUCCESS"]
    assert [event.result for event in logged(parties, "inline_hook.response.processed")] == ["SUCCESS"]


def test_what_the_service_is_asked(
    parties: Parties, app: RelyingParty, browser: Browser, service: HookService, hook: dict[str, Any]
) -> None:
    app.tokens(browser, OLIVIA)
    ((method, headers, body),) = service.calls
    assert (method, headers["Authorization"]) == ("POST", SECRET)
    assert {name: body[name] for name in ("eventType", "eventTypeVersion", "cloudEventVersion", "contentType")} == {
        "eventType": TYPE,
        "eventTypeVersion": "1.0",
        "cloudEventVersion": "0.1",
        "contentType": "application/json",
    }
    assert body["source"] == f"{OKTA}/oauth2/default/v1/token"
    assert body["eventTime"] == parties.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    context = body["data"]["context"]
    assert context["user"]["profile"]["login"] == OLIVIA.username
    assert context["session"]["userId"] == context["user"]["id"]
    assert context["protocol"]["issuer"] == {"uri": f"{OKTA}/oauth2/default"}
    assert context["protocol"]["client"]["id"] == APP_AT_OKTA
    assert context["protocol"]["client"]["type"] == "CONFIDENTIAL"
    assert context["protocol"]["request"]["grant_type"] == "authorization_code"
    assert context["policy"]["id"].startswith("00p")
    assert context["policy"]["rule"]["id"].startswith("0pr")
    identity, access = body["data"]["identity"], body["data"]["access"]
    assert identity["claims"]["nonce"] == "nonce-of-the-test"
    assert identity["token"] == access["token"] == {"lifetime": {"expiration": 3600}}
    assert access["claims"]["sub"] == OLIVIA.username
    assert access["scopes"]["openid"]["action"] == "GRANT"
    assert hook["id"] in {
        target["id"] for event in logged(parties, "inline_hook.executed") for target in event.body["target"]
    }


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("reply", "executed", "processed"),
    [
        (SILENCE, "FAILURE", None),
        ((500, None), "FAILURE", None),
        ((302, None), "FAILURE", None),
        ((200, b"<html>"), "SUCCESS", "FAILURE"),
        (answer(command("access", ADD, {"op": "replace", "path": "/claims/iss", "value": "x"})), "SUCCESS", "FAILURE"),
        ((204, None), "SUCCESS", "SUCCESS"),
    ],
    ids=str,
)
def test_a_service_that_fails_changes_nothing(
    parties: Parties,
    app: RelyingParty,
    browser: Browser,
    service: HookService,
    reply: tuple[int, Any],
    executed: str,
    processed: str | None,
) -> None:
    """Tokens are issued as they were drafted; the service is asked once, and the log tells what happened."""
    service.answer(reply)
    tokens = app.tokens(browser, OLIVIA)
    assert "shoe_size" not in app.claims(tokens["access_token"])
    assert len(service.calls) == 1
    assert [event.result for event in logged(parties, "inline_hook.executed")] == [executed]
    results = [event.result for event in logged(parties, "inline_hook.response.processed")]
    assert results == ([processed] if processed else [])


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("error", "text"),
    [
        ({"errorSummary": "No shoes known"}, "No shoes known"),
        ({"errorSummary": "No\x00shoes"}, "No?shoes"),
        ({}, "The callback service returned an error"),
    ],
)
def test_an_error_of_the_service_has_no_token_issued(
    parties: Parties, app: RelyingParty, browser: Browser, service: HookService, error: dict[str, str], text: str
) -> None:
    service.answer((200, {"error": error, **answer(command("access", ADD))[1]}))
    refused = app.redeem(app.code(browser, OLIVIA))
    assert refused.status_code == 400
    assert refused.get_json() == {"error": "server_error", "error_description": text}
    assert [event.reason for event in logged(parties, "inline_hook.response.processed")] == [text]


def test_a_hook_that_is_off_is_not_asked(
    admin: Admin, app: RelyingParty, browser: Browser, service: HookService, hook: dict[str, Any]
) -> None:
    admin.post(f"/inlineHooks/{hook['id']}/lifecycle/deactivate")
    assert app.tokens(browser, OLIVIA)["access_token"]
    admin.delete(f"/inlineHooks/{hook['id']}")
    assert app.tokens(Browser(app.network), OLIVIA)["access_token"]
    assert service.calls == []
    attach(admin, hook["id"])  # what stands in a rule may stay there


@pytest.mark.usefixtures("hook")
def test_what_the_service_wants_read_stands_in_the_log(
    admin: Admin, app: RelyingParty, browser: Browser, service: HookService
) -> None:
    service.answer((200, {"commands": [], "debugContext": {"shop": "open"}}))
    app.tokens(browser, OLIVIA)
    (event,) = admin.get("/logs", filter='eventType eq "inline_hook.response.processed"')
    assert event["debugContext"]["debugData"]["debugContext"] == '{"shop":"open"}'


def test_a_rule_names_a_hook_for_tokens(admin: Admin, service: HookService) -> None:
    kind = "com.okta.user.credential.password.import"
    made = admin.post("/inlineHooks", {"name": "Other", "type": kind, "channel": service.channel()})
    path = "/authorizationServers/default/policies"
    policy = admin.get(path)[0]["id"]
    rule = admin.get(f"{path}/{policy}/rules")[0]
    for id in (made["id"], "calnobody"):
        token = rule["actions"]["token"] | {"inlineHook": {"id": id}}
        changed = rule | {"actions": {"token": token}}
        assert admin.refused("PUT", f"{path}/{policy}/rules/{rule['id']}", changed) == (400, "E0000001")


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("reply", [(204, None), SILENCE], ids=str)
def test_a_code_that_is_sent_again_while_the_service_is_asked_earns_nothing(
    app: RelyingParty, browser: Browser, service: HookService, reply: tuple[int, Any]
) -> None:
    """RFC 6749 section 10.5: both requests end without tokens, as they do when no service is asked."""
    code = app.code(browser, OLIVIA)
    second = []
    service.answer(reply)
    service.meanwhile = lambda: second.append(app.redeem(code).status_code)
    refused = app.redeem(code)
    assert second == [400]
    assert (refused.status_code, refused.get_json()["error"]) == (400, "invalid_grant")


@pytest.mark.usefixtures("hook")
def test_refreshed_tokens_are_worded_too(app: RelyingParty, browser: Browser, service: HookService) -> None:
    service.answer(answer(command("access", ADD)))
    tokens = app.tokens(browser, OLIVIA, scope=OFFLINE)
    refreshed = refresh(app, tokens["refresh_token"])
    assert app.claims(refreshed.get_json()["access_token"])["shoe_size"] == 43
    assert service.bodies[-1]["data"]["context"]["protocol"]["request"]["grant_type"] == "refresh_token"


@pytest.mark.usefixtures("hook")
def test_tokens_of_the_authorization_endpoint_are_worded_too(
    app: RelyingParty, browser: Browser, service: HookService
) -> None:
    """A command for a token that is not asked for voids the answer; an error ends at the client."""
    service.answer(answer(command("identity", ADD)))
    app = app.registered(SPA_AT_OKTA, app.redirect_uri)
    asked: dict[str, str | None] = {"response_type": "id_token", "code_challenge": None, "code_challenge_method": None}
    page = app.sign_in(browser, OLIVIA, **asked)
    assert app.claims(page.parameters["id_token"])["shoe_size"] == 43
    body = service.bodies[-1]
    assert body["source"] == f"{OKTA}/oauth2/default/v1/authorize"
    request = body["data"]["context"]["protocol"]["request"]
    assert (request["response_type"], request["state"]) == ("id_token", "state-of-the-test")
    assert "access" not in body["data"]
    service.answer(answer(command("identity", ADD), command("access", ADD)))
    assert "shoe_size" not in app.claims(app.sign_in(browser, OLIVIA, **asked).parameters["id_token"])
    service.answer((200, {"error": {"errorSummary": "No shoes known"}}))
    refused = app.sign_in(browser, OLIVIA, **asked).parameters
    assert (refused["error"], refused["error_description"]) == ("server_error", "No shoes known")


def test_the_org_s_own_server_asks_no_hook(
    parties: Parties, hook: dict[str, Any], browser: Browser, service: HookService
) -> None:
    assert hook
    assert parties.app_at_okta(server="").tokens(browser, OLIVIA)
    assert service.calls == []
