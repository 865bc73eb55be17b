"""The System Log through the management API. Expectations: Okta fact sheet section 8."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.kit.runtime import Runtime
from mocks.kit.web import Unit
from mocks.okta.directory import system_log
from mocks.okta.directory.event_types import EVENT_TYPES
from mocks.okta.directory.system_log import Party
from mocks.tests import cast
from mocks.tests.browser import Browser, Person
from mocks.tests.okta.api.admin import TOKEN, Admin, next_link
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

LONG_AGO = "2020-01-01T00:00:00.000Z"


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    return parties.app_at_okta()


def _write(parties: Parties, count: int, event: str = "user.session.start") -> None:
    """Write events one second apart, by actors `actor0`, `actor1`, …"""
    runtime: Runtime = parties.okta.runtime
    for number in range(count):
        unit = Unit(runtime, None)  # type: ignore[arg-type]  # no artifact is touched
        actor = Party(f"actor{number}", "User", f"actor{number}@bulk.example", f"Actor {number}")
        system_log.record(unit, event, actor, [Party(f"target{number % 2}", "AppInstance", "App", "App")])
        unit.close()
        parties.clock.move(timedelta(seconds=1))


def _actors(events: list[dict[str, Any]]) -> list[str]:
    return [event["actor"]["id"] for event in events]


def test_an_event_has_the_whole_shape(admin: Admin, app: RelyingParty, browser: Browser) -> None:
    """8.2, pitfalls 11 and 30: every member is there, of the types that clients insist on."""
    app.code(browser, cast.OLIVIA)
    (event,) = admin.get("/logs", filter='eventType eq "user.session.start"')
    assert list(event) == [
        "uuid",
        "published",
        "version",
        "eventType",
        "legacyEventType",
        "displayMessage",
        "severity",
        "actor",
        "client",
        "device",
        "authenticationContext",
        "outcome",
        "securityContext",
        "debugContext",
        "transaction",
        "request",
        "target",
    ]
    assert event["published"].endswith(".000Z")
    assert event["version"] == "0"
    assert event["legacyEventType"] == "core.user_auth.login_success"
    assert event["displayMessage"] == "User login to Okta"
    assert event["actor"]["alternateId"] == cast.OLIVIA.username
    assert event["outcome"] == {"result": "SUCCESS", "reason": None}
    assert event["authenticationContext"]["credentialType"] == "PASSWORD"
    assert event["debugContext"]["debugData"]["requestUri"].startswith("/")


def test_what_one_request_did_has_one_transaction(admin: Admin, app: RelyingParty, browser: Browser) -> None:
    """8.3: the events of one request share the transaction, the events of one sign-in the session."""
    app.code(browser, cast.ALICE)
    events = {event["eventType"]: event for event in admin.get("/logs")}
    created, activated = (events[f"user.lifecycle.{name}"] for name in ("create", "activate"))
    assert created["transaction"]["id"] == activated["transaction"]["id"]
    assert len(created["transaction"]["id"]) == 20
    sessions = {
        events[name]["authenticationContext"]["externalSessionId"]
        for name in ("user.session.start", "user.authentication.sso", "app.oauth2.as.authorize.code")
    }
    assert len(sessions) == 1
    assert sessions.pop() not in (None, "unknown")


def test_a_change_names_the_token_that_made_it(admin: Admin) -> None:
    """8.2: `detail.requestApiTokenId`; the transaction is the answer's request id."""
    answer = admin.send("POST", "/groups", {"profile": {"name": "Newcomers"}})
    (event,) = admin.get("/logs", filter='eventType eq "group.lifecycle.create"')
    assert event["transaction"]["detail"] == {"requestApiTokenId": "00Tatestatestatestat"}
    assert event["transaction"]["id"] == answer.headers["X-Okta-Request-Id"]


def test_a_browser_is_known_by_its_user_agent(admin: Admin) -> None:
    """8.2: the browser and the system, not those that it claims to be like."""
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
    admin.send("POST", "/groups", {"profile": {"name": "Newcomers"}}, {"User-Agent": agent})
    (event,) = admin.get("/logs", filter='client.userAgent.browser eq "CHROME"')
    assert event["client"]["userAgent"] == {"rawUserAgent": agent, "os": "Linux", "browser": "CHROME"}
    assert event["client"]["device"] == "Computer"


def test_an_event_tells_where_the_request_came_from(admin: Admin, parties: Parties) -> None:
    """8.2: the address, and a place of which nothing is known."""
    client = parties.network.client(cast.OKTA, cookies=False)
    headers = {"Authorization": f"SSWS {TOKEN}"}
    body = {"profile": {"name": "Newcomers"}}
    client.post("/api/v1/groups", json=body, headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
    (event,) = admin.get("/logs", filter='client.ipAddress eq "10.0.0.1"')
    assert event["client"]["geographicalContext"]["postalCode"] is None
    assert [(hop["ip"], hop["version"]) for hop in event["request"]["ipChain"]] == [("10.0.0.1", "V4")]


def test_a_failure_has_its_old_name(admin: Admin, app: RelyingParty, browser: Browser) -> None:
    """8.3: one type, another name of old for each outcome."""
    app.sign_in(browser, Person(cast.OLIVIA.username, "wrong"))
    (event,) = admin.get("/logs", filter='outcome.result eq "FAILURE"')
    assert event["legacyEventType"] == "core.user_auth.login_failed"
    assert event["outcome"]["reason"] == "INVALID_CREDENTIALS"
    assert event["authenticationContext"]["externalSessionId"] == "unknown"


def test_a_poll_always_says_where_to_go_on(admin: Admin, parties: Parties) -> None:
    """8.1, pitfall 9: `next` even after an empty page; it leads to what is written later, and to all of it."""
    empty = admin.send("GET", "/logs")
    assert empty.get_json() == []
    _write(parties, 5)
    following = next_link(empty)
    seen: list[str] = []
    for _ in range(4):
        assert following
        answer = admin.send("GET", f"{following}&limit=2")
        seen += _actors(answer.get_json())
        following = next_link(answer)
    assert seen == [f"actor{number}" for number in range(5)]
    assert following
    _write(parties, 1)
    assert _actors(admin.get(following)) == ["actor0"]


@pytest.mark.parametrize("order", ["ASCENDING", "DESCENDING"])
def test_a_bounded_query_ends(admin: Admin, parties: Parties, order: str) -> None:
    """8.1: with `until`, or downwards, the last page has no `next`."""
    _write(parties, 7)
    query = {"sortOrder": order, "limit": "3"} | ({"until": "2030-01-01T00:00:00Z"} if order == "ASCENDING" else {})
    pages = admin.pages("/logs", since=LONG_AGO, **query)
    found = [actor for page in pages for actor in _actors(page)]
    wanted = [f"actor{number}" for number in range(7)]
    assert found == (wanted if order == "ASCENDING" else wanted[::-1])
    assert [len(page) for page in pages] == [3, 3, 1]


def test_since_and_until(admin: Admin, parties: Parties) -> None:
    """8.1: seven days unless said otherwise; `since` counts, `until` does not; after 90 days nothing is kept."""
    start = parties.clock.now()
    _write(parties, 4)
    moment = (start + timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    later = (start + timedelta(seconds=3)).isoformat().replace("+00:00", "Z")
    assert _actors(admin.get("/logs", since=moment, until=later)) == ["actor1", "actor2"]
    parties.clock.move(timedelta(days=8))
    assert admin.get("/logs") == []
    assert len(admin.get("/logs", since=LONG_AGO)) == 4
    assert len(admin.get("/logs", until=later)) == 3
    for _ in range(3):
        parties.clock.move(timedelta(days=28))
        admin.get("/users/me")
    assert admin.get("/logs", since=LONG_AGO) == []


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ('eventType eq "user.session.start"', 4),
        ('eventType sw "user."', 4),
        ('eventType co "session"', 4),
        ('eventType eq "user.session.start" and actor.id eq "actor1"', 1),
        ('actor.id eq "actor1" or actor.id eq "actor2"', 2),
        ('not (actor.id eq "actor1")', 3),
        ('target.id eq "target1"', 2),
        ('target.id eq "target1" and actor.alternateId sw "actor3"', 1),
        ('target.id eq "Target1"', 0),
        ('(target.id eq "target1" or target.id eq "target0") and outcome.result eq "SUCCESS"', 4),
        ("outcome.reason pr", 0),
        ("not (outcome.reason pr)", 4),
        ("target.type pr", 4),
        ('actor.alternateId gt "actor2@bulk.example"', 1),
        ('actor.alternateId le "actor2@bulk.example"', 3),
        ("authenticationContext.authenticationStep eq 0", 4),
        ("authenticationContext.authenticationStep eq false", 0),
        ('severity eq "INFO"', 4),
        ('client.ipAddress eq "10.0.0.1"', 0),
        ("device.id eq null", 0),
    ],
)
def test_filters(admin: Admin, parties: Parties, expression: str, count: int) -> None:
    """8.1: what a filter may ask, answered by the table or by the event."""
    _write(parties, 4)
    assert len(admin.get("/logs", filter=expression)) == count


def test_words(admin: Admin, parties: Parties) -> None:
    """8.1: `q` finds words in values, all of them, whatever their case."""
    _write(parties, 4)
    assert _actors(admin.get("/logs", q="ACTOR2")) == ["actor2"]
    assert _actors(admin.get("/logs", q="login actor3@bulk")) == ["actor3"]
    assert admin.get("/logs", q="actor3 actor2") == []
    assert admin.refused("GET", "/logs", q=" ".join("abcdefghijk")) == (400, "E0000001")
    assert admin.refused("GET", "/logs", q="x" * 41) == (400, "E0000001")


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ({"since": "yesterday"}, "E0000001"),
        ({"until": "2026-13-01"}, "E0000001"),
        ({"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "E0000001"),
        ({"sortOrder": "UP"}, "E0000001"),
        ({"limit": "1001"}, "E0000001"),
        ({"limit": "-1"}, "E0000001"),
        ({"filter": 'published gt "2026-01-01T00:00:00Z"'}, "E0000001"),
        ({"filter": 'eventType ne "x"'}, "E0000001"),
        ({"filter": 'target[type eq "User"]'}, "E0000001"),
        ({"filter": 'debugContext.debugData.url co "x"'}, "E0000001"),
        ({"filter": 'shoeSize eq "7"'}, "E0000001"),
        ({"filter": "eventType eq"}, "E0000001"),
        ({"after": "???"}, "E0000029"),
        ({"after": "WyJ4Il0"}, "E0000029"),
        ({"after": "WzEsMl0"}, "E0000029"),
        ({"after": "WzFlMzAwXQ"}, "E0000029"),
    ],
)
def test_what_cannot_be_asked(admin: Admin, query: dict[str, str], refusal: str) -> None:
    """8.1: a bad date or filter is E0000001 with causes, another list's cursor E0000029."""
    assert admin.refused("GET", "/logs", **query) == (400, refusal)


def test_no_events_are_wanted(admin: Admin, parties: Parties) -> None:
    """8.1: a limit of 0 gives none, and passes over none."""
    _write(parties, 1)
    answer = admin.send("GET", "/logs", limit="0")
    assert answer.get_json() == []
    assert admin.get("/logs", until="2030-01-01T00:00:00Z", since=LONG_AGO, limit="0") == []


def test_who_may_read(nobody: Admin) -> None:
    assert nobody.refused("GET", "/logs") == (403, "E0000005")


def test_every_event_that_was_written_is_known(admin: Admin, app: RelyingParty, parties: Parties) -> None:
    """8.3: words and names of old stand in one table."""
    app.code(parties.browser(), cast.ALICE)
    app.sign_in(parties.browser(), cast.ERIN)
    user = admin.post(
        "/users", {"profile": {"login": "z@z.example", "email": "z@z.example", "firstName": "Z", "lastName": "Z"}}
    )
    for call in ("deactivate", "activate"):
        admin.post(f"/users/{user['id']}/lifecycle/{call}", sendEmail="false")
    written = {event["eventType"] for event in admin.get("/logs")}
    assert len(written) > 8
    assert written <= set(EVENT_TYPES)


def test_a_poll_waits_for_what_is_still_being_written(admin: Admin, parties: Parties) -> None:
    """8.1: who polls misses nothing that another worker commits late; only PostgreSQL lets two write at once."""
    store = parties.okta.runtime.store
    if not store.url.startswith("postgresql"):
        _write(parties, 1)
        assert len(admin.get("/logs")) == 1
        return
    runtime = parties.okta.runtime
    slow = Unit(runtime, None)  # type: ignore[arg-type]
    system_log.record(slow, "user.session.end", system_log.UNKNOWN)
    _write(parties, 1)
    waiting = admin.send("GET", "/logs")
    assert waiting.get_json() == []
    slow.close()
    following = next_link(waiting)
    assert following
    assert [event["eventType"] for event in admin.get(following)] == ["user.session.end", "user.session.start"]
