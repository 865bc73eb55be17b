"""One place decides what a password is worth, whichever way somebody comes in."""

import pytest

from mocks.kit.artifacts import Statements
from mocks.kit.web import Unit
from mocks.okta import credentials
from mocks.okta.credentials import Refusal
from mocks.okta.directory import users
from mocks.okta.directory.users import Status
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
