"""What a password of the org must be like: the one place that every way to set one asks. Fact sheet 4.3 and 6.4."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from mocks.kit.passwords import matches
from mocks.kit.web import Unit
from mocks.okta.directory import password_history
from mocks.okta.directory.users import User
from mocks.okta.policies._passwords import LONGEST, Complexity, settings_for
from mocks.okta.provisioning._common_passwords import COMMON

_PARTS = re.compile(r"[,.\-_#@+]")
_SHORTEST_PART = 4
_ENDING = re.compile(r"[\W\d_]*$")


def unmet(unit: Unit, user: User, password: str) -> list[str]:
    """Return the requirements of the person's policy that a password does not meet, each in words.

    Ends the transaction where passwords of before are looked through, which is slow on purpose.
    """
    wanted = settings_for(unit, user)
    missing = lacking(wanted.complexity, password, user.profile)
    if missing or not wanted.age.history_count:
        return missing
    return [_no_old_one(wanted.age.history_count)] if _was_used(unit, user, password, wanted.age.history_count) else []


def refusal(unit: Unit, user: User, password: str, again: str) -> str | None:
    """Return what a person is told whose new password, typed twice, is not accepted; None when it is."""
    missing = unmet(unit, user, password)
    if missing:
        return f"A password needs {', '.join(missing)}."
    return None if password == again else "The two passwords are not the same."


def too_soon(unit: Unit, user: User) -> bool:
    """Tell whether the present password is too young to be changed by who has it."""
    least = timedelta(minutes=settings_for(unit, user).age.min_age_minutes)
    if not least or user.password_changed is None:
        return False
    return unit.runtime.clock.now().timestamp() - user.password_changed < least.total_seconds()


def described(unit: Unit, user: User) -> list[str]:
    """Return the requirements, each in words, for the page that asks for a password."""
    wanted = settings_for(unit, user)
    found = [words for words, _ in _requirements(wanted.complexity, user.profile) if words != _AT_MOST]
    if wanted.age.history_count:
        found.append(_no_old_one(wanted.age.history_count))
    return found


def lacking(wanted: Complexity, password: str, profile: Mapping[str, Any]) -> list[str]:
    """Return what a password lacks of what it must be made of."""
    return [words for words, met in _requirements(wanted, profile) if not met(password)]


_AT_MOST = f"at most {LONGEST} characters"


def _requirements(wanted: Complexity, profile: Mapping[str, Any]) -> list[tuple[str, Callable[[str], bool]]]:
    login = str(profile["login"])
    found: list[tuple[str, Callable[[str], bool]]] = [
        (f"at least {wanted.min_length} characters", lambda password: len(password) >= wanted.min_length),
        (_AT_MOST, lambda password: len(password) <= LONGEST),
    ]
    for least, what, several, fits in (
        (wanted.min_lower_case, "a lowercase letter", "lowercase letters", str.islower),
        (wanted.min_upper_case, "an uppercase letter", "uppercase letters", str.isupper),
        (wanted.min_number, "a number", "numbers", str.isdigit),
        (wanted.min_symbol, "a symbol", "symbols", _is_symbol),
    ):
        if least:
            found.append((what if least == 1 else f"{least} {several}", _has(least, fits)))
    if wanted.exclude_username:
        found.append(("no parts of your username", lambda password: not _has_part_of(login, password)))
    for name in wanted.exclude_attributes:
        words = {"firstName": "no part of your first name", "lastName": "no part of your last name"}[name]
        found.append((words, _lacks(str(profile.get(name) or ""))))
    if wanted.dictionary.common.exclude:
        found.append(("something that is not a common password", lambda password: not _is_common(password)))
    return found


def _has(least: int, fits: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda password: sum(map(fits, password)) >= least


def _lacks(value: str) -> Callable[[str], bool]:
    return lambda password: not value or value.lower() not in password.lower()


def _is_symbol(letter: str) -> bool:
    return not letter.isalnum() and not letter.isspace()


def _has_part_of(login: str, password: str) -> bool:
    parts = [part for part in _PARTS.split(login.lower()) if len(part) >= _SHORTEST_PART]
    return any(part in password.lower() for part in parts)


def _is_common(password: str) -> bool:
    """Tell whether a password is a common one, perhaps with numbers and signs at its end."""
    return _ENDING.sub("", password).lower() in COMMON or password.lower() in COMMON


def _no_old_one(count: int) -> str:
    return (
        "something else than your last password" if count == 1 else f"something else than your last {count} passwords"
    )


def _was_used(unit: Unit, user: User, password: str, count: int) -> bool:
    before = password_history.latest(unit.db, user.id, count - 1) if count > 1 else []
    known = [user.password_hash, *before] if user.password_hash else before[:count]
    unit.commit()
    return any(matches(password, stored) for stored in known if stored)
