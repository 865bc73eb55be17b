"""Whom an imported person may be among the users who are here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from mocks.okta.directory import imports, users
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.imports import Match
from mocks.okta.directory.users import User
from mocks.okta.provisioning import mapping


@dataclass(frozen=True, slots=True)
class Found:
    """The bucket, the users who are meant, and for a conflict its reason."""

    match: Match
    users: tuple[User, ...] = ()
    reason: str = ""


def find(db: Connection, source: IdentitySource, external_id: str, profile: Mapping[str, Any]) -> Found:
    """Match a mapped profile; a user who is another person of the same source is no match but a conflict."""
    missing = [name for name in ("login", *mapping.REQUIRED) if not profile.get(name)]
    if missing:
        return Found(Match.CONFLICT, reason=f"Required attributes are missing: {', '.join(missing)}.")
    exact = _exact(db, source, profile)
    if len(exact) > 1:
        return Found(Match.CONFLICT, exact, "Several users match exactly.")
    if exact and _is_taken(db, source, external_id, exact[0]):
        return Found(Match.CONFLICT, exact, "The user who matches is another person of this source.")
    if exact:
        return Found(Match.EXACT, exact)
    if users.by_login(db, str(profile["login"])):
        return Found(Match.CONFLICT, reason="The login is somebody else's.")
    partial = _partial(db, profile) if source.matching.partial else ()
    free = tuple(user for user in partial if not _is_taken(db, source, external_id, user))
    return Found(Match.PARTIAL, free) if free else Found(Match.NONE)


def _exact(db: Connection, source: IdentitySource, profile: Mapping[str, Any]) -> tuple[User, ...]:
    match source.matching.exact:
        case "USERNAME":
            found = users.by_login(db, str(profile["login"]))
            return (found,) if found else ()
        case "EMAIL":
            return tuple(users.by_email(db, str(profile["email"])))
        case "ATTRIBUTES":
            return _by_attributes(db, source.matching.attributes, profile)


def _by_attributes(db: Connection, names: tuple[str, ...], profile: Mapping[str, Any]) -> tuple[User, ...]:
    """Return the users who have every one of the attributes, as they are written."""
    wanted = {name: profile[name] for name in names if profile.get(name)}
    if len(wanted) < len(names) or not names:
        return ()
    first = names[0]
    candidates = users.by_attribute(db, first, str(wanted[first]), most=100)
    return tuple(user for user in candidates if all(user.profile.get(name) == it for name, it in wanted.items()))


def _partial(db: Connection, profile: Mapping[str, Any]) -> tuple[User, ...]:
    return tuple(users.by_names(db, str(profile["firstName"]), str(profile["lastName"])))


def _is_taken(db: Connection, source: IdentitySource, external_id: str, user: User) -> bool:
    mine = (told for told in imports.of_user(db, user.id) if told.source_id == source.id)
    return any(told.external_id != external_id for told in mine)
