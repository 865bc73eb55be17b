"""Who is gone from the source, and who is back."""

from dataclasses import replace

from mocks.kit.web import Unit
from mocks.oauth import session as sessions
from mocks.oauth.model import Session
from mocks.okta.directory import imports, system_log, user_records, users
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.imports import Decision
from mocks.okta.directory.users import Status, User
from mocks.okta.provisioning.imports.parties import source_party
from mocks.okta.provisioning.jit import user_party

_ENDS = {
    "DEACTIVATE": (Status.DEPROVISIONED, "user.lifecycle.deactivate"),
    "SUSPEND": (Status.SUSPENDED, "user.lifecycle.suspend"),
}
_GONE = (Status.DEPROVISIONED, Status.SUSPENDED)


def tell(unit: Unit, source: IdentitySource, external_id: str, ended: list[Session]) -> str:
    """Take in that the source has a person no more; return what came of it, as it is counted.

    ended: takes the sessions that this ends, of which the applications are yet to be told.
    """
    known = imports.one(unit.db, source.id, external_id)
    if known is None or not known.present:
        return "unchanged"
    now = unit.runtime.clock.now().timestamp()
    imports.replace(unit.db, replace(known, present=False, last_updated=now))
    user = users.by_id(unit.db, known.user_id) if known.decision is Decision.CONFIRMED and known.user_id else None
    if user and source.departure.action != "NONE" and user.status not in _GONE:
        ended += _end(unit, source, user)
    return "removed"


def back(unit: Unit, source: IdentitySource, user: User) -> None:
    """Let somebody in again whom this source had let go, where it is to do so."""
    if user.status is Status.DEPROVISIONED and source.departure.reactivate:
        _move(unit, source, user, Status.ACTIVE, "user.lifecycle.reactivate")
    elif user.status is Status.SUSPENDED and source.departure.unsuspend:
        _move(unit, source, user, Status.ACTIVE, "user.lifecycle.unsuspend")


def is_too_much(unit: Unit, source: IdentitySource, removals: int) -> bool:
    """Tell whether an import would take away more people than the safeguard lets pass."""
    there = imports.present(unit.db, source.id)
    return there > source.departure.least and removals * 100 > there * source.departure.safeguard


def _end(unit: Unit, source: IdentitySource, user: User) -> list[Session]:
    status, event = _ENDS[source.departure.action]
    if status is Status.DEPROVISIONED:
        user_records.drop_assignments(unit.db, user.id)
    ended = sessions.end_all(unit, user.id)
    _move(unit, source, user, status, event)
    system_log.record(unit, "system.import.user.delete", source_party(source), [user_party(user)])
    return ended


def _move(unit: Unit, source: IdentitySource, user: User, status: Status, event: str) -> None:
    users.set_status(unit.db, user.id, status, unit.runtime.clock.now())
    system_log.record(unit, event, source_party(source), [user_party(user)])
