"""Inline hooks by the API. Source: Okta fact sheet 9.4."""

import threading
from typing import Any

import pytest

from mocks.okta.directory import system_log
from mocks.okta.hooks import _calls
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.hook_service import SECRET, SILENCE, HookService
from mocks.tests.parties import Parties

TOKEN_HOOK = "com.okta.oauth2.tokens.transform"
BODY: dict[str, Any] = {
    "name": "Adds a claim",
    "type": TOKEN_HOOK,
    "version": "1.0.0",
    "channel": {
        "type": "HTTP",
        "version": "1.0.0",
        "config": {
            "uri": "https://hooks.contoso.example/token",
            "method": "POST",
            "headers": [{"key": "X-Other-Header", "value": "some value"}],
            "authScheme": {"type": "HEADER", "key": "Authorization", "value": SECRET},
        },
    },
}


def config(**change: Any) -> dict[str, Any]:
    channel = BODY["channel"]
    return BODY | {"channel": channel | {"config": channel["config"] | change}}


def test_a_hook_from_first_to_last(admin: Admin) -> None:
    made = admin.post("/inlineHooks", BODY)
    assert (made["status"], made["type"], made["version"]) == ("ACTIVE", TOKEN_HOOK, "1.0.0")
    assert made["id"].startswith("cal")
    path = f"/inlineHooks/{made['id']}"
    assert admin.get("/inlineHooks") == [made] == admin.get("/inlineHooks", type=TOKEN_HOOK)
    assert admin.get("/inlineHooks", type="com.okta.user.pre-registration") == []
    assert admin.post(path, {"name": "Renamed"})["channel"] == made["channel"]
    assert admin.put(path, BODY)["name"] == "Adds a claim"
    assert admin.refused("DELETE", path) == (400, "E0000001")
    assert admin.post(f"{path}/lifecycle/deactivate")["status"] == "INACTIVE"
    assert admin.post(f"{path}/lifecycle/activate")["status"] == "ACTIVE"
    admin.post(f"{path}/lifecycle/deactivate")
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


def test_the_secret_is_never_told(admin: Admin) -> None:
    made = admin.post("/inlineHooks", BODY)
    assert made["channel"]["config"]["authScheme"] == {"type": "HEADER", "key": "Authorization"}
    assert SECRET not in admin.send("GET", "/inlineHooks").get_data(as_text=True)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 256},
        {"name": "a\x00b"},
        {"type": "com.okta.unheard.of"},
        {"version": "2.0.0"},
        {"channel": None},
        config(uri="http://hooks.contoso.example/token"),
        config(uri="ftp://localhost/"),
        config(uri="https://user:secret@hooks.contoso.example/"),
        config(uri="https://hooks.contoso.example/a b"),
        config(uri="http://localhost.evil.example/"),
        config(uri="https://hooks.contoso.example:99999/"),
        config(uri=f"https://hooks.contoso.example/{'x' * 1024}"),
        config(method="GET"),
        config(headers=[{"key": "Accept", "value": "text/html"}]),
        config(headers=[{"key": "Host", "value": "elsewhere"}]),
        config(headers=[{"key": "X-A", "value": "a\r\nX-B: b"}]),
        config(headers=[{"key": "X A", "value": "a"}]),
        config(headers=[{"key": "authorization", "value": "another"}]),
        config(authScheme={"type": "HEADER", "key": "Authorization"}),
        config(authScheme={"type": "BASIC", "key": "Authorization", "value": "x"}),
    ],
)
def test_what_is_no_hook(admin: Admin, change: dict[str, Any]) -> None:
    assert admin.refused("POST", "/inlineHooks", BODY | change) == (400, "E0000001")


@pytest.mark.parametrize("host", ["localhost", "hooks.localhost", "127.0.0.1", "[::1]"])
def test_a_service_on_this_machine_may_speak_plain_http(admin: Admin, host: str) -> None:
    uri = f"http://{host}:20080/token"
    assert admin.post("/inlineHooks", config(uri=uri))["channel"]["config"]["uri"] == uri


def test_names_are_unique_and_the_type_is_for_good(admin: Admin) -> None:
    made = admin.post("/inlineHooks", BODY)
    assert admin.refused("POST", "/inlineHooks", BODY) == (400, "E0000001")
    change = {"type": "com.okta.user.pre-registration"}
    assert admin.refused("POST", f"/inlineHooks/{made['id']}", change) == (400, "E0000001")


def test_an_org_has_a_hundred_at_most(admin: Admin) -> None:
    for number in range(100):
        admin.post("/inlineHooks", BODY | {"name": f"Hook {number}"})
    assert admin.refused("POST", "/inlineHooks", BODY) == (400, "E0000093")


def test_a_hook_is_tried_out(admin: Admin, parties: Parties, service: HookService) -> None:
    """The body is passed on as it is, with the headers of the channel; the answer comes back as it is."""
    service.answer((200, {"commands": [], "more": 1}))
    channel = service.channel(headers=[{"key": "X-Other-Header", "value": "some value"}])
    made = admin.post("/inlineHooks", BODY | {"channel": channel})
    assert admin.post(f"/inlineHooks/{made['id']}/execute", {"data": {"a": 1}}) == {"commands": [], "more": 1}
    ((method, headers, body),) = service.calls
    assert (method, body) == ("POST", {"data": {"a": 1}})
    assert (headers["Authorization"], headers["X-Other-Header"]) == (SECRET, "some value")
    assert (headers["Content-Type"], headers["Accept"]) == ("application/json", "application/json")
    with parties.okta.db() as db:
        executed = system_log.latest(db)[-1]
    assert (executed.event_type, executed.result) == ("inline_hook.executed", "SUCCESS")


def test_a_change_without_the_secret_keeps_it_where_it_was_sent_before(admin: Admin, service: HookService) -> None:
    """Whoever only renames need not know it; a new address never gets the secret of the old one."""
    made = admin.post("/inlineHooks", BODY | {"channel": service.channel()})
    path, auth = f"/inlineHooks/{made['id']}", {"type": "HEADER", "key": "Authorization"}
    admin.put(path, made | {"name": "Renamed"})
    admin.post(f"{path}/execute", {})
    assert service.calls[-1][1]["Authorization"] == SECRET
    moved = {"channel": service.channel(uri=f"{service.url}/elsewhere", authScheme=auth)}
    assert admin.refused("POST", path, moved) == (400, "E0000001")


@pytest.mark.parametrize(
    ("answers", "refusal", "calls"),
    [
        ([SILENCE, SILENCE], (504, "E0000137"), 2),
        ([(503, None), (500, None)], (502, "E0000134"), 2),
        ([(404, None)], (502, "E0000134"), 1),
        ([(302, None)], (502, "E0000134"), 1),
        ([(200, b"<html>")], (502, "E0000134"), 1),
        ([(200, {"commands": "none"})], (502, "E0000134"), 1),
        ([(200, b'{"commands": []' + b" " * 256 * 1024 + b"}")], (502, "E0000134"), 1),
        ([(200, {"error": {"errorSummary": "Not today"}})], (400, "E0000135"), 1),
        ([(200, {"error": {}})], (400, "E0000135"), 1),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_service_is_told(
    admin: Admin, service: HookService, answers: list[Any], refusal: tuple[int, str], calls: int
) -> None:
    """One retry when nothing came, or a 5xx; none after anything else, and no redirect is followed."""
    service.answer(*answers)
    made = admin.post("/inlineHooks", BODY | {"channel": service.channel()})
    assert admin.refused("POST", f"/inlineHooks/{made['id']}/execute", {}) == refusal
    assert len(service.calls) == calls


def test_a_second_try_may_succeed(admin: Admin, service: HookService) -> None:
    service.answer(SILENCE, (204, None))
    made = admin.post("/inlineHooks", BODY | {"channel": service.channel()})
    assert admin.post(f"/inlineHooks/{made['id']}/execute", {}) == {}


def test_a_service_has_a_limited_time_to_answer(
    admin: Admin, service: HookService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three seconds in service; less here, where the service takes its time at the first call."""
    assert _calls.PATIENCE == 3
    monkeypatch.setattr(_calls, "PATIENCE", 0.2)
    gone_on = threading.Event()
    service.meanwhile = lambda: gone_on.wait(20)
    made = admin.post("/inlineHooks", BODY | {"channel": service.channel()})
    assert admin.post(f"/inlineHooks/{made['id']}/execute", {}) == {}
    gone_on.set()
    assert len(service.calls) == 2


def test_a_hook_that_is_off_is_not_called(admin: Admin, service: HookService) -> None:
    made = admin.post("/inlineHooks", BODY | {"channel": service.channel()})
    admin.post(f"/inlineHooks/{made['id']}/lifecycle/deactivate")
    assert admin.refused("POST", f"/inlineHooks/{made['id']}/execute", {}) == (400, "E0000001")
    assert service.calls == []


def test_what_is_done_to_hooks_is_logged(admin: Admin) -> None:
    made = admin.post("/inlineHooks", BODY)
    admin.post(f"/inlineHooks/{made['id']}/lifecycle/deactivate")
    admin.delete(f"/inlineHooks/{made['id']}")
    names = [event["eventType"] for event in admin.get("/logs", filter=f'target.id eq "{made["id"]}"')]
    assert names == ["inline_hook.created", "inline_hook.deactivated", "inline_hook.deleted"]
