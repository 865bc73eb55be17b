"""Event hooks by the API. Source: Okta fact sheet 9.4."""

from typing import Any

import pytest

from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.hook_service import SECRET, SILENCE, HookService

BODY: dict[str, Any] = {
    "name": "Who signs in",
    "events": {"type": "EVENT_TYPE", "items": ["user.session.start", "user.lifecycle.create"]},
    "channel": {
        "type": "HTTP",
        "version": "1.0.0",
        "config": {
            "uri": "https://hooks.contoso.example/events",
            "authScheme": {"type": "HEADER", "key": "Authorization", "value": SECRET},
        },
    },
}


def test_a_hook_from_first_to_last(admin: Admin) -> None:
    made = admin.post("/eventHooks", BODY | {"description": "For the tests"})
    assert made["id"].startswith("who")
    assert (made["status"], made["verificationStatus"]) == ("ACTIVE", "UNVERIFIED")
    assert made["events"]["items"] == BODY["events"]["items"]
    path = f"/eventHooks/{made['id']}"
    assert admin.get("/eventHooks") == [made] == [admin.get(path)]
    assert admin.put(path, BODY | {"name": "Renamed"})["name"] == "Renamed"
    assert admin.refused("DELETE", path) == (400, "E0000001")
    assert admin.post(f"{path}/lifecycle/deactivate")["status"] == "INACTIVE"
    assert admin.post(f"{path}/lifecycle/activate")["status"] == "ACTIVE"
    admin.post(f"{path}/lifecycle/deactivate")
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


def test_the_secret_is_never_told(admin: Admin) -> None:
    admin.post("/eventHooks", BODY)
    assert SECRET not in admin.send("GET", "/eventHooks").get_data(as_text=True)


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"description": "a\x00b"},
        {"events": {"type": "EVENT_TYPE", "items": []}},
        {"events": {"type": "EVENT_TYPE", "items": ["user.session.unheard"]}},
        {"events": {"type": "EVENT_TYPE", "items": ["app.oauth2.token.revoke"]}},
        {"events": {"type": "EVENT_TYPE", "items": ["event_hook.delivery"]}},
        {"events": {"type": "OTHER", "items": ["user.session.start"]}},
        {"events": BODY["events"] | {"filter": {"type": "EXPRESSION_LANGUAGE"}}},
        {"channel": {"config": {"uri": "http://hooks.contoso.example/"}}},
    ],
    ids=str,
)
def test_what_is_no_hook(admin: Admin, change: dict[str, Any]) -> None:
    assert admin.refused("POST", "/eventHooks", BODY | change) == (400, "E0000001")


def test_names_are_unique_and_an_org_has_25_at_most(admin: Admin) -> None:
    admin.post("/eventHooks", BODY)
    assert admin.refused("POST", "/eventHooks", BODY) == (400, "E0000001")
    for number in range(24):
        admin.post("/eventHooks", BODY | {"name": f"Hook {number}"})
    assert admin.refused("POST", "/eventHooks", BODY | {"name": "One more"}) == (400, "E0000093")


def test_a_service_proves_that_it_wants_to_be_told(admin: Admin, service: HookService) -> None:
    """By a GET with the challenge, and the secret that the service knows Okta by."""
    service.echo = "X-Okta-Verification-Challenge"
    made = admin.post("/eventHooks", BODY | {"channel": service.channel()})
    path = f"/eventHooks/{made['id']}"
    assert admin.post(f"{path}/lifecycle/verify")["verificationStatus"] == "VERIFIED"
    ((method, headers, _),) = service.calls
    assert (method, headers["Authorization"]) == ("GET", SECRET)
    same = BODY | {"name": "Renamed", "channel": made["channel"]}
    assert admin.put(path, same)["verificationStatus"] == "VERIFIED"
    moved = same | {"channel": service.channel(uri=f"{service.url}/elsewhere")}
    assert admin.put(path, moved)["verificationStatus"] == "UNVERIFIED"


@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        (SILENCE, 2),
        ((500, None), 2),
        ((404, None), 1),
        ((204, None), 1),
        ((200, {"verification": "guessed"}), 1),
        ((200, ["verification"]), 1),
        ((200, b"<html>"), 1),
    ],
    ids=str,
)
def test_a_service_that_does_not_is_not_verified(
    admin: Admin, service: HookService, answer: tuple[int, Any], calls: int
) -> None:
    service.answer(answer)
    made = admin.post("/eventHooks", BODY | {"channel": service.channel()})
    path = f"/eventHooks/{made['id']}"
    assert admin.refused("POST", f"{path}/lifecycle/verify") == (400, "E0000001")
    assert admin.get(path)["verificationStatus"] == "UNVERIFIED"
    assert len(service.calls) == calls


def test_what_is_done_to_hooks_is_logged(admin: Admin, service: HookService) -> None:
    service.echo = "X-Okta-Verification-Challenge"
    made = admin.post("/eventHooks", BODY | {"channel": service.channel()})
    for turn in ("verify", "deactivate"):
        admin.post(f"/eventHooks/{made['id']}/lifecycle/{turn}")
    admin.delete(f"/eventHooks/{made['id']}")
    names = [event["eventType"] for event in admin.get("/logs", filter=f'target.id eq "{made["id"]}"')]
    assert names == [f"event_hook.{done}" for done in ("created", "verified", "deactivated", "deleted")]
