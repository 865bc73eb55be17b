"""Import sessions: created, loaded in bulk, triggered, followed. Source: Okta's Identity Sources API; fact sheet 9.1.

A triggered session goes on whenever somebody looks at it or at its source, a bounded piece each time: small imports
are over when the trigger answers, and a worker that dies leaves nothing half done.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec

from mocks.oauth.single_sign_out import back_channel
from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api.identity_sources import MANAGE, READ, named
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import import_sessions
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.import_sessions import AT_WORK, ImportSession, Item, ItemKind, SessionStatus
from mocks.okta.provisioning.imports import work

bp = Api("import_sessions")
_PATH = "/identity-sources/<id>/sessions"
_AT_ONCE = 5000
"""Items that one request works off."""
_MOST_PROFILES, _MOST_LOADS = 200, 50
_LIFETIME = timedelta(hours=24)
ExternalId = Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f]+$", max_length=255)]


class Profiled(msgspec.Struct, rename="camel"):
    external_id: ExternalId
    profile: dict[str, str | None]


class UsersInput(msgspec.Struct, rename="camel"):
    entity_type: Literal["USERS"]
    profiles: list[Profiled] = []


class Named(msgspec.Struct, rename="camel"):
    external_id: ExternalId


class GoneInput(msgspec.Struct, rename="camel"):
    entity_type: Literal["USERS"]
    profiles: list[Named] = []


class GroupsInput(msgspec.Struct, rename="camel"):
    profiles: list[Profiled] = []


class GoneGroupsInput(msgspec.Struct, rename="camel"):
    external_ids: list[ExternalId] = []


class Membership(msgspec.Struct, rename="camel"):
    group_external_id: ExternalId
    member_external_ids: list[ExternalId] = []


class MembershipsInput(msgspec.Struct, rename="camel"):
    memberships: list[Membership] = []


@bp.get(_PATH, READ)
def active(call: Call, id: str) -> list[dict[str, Any]]:
    source = _worked_on(call, id)
    sessions = import_sessions.in_status(call.db, source.id, SessionStatus.CREATED, *AT_WORK)
    return [_shown(session) for session in sessions]


@bp.post(_PATH, MANAGE)
def add(call: Call, id: str) -> dict[str, Any]:
    source = _worked_on(call, id)
    for session in import_sessions.in_status(call.db, source.id, SessionStatus.CREATED):
        if _expire(call, session).status is SessionStatus.CREATED:
            raise invalid("session", "There is an existing session that is created and not triggered yet")
    return _shown(import_sessions.add(call.db, call.new_id("iss"), source.id, call.now.timestamp()))


@bp.get(f"{_PATH}/<session_id>", READ)
def one(call: Call, id: str, session_id: str) -> dict[str, Any]:
    return _shown(_session(call, _worked_on(call, id), session_id))


@bp.delete(f"{_PATH}/<session_id>", MANAGE)
def cancel(call: Call, id: str, session_id: str) -> None:
    session = _open(call, id, session_id)
    import_sessions.drop_items(call.db, session)
    import_sessions.save(call.db, replace(session, status=SessionStatus.CLOSED, last_updated=call.now.timestamp()))


@bp.post(f"{_PATH}/<session_id>/start-import", MANAGE)
def start(call: Call, id: str, session_id: str) -> dict[str, Any]:
    """Trigger a session. `ignoreSafeguard=true` is what an administrator says after a roadblock."""
    source, session = named(call, id), _open(call, id, session_id)
    unguarded = call.flag("ignoreSafeguard", default=False)
    shown = _shown(work.trigger(call.unit, source, session, unguarded=unguarded))
    if shown["status"] == SessionStatus.TRIGGERED:
        _go_on(call, source)
    return shown


@bp.post(f"{_PATH}/<session_id>/bulk-upsert", MANAGE)
def load_users(call: Call, id: str, session_id: str) -> None:
    profiles = _some(call.body(UsersInput).profiles, "profiles")
    _load(call, id, session_id, (Item(ItemKind.USER, it.external_id, _told(it.profile)) for it in profiles))


@bp.post(f"{_PATH}/<session_id>/bulk-delete", MANAGE)
def load_gone_users(call: Call, id: str, session_id: str) -> None:
    profiles = _some(call.body(GoneInput).profiles, "profiles")
    _load(call, id, session_id, (Item(ItemKind.NO_USER, it.external_id, {}) for it in profiles))


@bp.post(f"{_PATH}/<session_id>/bulk-groups-upsert", MANAGE)
def load_groups(call: Call, id: str, session_id: str) -> None:
    profiles = _some(call.body(GroupsInput).profiles, "profiles")
    _load(call, id, session_id, (Item(ItemKind.GROUP, it.external_id, _told(it.profile)) for it in profiles))


@bp.post(f"{_PATH}/<session_id>/bulk-groups-delete", MANAGE)
def load_gone_groups(call: Call, id: str, session_id: str) -> None:
    ids = _some(call.body(GoneGroupsInput).external_ids, "externalIds")
    _load(call, id, session_id, (Item(ItemKind.NO_GROUP, external_id, {}) for external_id in ids))


@bp.post(f"{_PATH}/<session_id>/bulk-group-memberships-upsert", MANAGE)
def load_members(call: Call, id: str, session_id: str) -> None:
    _load(call, id, session_id, _memberships(call, ItemKind.MEMBERS))


@bp.post(f"{_PATH}/<session_id>/bulk-group-memberships-delete", MANAGE)
def load_gone_members(call: Call, id: str, session_id: str) -> None:
    _load(call, id, session_id, _memberships(call, ItemKind.NO_MEMBERS))


def _memberships(call: Call, kind: ItemKind) -> list[Item]:
    told = _some(call.body(MembershipsInput).memberships, "memberships")
    if sum(len(it.member_external_ids) for it in told) > _MOST_PROFILES:
        raise invalid("memberships", f"memberships: at most {_MOST_PROFILES} members at once")
    return [Item(kind, it.group_external_id, {"members": it.member_external_ids}) for it in told]


def _some(given: list[Any], name: str) -> list[Any]:
    if not 1 <= len(given) <= _MOST_PROFILES:
        raise invalid(name, f"{name}: 1 to {_MOST_PROFILES} are needed")
    return given


def _told(profile: dict[str, str | None]) -> dict[str, str]:
    """Return what the source says, without what it leaves open."""
    return {name: value for name, value in profile.items() if value}


def _load(call: Call, id: str, session_id: str, items: Iterable[Item]) -> None:
    session = _open(call, id, session_id)
    if session.loads >= _MOST_LOADS:
        raise invalid("session", f"A session takes at most {_MOST_LOADS} bulk requests")
    loaded = import_sessions.load(call.db, session, items)
    moment = call.now.timestamp()
    import_sessions.save(call.db, replace(session, loads=session.loads + 1, loaded=loaded, last_updated=moment))
    call.status = 202


def _open(call: Call, id: str, session_id: str) -> ImportSession:
    """Return a session that still takes data; raises E0000001."""
    session = _session(call, named(call, id), session_id)
    if session.status is not SessionStatus.CREATED:
        raise ApiError("E0000001", "session", [f"The session is {session.status}, not {SessionStatus.CREATED}"])
    return session


def _session(call: Call, source: IdentitySource, session_id: str) -> ImportSession:
    session = import_sessions.by_id(call.db, source.id, session_id)
    if session is None:
        raise not_found(session_id, "IdentitySourceSession")
    return _expire(call, session)


def _expire(call: Call, session: ImportSession) -> ImportSession:
    """Close a session that nobody has used for a day."""
    idle = call.now.timestamp() - session.last_updated
    if session.status is not SessionStatus.CREATED or idle < _LIFETIME.total_seconds():
        return session
    import_sessions.drop_items(call.db, session)
    session = replace(session, status=SessionStatus.EXPIRED)
    import_sessions.save(call.db, session)
    return session


def _worked_on(call: Call, id: str) -> IdentitySource:
    """Return the source that a path names, its work taken a piece further."""
    source = named(call, id)
    _go_on(call, source)
    return source


def _go_on(call: Call, source: IdentitySource) -> None:
    """Work a piece off, and tell the applications of people who are gone that these are signed out."""
    back_channel(call.unit, call.server, *work.go_on(call.unit, source, _AT_ONCE))


def _shown(session: ImportSession) -> dict[str, Any]:
    return {
        "id": session.id,
        "identitySourceId": session.source_id,
        "status": session.status,
        "importType": "INCREMENTAL",
        "created": iso(session.created),
        "lastUpdated": iso(session.last_updated),
    }
