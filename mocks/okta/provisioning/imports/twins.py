"""Groups of a source: each has a twin here that only imports change, with the members who are users."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from mocks.kit.web import Unit
from mocks.okta.directory import groups, imports, system_log
from mocks.okta.directory.groups import APP_GROUP, Group
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.system_log import Party
from mocks.okta.ids import okta_id
from mocks.okta.provisioning.imports.parties import source_party


def tell(unit: Unit, source: IdentitySource, external_id: str, profile: dict[str, Any]) -> str:
    """Take in what the source says of a group; return what came of it, as it is counted."""
    name, description = str(profile.get("displayName") or external_id), profile.get("description") or None
    now = unit.runtime.clock.now()
    twin = _twin(unit.db, source, external_id)
    if twin is None:
        id = okta_id(unit.runtime.ids, "00g")
        groups.add(unit.db, id, _free_name(unit.db, source, name), now, description, APP_GROUP)
        imports.add_group(unit.db, source.id, external_id, id)
        system_log.record(unit, "system.import.group.create", source_party(source), [_party(id, name)])
        return "created"
    if twin.name in (name, _qualified(source, name)) and twin.description == description:
        return "unchanged"
    groups.change(unit.db, twin.id, _free_name(unit.db, source, name), description, now)
    return "updated"


def tell_gone(unit: Unit, source: IdentitySource, external_id: str) -> str:
    twin = _twin(unit.db, source, external_id)
    if twin is None:
        return "unchanged"
    groups.remove(unit.db, twin.id)
    system_log.record(unit, "group.lifecycle.delete", source_party(source), [_party(twin.id, twin.name)])
    return "removed"


def tell_members(unit: Unit, source: IdentitySource, external_id: str, members: Iterable[str], *, joined: bool) -> str:
    """Take in who joined or left a group; who is no user yet joins when they become one."""
    twin = _twin(unit.db, source, external_id)
    if twin is None:
        return "unchanged"
    note = imports.note_member if joined else imports.unnote_member
    changed = [member for member in members if note(unit.db, source.id, twin.id, member)]
    for member in changed:
        told = imports.one(unit.db, source.id, member)
        if told and told.user_id:
            (join if joined else groups.remove_member)(unit.db, twin.id, told.user_id)
    if changed:
        groups.note_change_of_members(unit.db, twin.id, unit.runtime.clock.now())
    return "updated" if changed else "unchanged"


def admit(db: Connection, source_id: str, external_id: str, user_id: str) -> None:
    """Put a person who has become a user into the groups that the source has them in."""
    for group_id in imports.groups_of(db, source_id, external_id):
        join(db, group_id, user_id)


def join(db: Connection, group_id: str, user_id: str) -> None:
    """Put a user into a group, where they are not in it already."""
    if not groups.is_member(db, group_id, user_id):
        groups.add_member(db, group_id, user_id)


def _twin(db: Connection, source: IdentitySource, external_id: str) -> Group | None:
    id = imports.group_id(db, source.id, external_id)
    return groups.by_id(db, id) if id else None


def _free_name(db: Connection, source: IdentitySource, name: str) -> str:
    """Return the name, with the source's behind it where a group here has it already."""
    try:
        groups.id_of(db, name)
    except KeyError:
        return name
    return _qualified(source, name)


def _qualified(source: IdentitySource, name: str) -> str:
    return f"{name} ({source.name})"


def _party(id: str, name: str) -> Party:
    return Party(id, "UserGroup", name, name)
