"""The password import hook, asked by a worker with real sockets. Source: Okta fact sheet 9.3."""

import json
from dataclasses import replace
from typing import Any

import pytest

from mocks.okta.directory import system_log, users
from mocks.okta.directory.users import Provider, User
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import APP_AT_OKTA, OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.hook_service import SECRET, SILENCE, HookService
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

TYPE = "com.okta.user.credential.password.import"
LOGIN = "imogen@contoso-subsidiary.example"
IMOGEN = replace(OLIVIA, username=LOGIN, password="as it always was")
PROFILE = {"login": LOGIN, "email": LOGIN, "firstName": "Imogen", "lastName": "Ives"}


def said(credential: str) -> tuple[int, Any]:
    return 200, {"commands": [{"type": "com.okta.action.update", "value": {"credential": credential}}]}


@pytest.fixture
def imported(admin: Admin) -> dict[str, Any]:
    """Somebody who was made with the hook instead of a password, and may use the application."""
    return make(admin)


def make(admin: Admin, **query: str) -> dict[str, Any]:
    body = {"profile": PROFILE, "credentials": {"password": {"hook": {"type": "default"}}}}
    made: dict[str, Any] = admin.post("/users", body, **query)
    admin.post(f"/apps/{APP_AT_OKTA}/users", {"id": made["id"], "scope": "USER"})
    return made


@pytest.fixture
def hook(admin: Admin, service: HookService) -> dict[str, Any]:
    made: dict[str, Any] = admin.post("/inlineHooks", {"name": "Old store", "type": TYPE, "channel": service.channel()})
    return made


def stored(parties: Parties) -> User:
    with parties.okta.db() as db:
        found = users.by_login(db, LOGIN)
    assert found
    return found


def events(parties: Parties, name: str) -> list[tuple[str, str | None]]:
    with parties.okta.db() as db:
        return [(entry.result, entry.reason) for entry in system_log.latest(db) if entry.event_type == name]


def test_somebody_made_with_the_hook(imported: dict[str, Any]) -> None:
    assert imported["status"] == "ACTIVE"
    assert imported["credentials"] == {"provider": {"type": "IMPORT", "name": "IMPORT"}}


@pytest.mark.usefixtures("imported", "hook")
def test_a_right_password_is_taken_over_at_the_first_sign_in(
    parties: Parties, app: RelyingParty, service: HookService
) -> None:
    """The second sign-in asks nobody; the log tells of the import, and never holds the password."""
    service.answer(said("VERIFIED"), (500, None))
    for _ in range(2):
        assert app.code(parties.browser(), IMOGEN)
    assert len(service.calls) == 1
    kept = stored(parties)
    assert (kept.provider, kept.status) == (Provider.OKTA, "ACTIVE")
    assert events(parties, "user.import.password") == [("SUCCESS", None)]
    assert IMOGEN.password not in json.dumps(parties.okta.rows("system_log", "users", "artifacts"))


@pytest.mark.usefixtures("imported")
def test_what_the_service_is_asked(
    parties: Parties, app: RelyingParty, service: HookService, hook: dict[str, Any]
) -> None:
    service.answer(said("VERIFIED"))
    app.code(parties.browser(), IMOGEN)
    ((_, headers, body),) = service.calls
    assert headers["Authorization"] == SECRET
    assert body.pop("eventId")
    assert body["data"]["context"].pop("request")["method"] == "POST"
    assert body == {
        "eventTime": parties.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "eventType": TYPE,
        "eventTypeVersion": "1.0",
        "contentType": "application/json",
        "cloudEventVersion": "0.1",
        "source": f"{OKTA}/api/v1/inlineHooks/{hook['id']}",
        "data": {
            "context": {"credential": {"username": LOGIN, "password": IMOGEN.password}},
            "action": {"credential": "UNVERIFIED"},
        },
    }


@pytest.mark.usefixtures("imported", "hook")
def test_primary_authentication_takes_them_over_too(parties: Parties, service: HookService) -> None:
    """Okta fact sheet 9.3: the hook is asked from `/api/v1/authn` as it is from the page."""
    asker = Admin(parties.network, None)
    typed = {"username": LOGIN, "password": IMOGEN.password}
    service.answer(said("UNVERIFIED"))
    assert asker.refused("POST", "/authn", typed) == (401, "E0000004")
    service.answer(said("VERIFIED"))
    assert asker.post("/authn", typed)["status"] == "SUCCESS"
    asked = service.bodies[-1]["data"]["context"]
    assert (asked["request"]["url"]["value"], asked["credential"]) == ("/api/v1/authn", typed)
    assert stored(parties).provider is Provider.OKTA


@pytest.mark.usefixtures("imported", "hook")
@pytest.mark.parametrize(
    ("answer", "reason", "calls"),
    [
        (said("UNVERIFIED"), "UNVERIFIED", 1),
        ((204, None), "UNVERIFIED", 1),
        ((200, {"error": {"errorSummary": "no"}}), "the service returned an error", 1),
        (said("PERHAPS"), "the service gave a command that is none", 1),
        ((200, {"commands": [{"type": "com.okta.access.patch", "value": []}]}), None, 1),
        ((200, b"<html>"), None, 1),
        ((404, None), "the service answered with status 404", 1),
        ((503, None), "the service answered with status 503", 2),
        (SILENCE, "no answer within the time limit", 2),
    ],
    ids=str,
)
def test_anything_but_a_yes_refuses_the_sign_in_and_asks_again_next_time(
    parties: Parties, app: RelyingParty, service: HookService, answer: Any, reason: str | None, calls: int
) -> None:
    service.answer(answer)
    page = app.sign_in(parties.browser(), IMOGEN)
    assert not page.left
    assert "Unable to sign in" in page.text
    assert len(service.calls) == calls
    ((result, why),) = events(parties, "user.import.password")
    assert (result, why if reason else None) == ("FAILURE", reason)
    assert events(parties, "user.session.start") == [("FAILURE", "INVALID_CREDENTIALS")]
    assert stored(parties).provider is Provider.IMPORT
    service.answer(said("VERIFIED"))
    assert app.code(parties.browser(), IMOGEN)


@pytest.mark.usefixtures("imported", "service")
def test_without_a_hook_nobody_gets_in(parties: Parties, app: RelyingParty) -> None:
    assert not app.sign_in(parties.browser(), IMOGEN).left
    assert events(parties, "user.import.password") == [("FAILURE", "no password import hook is active")]


@pytest.mark.usefixtures("imported", "hook")
def test_wrong_passwords_lock_the_account_and_the_service_is_left_alone(
    parties: Parties, app: RelyingParty, service: HookService
) -> None:
    """Who guesses here must not be able to guess on at the old store."""
    for _ in range(12):
        app.sign_in(parties.browser(), IMOGEN)
    assert stored(parties).status == "LOCKED_OUT"
    assert len(service.calls) == 10


@pytest.mark.usefixtures("hook")
def test_people_with_a_password_of_their_own_are_never_asked_about(
    parties: Parties, app: RelyingParty, service: HookService, browser: Browser
) -> None:
    service.answer(said("VERIFIED"))
    assert app.code(browser, OLIVIA)
    assert not app.sign_in(parties.browser(), wrong(OLIVIA)).left
    assert service.calls == []


def wrong(person: Person) -> Person:
    return replace(person, password="wrong")


@pytest.mark.parametrize(
    "password",
    [
        {"hook": {"type": "other"}},
        {"hook": {}},
        {"hook": {"type": "default"}, "value": "Abcd1234!"},
    ],
    ids=str,
)
def test_what_is_no_hook(admin: Admin, password: dict[str, Any]) -> None:
    body = {"profile": PROFILE, "credentials": {"password": password}}
    assert admin.refused("POST", "/users", body) == (400, "E0000001")


def test_the_hook_is_for_new_people_alone(admin: Admin, imported: dict[str, Any]) -> None:
    body = {"credentials": {"password": {"hook": {"type": "default"}}}}
    assert admin.refused("POST", f"/users/{imported['id']}", body) == (400, "E0000001")


def test_an_administrator_s_password_ends_the_waiting(
    parties: Parties,
    admin: Admin,
    app: RelyingParty,
    imported: dict[str, Any],
    hook: dict[str, Any],
    service: HookService,
) -> None:
    assert hook
    admin.post(f"/users/{imported['id']}", {"credentials": {"password": {"value": "Abcd1234!"}}})
    assert app.code(parties.browser(), replace(IMOGEN, password="Abcd1234!"))
    assert service.calls == []


@pytest.mark.usefixtures("hook")
def test_staged_people_wait_for_their_activation(
    parties: Parties, admin: Admin, app: RelyingParty, service: HookService
) -> None:
    service.answer(said("VERIFIED"))
    made = make(admin, activate="false")
    assert made["status"] == "STAGED"
    assert not app.sign_in(parties.browser(), IMOGEN).left
    assert service.calls == []
    admin.post(f"/users/{made['id']}/lifecycle/activate", sendEmail="false")
    assert app.code(parties.browser(), IMOGEN)
