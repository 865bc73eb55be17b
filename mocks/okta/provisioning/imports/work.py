"""A triggered session, worked off piece by piece: each piece is one transaction that also says how far it came.

So a worker that dies loses nothing and repeats nothing, and no other request waits long for the database.
"""

from collections import Counter
from dataclasses import replace

from mocks.kit.clock import real_timestamp
from mocks.kit.prepared import Conflict
from mocks.kit.store import savepoint
from mocks.kit.web import Unit
from mocks.oauth.model import Session
from mocks.okta.directory import import_sessions, system_log
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.import_sessions import ImportSession, Item, ItemKind, SessionStatus
from mocks.okta.provisioning.imports import departed, people, twins
from mocks.okta.provisioning.imports.parties import source_party

_PIECE = 100
_LONGEST = 1.0


def trigger(unit: Unit, source: IdentitySource, session: ImportSession, *, unguarded: bool = False) -> ImportSession:
    """Begin to work off what was loaded; the safeguard stops it here. unguarded: an administrator said to go on."""
    removals = import_sessions.count_of(unit.db, session, ItemKind.NO_USER)
    if removals and not unguarded and departed.is_too_much(unit, source, removals):
        system_log.record(
            unit, "system.import.roadblock", source_party(source), reason="Too many people would be removed"
        )
        return _save(unit, replace(session, status=SessionStatus.ERROR, counts={"removals": removals}))
    system_log.record(unit, "system.import.start", source_party(source))
    return _save(unit, replace(session, status=SessionStatus.TRIGGERED))


def go_on(unit: Unit, source: IdentitySource, most: int) -> list[Session]:
    """Work off up to `most` items of the source's oldest session that is at work; ends the transaction on its way.

    Not for longer than a second, in which who asked is waiting. Returns the sign-in sessions of people who are gone,
    of which the applications are yet to be told.
    """
    ended: list[Session] = []
    done, until = 0, real_timestamp() + _LONGEST
    while done < most and real_timestamp() < until:
        session = import_sessions.next_at_work(unit.db, source.id)
        if session is None:
            break
        done += _piece(unit, source, session, ended)
        unit.commit()
    return ended


def _piece(unit: Unit, source: IdentitySource, session: ImportSession, ended: list[Session]) -> int:
    items = import_sessions.items(unit.db, session, _PIECE)
    counts = Counter(session.counts)
    for item in items:
        counts[f"{item.kind.value}.{_one(unit, source, item, ended)}"] += 1
    session = replace(session, done=session.done + len(items), counts=dict(counts), status=SessionStatus.IN_PROGRESS)
    if session.done >= session.loaded:
        import_sessions.drop_items(unit.db, session)
        system_log.record(unit, "system.import.complete", source_party(source))
        session = replace(session, status=SessionStatus.COMPLETED)
    _save(unit, session)
    return len(items) or 1


def _one(unit: Unit, source: IdentitySource, item: Item, ended: list[Session]) -> str:
    try:
        with savepoint(unit.db):
            return _take(unit, source, item, ended)
    except Conflict:
        # A sign-in of the same person was faster: what it wrote is found now.
        return _take(unit, source, item, ended)


def _take(unit: Unit, source: IdentitySource, item: Item, ended: list[Session]) -> str:
    match item.kind:
        case ItemKind.USER:
            return people.tell(unit, source, item.external_id, item.body)
        case ItemKind.NO_USER:
            return departed.tell(unit, source, item.external_id, ended)
        case ItemKind.GROUP:
            return twins.tell(unit, source, item.external_id, item.body)
        case ItemKind.NO_GROUP:
            return twins.tell_gone(unit, source, item.external_id)
        case ItemKind.MEMBERS | ItemKind.NO_MEMBERS:
            joined = item.kind is ItemKind.MEMBERS
            return twins.tell_members(unit, source, item.external_id, item.body["members"], joined=joined)


def _save(unit: Unit, session: ImportSession) -> ImportSession:
    session = replace(session, last_updated=unit.runtime.clock.now().timestamp())
    import_sessions.save(unit.db, session)
    return session
