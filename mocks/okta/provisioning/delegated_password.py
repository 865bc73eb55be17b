"""Passwords that live in another directory: tried there, live, and taken over where the source says so.

Source: fact sheet 9.1, delegated authentication, and 9.2.
"""

from enum import StrEnum

from mocks.kit.passwords import hash_password
from mocks.kit.web import Unit
from mocks.okta.directory import identity_sources, imports, system_log, users
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.directory.users import Provider, User
from mocks.okta.provisioning import delegation
from mocks.okta.provisioning.delegation import NoAgent
from mocks.okta.provisioning.imports.parties import source_party
from mocks.okta.provisioning.jit import user_party


class Answer(StrEnum):
    """What the directory says; the values are what its agent calls them, and end the names of old of the events."""

    RIGHT = ""
    WRONG = "bad_password"
    EXPIRED = "expired_password"
    LOCKED = "locked_account"
    UNAVAILABLE = "no_connected_agent"


def verify(unit: Unit, user: User, password: str) -> Answer:
    """Try a person's password where it lives."""
    source = _source_of(unit, user)
    if source is None:
        return Answer.UNAVAILABLE
    try:
        said = delegation.answered(unit, source, _name_there(unit, source, user), password)
    except NoAgent:
        said = Answer.UNAVAILABLE
    answer = Answer(said) if said in set(Answer) else Answer.WRONG
    _record(unit, source, user, answer)
    if answer is Answer.RIGHT and source.take_passwords:
        _take_over(unit, source, user, password)
    return answer


def _source_of(unit: Unit, user: User) -> IdentitySource | None:
    told = (identity_sources.by_id(unit.db, one.source_id) for one in imports.of_user(unit.db, user.id) if one.present)
    return next((source for source in told if source and source.credential == "DELEGATED"), None)


def _name_there(unit: Unit, source: IdentitySource, user: User) -> str:
    """Return the name that the directory knows the person by, whatever their login is here."""
    mine = (one for one in imports.of_user(unit.db, user.id) if one.source_id == source.id)
    return next((str(one.profile.get("userName", user.login)) for one in mine), user.login)


def _record(unit: Unit, source: IdentitySource, user: User, answer: Answer) -> None:
    legacy = f"app.ad.login.{answer or 'success'}" if answer is not Answer.UNAVAILABLE else None
    event, targets = "user.authentication.auth_via_AD_agent", [source_party(source)]
    reason = answer.value or None
    system_log.record(unit, event, user_party(user), targets, reason=reason, legacyEventType=legacy)


def _take_over(unit: Unit, source: IdentitySource, user: User, password: str) -> None:
    """Keep the password: from now on it is checked here, and the directory is not needed for it any more."""
    unit.commit()
    hashed, now = hash_password(password), unit.runtime.clock.now()
    users.set_credentials(unit.db, user.id, password_hash=hashed, provider=Provider.OKTA, now=now)
    system_log.record(unit, "user.import.password", source_party(source), [user_party(user)])
