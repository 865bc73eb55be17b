"""What event hooks are told, by a worker with real sockets. Source: Okta fact sheet 9.4."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import MetaData

from mocks.kit.artifacts import Statements, artifacts_table
from mocks.kit.http import HttpClient
from mocks.kit.web import Unit
from mocks.okta import app as okta
from mocks.okta.directory import METADATA, event_deliveries, event_hooks, system_log
from mocks.okta.directory._hook_channel import Channel
from mocks.okta.directory.event_hooks import EventHook
from mocks.okta.directory.system_log import Party
from mocks.okta.event_delivery import Deliverer
from mocks.okta.settings import Settings
from mocks.tests import cast, databases
from mocks.tests.browser import Browser
from mocks.tests.cast import OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.hook_service import SECRET, SILENCE, HookService
from mocks.tests.okta.test_orgs import admin_of, register
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

Deliver = Callable[[], None]


@pytest.fixture
def deliver(okta_with_sockets: Flask) -> Deliver:
    """Let the worker look twice: on PostgreSQL it takes at the second look what it has seen at the first."""
    return twice(okta_with_sockets)


def twice(worker: Flask) -> Deliver:
    deliverer: Deliverer = worker.extensions["deliverer"]

    def look() -> None:
        deliverer.deliver()
        deliverer.deliver()

    return look


@pytest.fixture
def hook(admin: Admin, service: HookService) -> dict[str, Any]:
    """A verified hook that is told of sign-ins and of groups."""
    return subscribe(admin, service)


def subscribe(admin: Admin, service: HookService) -> dict[str, Any]:
    service.echo = "X-Okta-Verification-Challenge"
    events = {"type": "EVENT_TYPE", "items": ["user.session.start", "group.lifecycle.create"]}
    made = admin.post("/eventHooks", {"name": "Sign-ins", "events": events, "channel": service.channel()})
    verified: dict[str, Any] = admin.post(f"/eventHooks/{made['id']}/lifecycle/verify")
    service.echo = ""
    service.forget()
    return verified


def make_group(admin: Admin, name: str) -> None:
    admin.post("/groups", {"profile": {"name": name}})


def told(service: HookService) -> list[str]:
    """Return the display names of what the events that were delivered are about."""
    events = [event for body in service.bodies for event in body["data"]["events"]]
    return [event["target"][0]["displayName"] for event in events if event["target"]]


def failures(parties: Parties) -> list[str | None]:
    with parties.okta.db() as db:
        return [entry.reason for entry in system_log.latest(db) if entry.event_type == "event_hook.delivery"]


def test_a_sign_in_is_told_as_the_log_has_it(
    parties: Parties,
    admin: Admin,
    app: RelyingParty,
    browser: Browser,
    service: HookService,
    hook: Any,
    deliver: Deliver,
) -> None:
    app.code(browser, OLIVIA)
    assert service.calls == []
    deliver()
    ((method, headers, body),) = service.calls
    assert (method, headers["Authorization"], headers["Content-Type"]) == ("POST", SECRET, "application/json")
    assert body.pop("eventId")
    assert body.pop("eventTime").endswith("Z")
    (event,) = body.pop("data")["events"]
    assert body == {
        "eventType": "com.okta.event_hook",
        "eventTypeVersion": "1.0",
        "cloudEventsVersion": "0.1",
        "contentType": "application/json",
        "source": f"{OKTA}/api/v1/eventHooks/{hook['id']}",
    }
    assert [event] == admin.get("/logs", filter='eventType eq "user.session.start"')


@pytest.mark.usefixtures("hook")
def test_each_event_is_told_once_and_several_together(admin: Admin, service: HookService, deliver: Deliver) -> None:
    make_group(admin, "one")
    make_group(admin, "two")
    deliver()
    assert len(service.calls) == 1
    make_group(admin, "three")
    deliver()
    deliver()
    assert told(service) == ["one", "two", "three"]
    assert len(service.calls) == 2


@pytest.mark.usefixtures("hook")
def test_many_events_come_in_portions(admin: Admin, service: HookService, deliver: Deliver) -> None:
    names = [f"group {number}" for number in range(60)]
    for name in names:
        make_group(admin, name)
    deliver()
    deliver()
    assert [len(body["data"]["events"]) for body in service.bodies] == [50, 10]
    assert told(service) == names


def test_nothing_is_told_that_was_before_or_while_the_hook_was_off(
    admin: Admin, service: HookService, hook: Any, deliver: Deliver
) -> None:
    path = f"/eventHooks/{hook['id']}/lifecycle"
    admin.post(f"{path}/deactivate")
    make_group(admin, "unheard of")
    admin.post(f"{path}/activate")
    make_group(admin, "heard of")
    deliver()
    assert told(service) == ["heard of"]


def test_an_unverified_hook_is_told_nothing(admin: Admin, service: HookService, deliver: Deliver) -> None:
    events = {"type": "EVENT_TYPE", "items": ["group.lifecycle.create"]}
    admin.post("/eventHooks", {"name": "Groups", "events": events, "channel": service.channel()})
    make_group(admin, "one")
    deliver()
    assert service.calls == []


@pytest.mark.usefixtures("hook")
def test_what_was_undone_is_not_told(admin: Admin, service: HookService, deliver: Deliver) -> None:
    make_group(admin, "one")
    assert admin.refused("POST", "/groups", {"profile": {"name": "one"}})[0] == 400
    deliver()
    assert told(service) == ["one"]


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([SILENCE, (200, None)], (2, [])),
        ([(500, None), (204, None)], (2, [])),
        ([SILENCE], (2, ["no answer within the time limit"])),
        ([(503, None)], (2, ["the service answered with status 503"])),
        ([(404, None)], (1, ["the service answered with status 404"])),
        ([(302, None)], (1, ["the service answered with status 302"])),
    ],
    ids=str,
)
def test_a_delivery_is_tried_twice_at_most_and_its_failure_logged(
    parties: Parties,
    admin: Admin,
    service: HookService,
    deliver: Deliver,
    answers: list[Any],
    outcome: tuple[int, list[str]],
) -> None:
    """What could not be delivered is not tried again later: the next events are told alone."""
    service.answer(*answers)
    make_group(admin, "one")
    deliver()
    assert (len(service.calls), failures(parties)) == outcome
    service.answer((200, None))
    service.forget()
    make_group(admin, "two")
    deliver()
    assert told(service) == ["two"]


@pytest.mark.usefixtures("hook")
def test_of_several_workers_one_delivers(
    parties: Parties, admin: Admin, service: HookService, deliver: Deliver
) -> None:
    """Another worker that looks while the first waits for the service finds nothing to do."""
    other = twice(parties.okta.make_app(replace(parties.okta.runtime, http=HttpClient("okta"))))
    parties.okta.faults.script["hook.answer"] = lambda answer: (other(), answer)[1]
    make_group(admin, "one")
    deliver()
    other()
    assert told(service) == ["one"]


@pytest.mark.usefixtures("hook")
def test_what_a_dead_worker_had_claimed_is_delivered_by_another(
    parties: Parties, admin: Admin, service: HookService, deliver: Deliver
) -> None:
    """Not before the claim is over, as the first might still be at it."""
    make_group(admin, "one")
    now = parties.clock.now()
    with parties.okta.db() as db:
        (delivery,) = event_deliveries.unclaimed(db, now)
        assert event_deliveries.claim(db, delivery, now)
        assert not event_deliveries.claim(db, delivery, now)
    deliver()
    assert service.calls == []
    parties.clock.move(event_deliveries.CLAIM + timedelta(seconds=1))
    deliver()
    assert told(service) == ["one"]


@pytest.mark.usefixtures("hook")
def test_a_clock_that_is_set_back_holds_nothing_up(
    parties: Parties, admin: Admin, service: HookService, deliver: Deliver
) -> None:
    make_group(admin, "one")
    later = parties.clock.now() + timedelta(days=30)
    with parties.okta.db() as db:
        (delivery,) = event_deliveries.unclaimed(db, later)
        assert event_deliveries.claim(db, delivery, later)
    deliver()
    assert told(service) == ["one"]


def test_each_org_tells_its_own_hooks(
    parties: Parties, admin: Admin, service: HookService, okta_with_sockets: Flask, deliver: Deliver
) -> None:
    """What happens in another org of the service is none of theirs."""
    org = register(parties)
    founder, label = admin_of(parties, org), urlsplit(org["orgUrl"]).netloc.partition(".")[0]
    made = subscribe(founder, service)
    make_group(admin, "of the default org")
    make_group(founder, "of the founder's")
    deliver()
    twice(okta_with_sockets.extensions["orgs"].app(label))()
    assert told(service) == ["of the founder's"]
    assert service.bodies[0]["source"] == f"{org['orgUrl']}/api/v1/eventHooks/{made['id']}"


@pytest.mark.usefixtures("hook")
def test_a_thread_of_the_worker_delivers(parties: Parties, admin: Admin, service: HookService) -> None:
    """It begins with the first request that the worker serves."""
    runtime = replace(parties.okta.runtime, http=HttpClient("okta"), store=parties.okta.open_store())
    worker = okta.create_app(Settings(OKTA, in_background=True), runtime, cast.okta_seed())
    parties.network.serve(OKTA, worker)
    make_group(admin, "one")
    try:
        assert service.called.wait(20)
    finally:
        worker.extensions["deliverer"].stop()
    assert told(service) == ["one"]


def test_an_event_that_is_committed_late_is_not_passed_over(
    parties: Parties, service: HookService, postgresql_url: str, tmp_path: Path
) -> None:
    """On PostgreSQL an event can appear before those that were seen already: ids are given before the commit."""
    store = databases.fresh(tmp_path, postgresql_url).store("okta", METADATA)
    store.create()
    runtime = replace(parties.okta.runtime, http=HttpClient("okta"), store=store)
    statements = Statements(artifacts_table(MetaData()))
    deliverer = Deliverer(runtime, statements, OKTA)
    channel = Channel(service.url)
    hook = EventHook("who1", "Groups", "", "ACTIVE", True, ("group.lifecycle.create",), channel, 0, "", 0)
    with store.transaction() as db:
        event_hooks.write(db, hook)
        event_deliveries.begin(db, hook.id, 0)
    early, late = Unit(runtime, statements), Unit(runtime, statements)
    for unit, name in ((late, "late"), (early, "early")):
        group = Party(name, "UserGroup", name, name)
        system_log.record(unit, "group.lifecycle.create", system_log.UNKNOWN, [group])
    early.commit()
    for _ in range(3):
        deliverer.deliver()
    assert told(service) == []
    late.commit()
    for _ in range(3):
        deliverer.deliver()
    assert told(service) == ["late", "early"]
    store.close()
