"""Getting back in by oneself: a link to a new password, for those whom their policy lets have one. Fact sheet 6.4."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from mocks.kit.artifacts import Kind
from mocks.kit.web import Unit
from mocks.okta.directory import lockouts, system_log, user_records
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.policies import _passwords
from mocks.okta.policies._passwords import PasswordDecision
from mocks.okta.provisioning.invitations import Purpose, invite, invite_by_mail
from mocks.okta.provisioning.jit import user_party

_BETWEEN = timedelta(minutes=1)
_SENT = Kind("reset_link_sent", bool)
FORGOT_PATH = "/signin/forgot-password"
_RESETTABLE = (Status.ACTIVE, Status.PASSWORD_EXPIRED, Status.RECOVERY)


class Question(msgspec.Struct, frozen=True):
    """What only one person can answer. answer: `kit.passwords.hash_secret` of it."""

    question: str
    answer: str


def send_reset_link(unit: Unit, public_url: str, user: User) -> bool:
    """Send a person a link by which they choose a new password, where their policy allows it; tell whether.

    The present password stays good until the link is used. A locked account stays locked unless its owner may lift
    the lock. Nothing more is sent for a moment, as each link makes the one before void: nobody can take them away by
    asking for others.
    """
    decision = _passwords.decide(unit, user.id)
    if user.provider is not Provider.OKTA or decision is None or not _may_reset(decision, user):
        return False
    if _was_sent(unit, user):
        return False
    invite_by_mail(unit, public_url, user.id, str(user.profile["email"]), Purpose.RESET, _lifetime(decision))
    system_log.record(unit, "user.account.reset_password", user_party(user), [user_party(user)])
    return True


def send_unlock_link(unit: Unit, public_url: str, user: User) -> bool:
    """Send a locked-out person a link by which they lift the lock, where their policy allows it; tell whether."""
    decision = _passwords.decide(unit, user.id)
    if decision is None or not _may_lift(decision, user) or _was_sent(unit, user, Purpose.UNLOCK):
        return False
    address = str(user.profile["email"])
    invite_by_mail(unit, public_url, user.id, address, Purpose.UNLOCK, _lifetime(decision))
    return True


def token_for(unit: Unit, user: User, purpose: Purpose) -> str | None:
    """Return the token of a new link for a trusted application to hand on; None where the policy does not allow it."""
    decision = _passwords.decide(unit, user.id)
    if user.provider is not Provider.OKTA or decision is None:
        return None
    allowed = _may_lift(decision, user) if purpose is Purpose.UNLOCK else _may_reset(decision, user)
    return invite(unit, user.id, purpose, _lifetime(decision)) if allowed else None


def unlock(unit: Unit, user: User) -> User:
    """Lift the lock of a person who has proven who they are; return them as they are now."""
    if not lockouts.unlock(unit.db, user.id, unit.runtime.clock.now()):
        return user
    system_log.record(unit, "user.account.unlock", user_party(user), [user_party(user)])
    return replace(user, status=Status.ACTIVE, failed_attempts=0)


def question(unit: Unit, user: User) -> Question | None:
    """Return what a person has to answer before they may recover; None when the policy or they have no question."""
    decision = _passwords.decide(unit, user.id)
    if decision is None or decision.policy.settings.recovery.factors.recovery_question.status != "ACTIVE":
        return None
    record = user_records.by_id(unit.db, user.id)
    return msgspec.json.decode(record.recovery, type=Question) if record and record.recovery else None


def _lifetime(decision: PasswordDecision) -> timedelta:
    by_mail = decision.policy.settings.recovery.factors.okta_email
    return timedelta(minutes=by_mail.properties.recovery_token.token_lifetime_minutes)


def _was_sent(unit: Unit, user: User, purpose: Purpose = Purpose.RESET) -> bool:
    """Tell whether a link was sent within the last moment; the next one to ask is told that it was."""
    return not unit.artifacts.claim(_SENT, f"{purpose}:{user.id}", True, _BETWEEN)


def is_open_to(unit: Unit, user: User) -> bool:
    """Tell whether somebody who has a link may use it: a lock that came after it is lifted by nobody's own hand."""
    if user.status is Status.LOCKED_OUT:
        decision = _passwords.decide(unit, user.id)
        return decision is not None and _may_unlock(decision)
    return user.status not in (Status.DEPROVISIONED, Status.SUSPENDED)


def _may_lift(decision: PasswordDecision, user: User) -> bool:
    by_mail = decision.policy.settings.recovery.factors.okta_email.status == "ACTIVE"
    return by_mail and user.status is Status.LOCKED_OUT and _may_unlock(decision)


def _may_unlock(decision: PasswordDecision) -> bool:
    return decision.rule.actions.self_service_unlock.access == "ALLOW"


def _may_reset(decision: PasswordDecision, user: User) -> bool:
    if decision.policy.settings.recovery.factors.okta_email.status != "ACTIVE":
        return False
    if user.status is Status.LOCKED_OUT:
        return _may_unlock(decision)
    return decision.rule.actions.self_service_password_reset.access == "ALLOW" and user.status in _RESETTABLE
