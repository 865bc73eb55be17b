"""What happened, to whom, why."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from mocks.okta.directory import system_log
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, APP_AT_OKTA, AZURE, AZURE_IDP, ERIN, FRANK, IVAN, NORA, OLIVIA
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

Event = tuple[str, str, str | None]


def events(parties: Parties) -> list[Event]:
    """Return type, result and reason of each event, in no order: the clock stands still."""
    with parties.okta.db() as db:
        return [(event.event_type, event.result, event.reason) for event in system_log.latest(db)]


def details(parties: Parties, event_type: str) -> dict[str, dict[str, str]]:
    """Return actor and first target of the only event of a type."""
    table = system_log.SYSTEM_LOG
    with parties.okta.db() as db:
        (body,) = db.execute(select(table.c.body).where(table.c.event_type == event_type)).scalars()
    found = msgspec.json.decode(body)
    return {"actor": found["actor"], "target": (found["target"] or [{}])[0]}


LET_IN = ("policy.evaluate_sign_on", "ALLOW", "Default Policy: Default Rule; Default Policy: Catch-all Rule")
SIGNED_IN = [
    LET_IN,
    ("user.session.start", "SUCCESS", None),
    ("user.authentication.sso", "SUCCESS", None),
    ("app.oauth2.as.authorize.code", "SUCCESS", None),
]


def test_a_first_federated_sign_in(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 8.3: user created, activated, put into a group, vouched for, signed in."""
    app.code(browser, ALICE)
    assert sorted(events(parties)) == sorted(
        [
            ("user.lifecycle.create", "SUCCESS", None),
            ("user.lifecycle.activate", "SUCCESS", None),
            ("group.user_membership.add", "SUCCESS", None),
            ("user.authentication.auth_via_IDP", "SUCCESS", None),
            *SIGNED_IN,
        ]
    )
    told = details(parties, "user.lifecycle.create")
    assert (told["actor"]["id"], told["actor"]["type"]) == (AZURE_IDP, "IdentityProvider")
    assert (told["target"]["alternateId"], told["target"]["type"]) == (ALICE.username, "User")
    told = details(parties, "app.oauth2.as.authorize.code")
    assert (told["actor"]["alternateId"], told["target"]["id"]) == (ALICE.username, APP_AT_OKTA)


def test_a_second_one_changes_nothing(app: RelyingParty, parties: Parties) -> None:
    app.code(parties.browser(), ALICE)
    before = events(parties)
    app.code(parties.browser(), ALICE)
    after = events(parties)
    for event in before:
        after.remove(event)
    assert sorted(after) == sorted([("user.authentication.auth_via_IDP", "SUCCESS", None), *SIGNED_IN])


def test_a_sign_in_by_password(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.code(browser, OLIVIA)
    assert events(parties) == SIGNED_IN


def test_single_sign_on_starts_no_session(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.code(browser, OLIVIA)
    browser.open(app.authorize_url())
    assert len([event for event in events(parties) if event[0] == "user.session.start"]) == 1
    assert len([event for event in events(parties) if event[0] == "user.authentication.sso"]) == 2


def test_the_org_server_s_events_have_their_own_name(browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 8.3: without `as`."""
    parties.app_at_okta("").code(browser, OLIVIA)
    assert ("app.oauth2.authorize.code", "SUCCESS", None) in events(parties)


@pytest.mark.parametrize("person", [Person(OLIVIA.username, "wrong"), Person("nobody@nowhere.example", "x")])
def test_a_wrong_password(app: RelyingParty, browser: Browser, parties: Parties, person: Person) -> None:
    app.sign_in(browser, person)
    assert events(parties) == [("user.session.start", "FAILURE", "INVALID_CREDENTIALS")]
    known = person.username == OLIVIA.username
    assert details(parties, "user.session.start")["actor"]["alternateId"] == (OLIVIA.username if known else "unknown")


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (NORA, "failed_username_transform_missed_field"),
        (IVAN, "jit_disabled"),
        (FRANK, "invalid_user_status_error"),
    ],
)
def test_a_refused_external_identity(
    app: RelyingParty, browser: Browser, parties: Parties, person: Person, reason: str
) -> None:
    """A decision carries its reason (Okta fact sheet 3.7)."""
    app.sign_in(browser, person)
    assert events(parties) == [("user.authentication.auth_via_IDP", "FAILURE", reason)]


def test_somebody_who_is_not_assigned(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    app.sign_in(browser, ERIN)
    assert sorted(events(parties)) == sorted(
        [
            LET_IN,
            ("user.session.start", "SUCCESS", None),
            ("app.oauth2.as.authorize", "FAILURE", "user_not_assigned"),
        ]
    )
    assert details(parties, "app.oauth2.as.authorize")["actor"]["alternateId"] == ERIN.username


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"prompt": "none"}, "login_required"),
        ({"scope": "x"}, "no_matching_scope"),
        ({"state": None}, "invalid_state"),
        ({"idp": "x"}, "unknown_idp"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_refused_request(
    app: RelyingParty, browser: Browser, parties: Parties, changes: dict[str, str | None], reason: str
) -> None:
    browser.open(app.authorize_url(**changes))
    assert events(parties) == [("app.oauth2.as.authorize", "FAILURE", reason)]


def test_a_provider_that_is_down(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    parties.network.down.add(AZURE)
    browser.open(app.authorize_url(login_hint=ALICE.username))
    assert events(parties) == [("user.authentication.auth_via_IDP", "FAILURE", "idp_unavailable")]


def test_a_sign_out(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    token = app.tokens(browser, OLIVIA)["id_token"]
    browser.open(f"{app.metadata['end_session_endpoint']}?id_token_hint={token}")
    assert ("user.session.end", "SUCCESS", None) in events(parties)


def test_the_latest_come_last_and_are_limited(app: RelyingParty, parties: Parties) -> None:
    for person in (Person(OLIVIA.username, "wrong"), OLIVIA):
        app.sign_in(parties.browser(), person)
        parties.clock.move(timedelta(seconds=1))
    with parties.okta.db() as db:
        assert {event.event_type for event in system_log.latest(db, 4)} == {name for name, _, _ in SIGNED_IN}
        assert [event.reason for event in system_log.latest(db)] == ["INVALID_CREDENTIALS", LET_IN[2], None, None, None]


def test_no_secret_is_written_down(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    tokens = app.tokens(browser, ALICE)
    app.sign_in(browser, Person(OLIVIA.username, "wrong-password-of-hers"), prompt="login")
    written = repr(parties.okta.rows("system_log"))
    for secret in (ALICE.password, "wrong-password-of-hers", tokens["access_token"], tokens["id_token"]):
        assert secret not in written
