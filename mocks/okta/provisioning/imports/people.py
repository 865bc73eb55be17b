"""What an import says of one person: somebody new, somebody known, somebody changed, somebody back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.okta.directory import imports, system_log, users
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.imports import Decision, ImportedUser, Match
from mocks.okta.directory.users import User
from mocks.okta.provisioning import mapping
from mocks.okta.provisioning.imports import confirmed, departed, matching
from mocks.okta.provisioning.imports.matching import Found
from mocks.okta.provisioning.imports.parties import source_party
from mocks.okta.provisioning.jit import user_party


def tell(unit: Unit, source: IdentitySource, external_id: str, profile: Mapping[str, Any]) -> str:
    """Take in what the source says of a person; return what came of it, as it is counted."""
    known = imports.one(unit.db, source.id, external_id)
    if known is None:
        return _decide(unit, source, _told(unit, source, external_id, profile), is_new=True)
    if known.decision is Decision.IGNORED:
        return "ignored"
    if known.decision is Decision.PENDING:
        return _again(unit, source, known, profile)
    return _known(unit, source, known, profile)


def decide_again(unit: Unit, source: IdentitySource, known: ImportedUser) -> str:
    """Match a person who waits once more: users may have come and gone."""
    return _decide(unit, source, known, is_new=False)


def mapped(source: IdentitySource, profile: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """Return the profile that a person is to have here, and why they cannot have it, "" when they can."""
    try:
        return mapping.profile(source.mapping, profile), ""
    except OAuthError as error:
        return {}, error.description or "The profile does not fit."


def _told(unit: Unit, source: IdentitySource, external_id: str, profile: Mapping[str, Any]) -> ImportedUser:
    now = unit.runtime.clock.now().timestamp()
    waiting = (Match.NONE, Decision.PENDING, None, ())
    return ImportedUser(source.id, external_id, dict(profile), *waiting, present=True, reason="", last_updated=now)


def _again(unit: Unit, source: IdentitySource, known: ImportedUser, profile: Mapping[str, Any]) -> str:
    if known.present and known.profile == profile:
        return "unchanged"
    told = _told(unit, source, known.external_id, profile)
    return _decide(unit, source, told, is_new=False)


def _decide(unit: Unit, source: IdentitySource, told: ImportedUser, *, is_new: bool) -> str:
    attributes, unfit = mapped(source, told.profile)
    found = matching.find(unit.db, source, told.external_id, attributes)
    if unfit:
        found = Found(Match.CONFLICT, reason=unfit)
    told = replace(told, match=found.match, candidates=tuple(user.id for user in found.users), reason=found.reason)
    (imports.add if is_new else imports.replace)(unit.db, told)
    if not _needs_nobody(source, found):
        return "waiting"
    if found.match is Match.NONE:
        confirmed.create(unit, source, told, attributes)
        return "created"
    confirmed.link(unit, source, told, found.users[0], attributes)
    return "matched"


def _needs_nobody(source: IdentitySource, found: Found) -> bool:
    """Tell whether the rules confirm a result; a partial match of several people is for a person to decide."""
    rules = source.confirmation
    match found.match:
        case Match.EXACT:
            return rules.exact
        case Match.PARTIAL:
            return rules.partial and len(found.users) == 1
        case Match.NONE:
            return rules.new
        case Match.CONFLICT:
            return False


def _known(unit: Unit, source: IdentitySource, known: ImportedUser, profile: Mapping[str, Any]) -> str:
    user = users.by_id(unit.db, known.user_id or "")
    if user is None:
        return "unchanged"
    if known.present and known.profile == profile:
        return "unchanged"
    now = unit.runtime.clock.now().timestamp()
    imports.replace(unit.db, replace(known, profile=dict(profile), present=True, last_updated=now))
    if not known.present:
        departed.back(unit, source, user)
    if source.profile_source:
        _refresh(unit, source, user, profile)
    return "updated" if known.present else "returned"


def _refresh(unit: Unit, source: IdentitySource, user: User, profile: Mapping[str, Any]) -> None:
    attributes, unfit = mapped(source, profile)
    if unfit:
        system_log.record(unit, "system.import.user.update", source_party(source), [user_party(user)], reason=unfit)
        return
    if confirmed.update(unit, source, user, attributes):
        system_log.record(unit, "system.import.user.update", source_party(source), [user_party(user)])
