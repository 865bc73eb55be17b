"""Checking a person's password as every way in does: the page, the password grant, `/api/v1/authn`.

Wrong ones are counted and lock the account, as the password policy says. Source: fact sheet 2.4, 4.4 and 6.4.
"""

import math
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from mocks.kit import foreign_hashes
from mocks.kit.passwords import hash_password, matches, waste_time
from mocks.kit.web import Unit
from mocks.okta.directory import lockouts, mailbox, system_log, users
from mocks.okta.directory.mailbox import Mail
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.hooks import password_import
from mocks.okta.policies._passwords import decide, settings_for
from mocks.okta.provisioning import delegated_password
from mocks.okta.provisioning.delegated_password import Answer
from mocks.okta.provisioning.jit import user_party

_LOCK_NOTICE = "Your account is locked", "Too many wrong passwords were typed for your account, so it is locked now."
_MAY_TRY = (Status.ACTIVE, Status.PASSWORD_EXPIRED)


class Refusal(StrEnum):
    """Why a password does not let somebody in, in the System Log's words.

    EXPIRED, UNREACHABLE: of one that another directory checks; it is changed there.
    """

    INVALID = "INVALID_CREDENTIALS"
    LOCKED = "LOCKED_OUT"
    EXPIRED = "PASSWORD_EXPIRED"
    UNREACHABLE = "NO_CONNECTED_AGENT"


_ELSEWHERE = {
    Answer.RIGHT: None,
    Answer.WRONG: Refusal.INVALID,
    Answer.LOCKED: Refusal.LOCKED,
    Answer.EXPIRED: Refusal.EXPIRED,
    Answer.UNAVAILABLE: Refusal.UNREACHABLE,
}


def check(unit: Unit, user: User | None, password: str) -> Refusal | None:
    """Return why a password is refused; None when it is the person's, even one that has to be changed first.

    Takes as long for people who do not exist or have no password here. Ends the transaction before the slow part, so
    that nobody else waits for the database meanwhile.
    """
    user = _unlocked_by_time(unit, user) if user else None
    unit.commit()
    if user and user.provider is Provider.IMPORT:
        return _check_elsewhere(unit, user, password)
    if user and user.provider is Provider.ACTIVE_DIRECTORY and user.status is Status.ACTIVE:
        # Wrong ones are counted where the password lives.
        return _ELSEWHERE[delegated_password.verify(unit, user, password)]
    stored = user.password_hash if user and user.provider is Provider.OKTA else None
    if user is None or stored is None:
        waste_time(password)
        return Refusal.INVALID
    right = matches(password, stored)
    if user.status is Status.LOCKED_OUT:
        return Refusal.LOCKED
    if user.status not in _MAY_TRY:
        return Refusal.INVALID
    if _is_spent(unit, user):
        return Refusal.LOCKED
    if not right:
        return _count(unit, user)
    if user.failed_attempts:
        lockouts.forget_failures(unit.db, user.id)
    if foreign_hashes.read(stored):
        _take_over(unit, user, stored, password)
    return None


def _take_over(unit: Unit, user: User, foreign: str, password: str) -> None:
    """Hash a password in our own way that an import has brought hashed in another, now that its owner typed it."""
    hashed = hash_password(password)
    if users.replace_hash(unit.db, user.id, foreign, hashed):
        system_log.record(unit, "user.import.password", user_party(user), [user_party(user)])


def _check_elsewhere(unit: Unit, user: User, password: str) -> Refusal | None:
    """Check the password of somebody whose old one has yet to be taken over."""
    if user.status not in _MAY_TRY:
        waste_time(password)
        return Refusal.LOCKED if user.status is Status.LOCKED_OUT else Refusal.INVALID
    return None if password_import.verify(unit, user, password) else _count(unit, user)


def is_expired(unit: Unit, user: User) -> bool:
    """Tell whether a person has to choose another password before anything else."""
    if user.status is Status.PASSWORD_EXPIRED:
        return True
    days = days_left(unit, user)
    return days is not None and days <= 0


def days_left(unit: Unit, user: User) -> int | None:
    """Return the days that a password still lives, begun ones counted whole; None when it lives for ever."""
    if user.password_changed is None or user.provider is not Provider.OKTA:
        return None
    most = settings_for(unit, user).age.max_age_days
    if not most:
        return None
    age = unit.runtime.clock.now().timestamp() - user.password_changed
    return math.ceil(most - age / timedelta(days=1).total_seconds())


def days_to_warn_of(unit: Unit, user: User) -> int | None:
    """Return the days that a password still lives whose owner is to be warned, and may change it; None otherwise."""
    days = days_left(unit, user)
    decision = decide(unit, user.id) if days is not None else None
    if days is None or decision is None or decision.rule.actions.password_change.access != "ALLOW":
        return None
    most = decision.policy.settings.password.age.expire_warn_days
    return days if most and days <= most else None


def set_password(unit: Unit, user: User, password: str) -> User:
    """Store a password that was found good; its owner may sign in from then on. Returns them as they are now.

    Ends the transaction before the slow part.
    """
    unit.commit()
    hashed, now = hash_password(password), unit.runtime.clock.now()
    users.set_credentials(unit.db, user.id, password_hash=hashed, provider=Provider.OKTA, now=now)
    users.set_status(unit.db, user.id, Status.ACTIVE, now)
    lockouts.forget_failures(unit.db, user.id)
    system_log.record(unit, "user.account.update_password", user_party(user), [user_party(user)])
    changed = replace(user, password_hash=hashed, password_changed=now.timestamp(), failed_attempts=0)
    changed = replace(changed, status=Status.ACTIVE, provider=Provider.OKTA)
    unit.remember("user", user.id, changed)
    return changed


def shows_lock(unit: Unit, user: User) -> bool:
    """Tell whether a locked-out person is told so, which tells everybody that they exist."""
    return settings_for(unit, user).lockout.show_lockout_failures


def _is_spent(unit: Unit, user: User) -> bool:
    """Tell whether too many wrong passwords were typed for somebody whose status is not to be lost by a lock."""
    most = settings_for(unit, user).lockout.max_attempts
    return user.status is Status.PASSWORD_EXPIRED and 0 < most <= user.failed_attempts


def _count(unit: Unit, user: User) -> Refusal:
    failures, wanted = lockouts.count_failure(unit.db, user.id), settings_for(unit, user).lockout
    most = wanted.max_attempts
    if not most or failures < most or not lockouts.lock(unit.db, user.id, unit.runtime.clock.now()):
        return Refusal.INVALID
    party = user_party(user)
    system_log.record(unit, "user.account.lock", party, [party], reason=Refusal.LOCKED)
    if "EMAIL" in wanted.user_lockout_notification_channels:
        mailbox.send(unit, Mail(str(user.profile["email"]), *_LOCK_NOTICE))
    return Refusal.LOCKED


def _unlocked_by_time(unit: Unit, user: User) -> User:
    """Return the user as they are once a lock whose time is over has been lifted."""
    if user.status is not Status.LOCKED_OUT:
        return user
    minutes, now = settings_for(unit, user).lockout.auto_unlock_minutes, unit.runtime.clock.now()
    ends_at = (user.status_changed or 0) + timedelta(minutes=minutes).total_seconds()
    if not minutes or now.timestamp() < ends_at or not lockouts.unlock(unit.db, user.id, now):
        return user
    party = user_party(user)
    system_log.record(unit, "user.account.unlock", party, [party])
    unlocked = replace(user, status=Status.ACTIVE, failed_attempts=0)
    unit.remember("user", user.id, unlocked)
    return unlocked
