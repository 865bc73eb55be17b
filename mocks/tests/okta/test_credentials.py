"""One place decides what a password is worth, whichever way somebody comes in."""

from datetime import timedelta
from typing import Literal

import pytest

from mocks.kit.artifacts import Statements
from mocks.kit.web import Unit
from mocks.okta import credentials
from mocks.okta.credentials import Refusal
from mocks.okta.directory import mailbox, system_log, users
from mocks.okta.directory.users import Status, User
from mocks.okta.policies._passwords import Lockout, PasswordSettings
from mocks.tests.cast import ALICE, OLIVIA
from mocks.tests.parties import Parties


def checked(parties: Parties, name: str, password: str) -> Refusal | None:
    runtime = parties.okta.runtime
    here = Unit(runtime, Statements(runtime.store.metadata.tables["artifacts"]))
    try:
        return credentials.check(here, users.by_sign_in_name(here.db, name), password)
    finally:
        here.close()


def put(parties: Parties, name: str, status: Status) -> None:
    with parties.okta.db() as db:
        user = users.by_login(db, name)
        assert user
        users.set_status(db, user.id, status, parties.clock.now())


def test_the_right_password_is_not_refused(parties: Parties) -> None:
    assert checked(parties, OLIVIA.username, OLIVIA.password) is None
    put(parties, OLIVIA.username, Status.PASSWORD_EXPIRED)
    assert checked(parties, OLIVIA.username, OLIVIA.password) is None


def test_what_is_wrong_is_one_reason(parties: Parties) -> None:
    """Fact sheet 2.4: a wrong password, nobody, and somebody without a password here are not told apart."""
    assert checked(parties, OLIVIA.username, "wrong") is Refusal.INVALID
    assert checked(parties, "nobody@nowhere.example", OLIVIA.password) is Refusal.INVALID
    assert checked(parties, ALICE.username, ALICE.password) is Refusal.INVALID


@pytest.mark.parametrize("password", [OLIVIA.password, "wrong"])
def test_a_lock_is_told_apart_whatever_the_password(parties: Parties, password: str) -> None:
    """The caller, who knows the policy, decides whether to show it."""
    put(parties, OLIVIA.username, Status.LOCKED_OUT)
    assert checked(parties, OLIVIA.username, password) is Refusal.LOCKED


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three wrong passwords lock for ten minutes."""
    settings = PasswordSettings(lockout=Lockout(max_attempts=3, auto_unlock_minutes=10))
    monkeypatch.setattr(credentials, "settings_for", lambda unit, user: settings)


def events(parties: Parties) -> list[tuple[str, str, str | None]]:
    with parties.okta.db() as db:
        return [(event.event_type, event.result, event.reason) for event in system_log.latest(db)]


def olivia(parties: Parties) -> User:
    with parties.okta.db() as db:
        found = users.by_login(db, OLIVIA.username)
    assert found
    return found


def test_the_last_attempt_locks(parties: Parties, policy: None) -> None:
    """6.4: from then on the right password is refused as well, and the log says when the lock began."""
    wrong = [checked(parties, OLIVIA.username, "wrong") for _ in range(4)]
    assert wrong == [Refusal.INVALID, Refusal.INVALID, Refusal.LOCKED, Refusal.LOCKED]
    assert checked(parties, OLIVIA.username, OLIVIA.password) is Refusal.LOCKED
    assert events(parties) == [("user.account.lock", "FAILURE", "LOCKED_OUT")]


def test_the_right_password_forgets_the_wrong_ones(parties: Parties, policy: None) -> None:
    for _ in range(2):
        assert checked(parties, OLIVIA.username, "wrong") is Refusal.INVALID
    assert checked(parties, OLIVIA.username, OLIVIA.password) is None
    assert olivia(parties).failed_attempts == 0
    assert checked(parties, OLIVIA.username, "wrong") is Refusal.INVALID
    assert olivia(parties).status is Status.ACTIVE


def test_a_lock_ends_with_its_time(parties: Parties, policy: None) -> None:
    """6.4 autoUnlockMinutes: the first attempt after it counts anew."""
    for _ in range(3):
        checked(parties, OLIVIA.username, "wrong")
    parties.clock.move(timedelta(minutes=10, seconds=-1))
    assert checked(parties, OLIVIA.username, OLIVIA.password) is Refusal.LOCKED
    parties.clock.move(timedelta(seconds=1))
    assert checked(parties, OLIVIA.username, "wrong") is Refusal.INVALID
    assert checked(parties, OLIVIA.username, OLIVIA.password) is None
    assert ("user.account.unlock", "SUCCESS", None) in events(parties)


def test_nobody_is_locked_who_cannot_sign_in(parties: Parties, policy: None) -> None:
    """A lock that ends would lift a suspension."""
    put(parties, OLIVIA.username, Status.SUSPENDED)
    for _ in range(5):
        assert checked(parties, OLIVIA.username, "wrong") is Refusal.INVALID
    assert olivia(parties).status is Status.SUSPENDED


@pytest.mark.parametrize("channels", [(), ("EMAIL",)])
def test_a_locked_person_may_be_told(
    parties: Parties, monkeypatch: pytest.MonkeyPatch, channels: tuple[Literal["EMAIL"], ...]
) -> None:
    """6.4: once, by mail, where the policy names that channel."""
    settings = PasswordSettings(lockout=Lockout(2, user_lockout_notification_channels=channels))
    monkeypatch.setattr(credentials, "settings_for", lambda unit, user: settings)
    for _ in range(3):
        checked(parties, OLIVIA.username, "wrong")
    with parties.okta.db() as db:
        assert len(mailbox.MAILBOX.latest(db, to=OLIVIA.username)) == len(channels)


def test_an_expired_password_cannot_be_guessed_for_ever(parties: Parties, policy: None) -> None:
    """Its owner has yet to choose another one, which a lock that ends by itself would let them forget."""
    put(parties, OLIVIA.username, Status.PASSWORD_EXPIRED)
    assert [checked(parties, OLIVIA.username, "wrong") for _ in range(3)] == 3 * [Refusal.INVALID]
    assert checked(parties, OLIVIA.username, OLIVIA.password) is Refusal.LOCKED
    assert olivia(parties).status is Status.PASSWORD_EXPIRED
