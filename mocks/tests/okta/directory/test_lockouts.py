"""Wrong passwords, counted, and the lock that they lead to."""

from mocks.okta.directory import lockouts, users
from mocks.okta.directory.users import Status, User
from mocks.tests.cast import OLIVIA
from mocks.tests.parties import Parties


def olivia(parties: Parties) -> User:
    with parties.okta.db() as db:
        found = users.by_login(db, OLIVIA.username)
    assert found
    return found


def test_failures_are_counted_until_they_are_forgotten(parties: Parties) -> None:
    """Each failure adds one, whoever read the user before; the next count after forgetting begins at one."""
    id = olivia(parties).id
    with parties.okta.db() as db:
        assert [lockouts.count_failure(db, id) for _ in range(3)] == [1, 2, 3]
    assert olivia(parties).failed_attempts == 3
    with parties.okta.db() as db:
        lockouts.forget_failures(db, id)
        assert lockouts.count_failure(db, id) == 1
        assert lockouts.count_failure(db, "00unobody00000000000") == 0


def test_an_active_user_is_locked_once(parties: Parties) -> None:
    """Of two requests that lock, one may tell of it; the lock has its moment, and the count begins anew."""
    id, now = olivia(parties).id, parties.clock.now()
    with parties.okta.db() as db:
        lockouts.count_failure(db, id)
        assert [lockouts.lock(db, id, now) for _ in range(2)] == [True, False]
    locked = olivia(parties)
    assert (locked.status, locked.status_changed, locked.failed_attempts) == (Status.LOCKED_OUT, now.timestamp(), 0)
    with parties.okta.db() as db:
        assert [lockouts.unlock(db, id, now) for _ in range(2)] == [True, False]
    assert olivia(parties).status is Status.ACTIVE


def test_only_active_people_are_locked(parties: Parties) -> None:
    """A lock must not lift a suspension when it ends."""
    id, now = olivia(parties).id, parties.clock.now()
    with parties.okta.db() as db:
        users.set_status(db, id, Status.SUSPENDED, now)
        assert not lockouts.lock(db, id, now)
        assert not lockouts.unlock(db, id, now)
    assert olivia(parties).status is Status.SUSPENDED
