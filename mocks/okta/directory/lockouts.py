"""Wrong passwords of a user, counted, and the lock that they lead to. Source: fact sheet 6.4.

Counted in the database, so that attempts at several workers at once are all seen.
"""

from datetime import datetime

from sqlalchemy import Connection, bindparam

from mocks.kit.prepared import Prepared
from mocks.okta.directory.users import USERS, Status

_HERE = USERS.c.id == bindparam("user")
_COUNT = Prepared(
    USERS.update().where(_HERE).values(failed_attempts=USERS.c.failed_attempts + 1).returning(USERS.c.failed_attempts)
)
_FORGET = Prepared(USERS.update().where(_HERE).values(failed_attempts=0))


def count_failure(db: Connection, id: str) -> int:
    """Note a wrong password; return how many there were since the last right one."""
    row = _COUNT.first(db, {"user": id})
    return int(row[0]) if row else 0


def forget_failures(db: Connection, id: str) -> None:
    _FORGET.run(db, {"user": id})


def lock(db: Connection, id: str, now: datetime) -> bool:
    """Lock an active user out; tells whether this call did it, so that it is told of once."""
    return _move(db, id, Status.ACTIVE, Status.LOCKED_OUT, now)


def unlock(db: Connection, id: str, now: datetime) -> bool:
    """Let a locked-out user try again; tells whether this call did it."""
    return _move(db, id, Status.LOCKED_OUT, Status.ACTIVE, now)


def _move(db: Connection, id: str, before: Status, after: Status, now: datetime) -> bool:
    moment = now.timestamp()
    values = {"status": after.value, "status_changed": moment, "last_updated": moment, "failed_attempts": 0}
    there = (USERS.c.id == id, USERS.c.status == before.value)
    return db.execute(USERS.update().where(*there).values(values)).rowcount > 0
