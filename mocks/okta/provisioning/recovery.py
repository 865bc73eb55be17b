"""Getting back in by oneself: a link to a new password, for those whom their policy lets have one. Fact sheet 6.4."""

from datetime import timedelta

from mocks.kit.artifacts import Kind
from mocks.kit.prepared import Conflict
from mocks.kit.store import savepoint
from mocks.kit.web import Unit
from mocks.okta.directory import system_log
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.policies import _passwords
from mocks.okta.policies._passwords import PasswordDecision
from mocks.okta.provisioning.invitations import Purpose, invite_by_mail
from mocks.okta.provisioning.jit import user_party

_BETWEEN = timedelta(minutes=1)
_SENT = Kind("reset_link_sent", bool)
FORGOT_PATH = "/signin/forgot-password"
_RESETTABLE = (Status.ACTIVE, Status.PASSWORD_EXPIRED, Status.RECOVERY)


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
    by_mail = decision.policy.settings.recovery.factors.okta_email
    lifetime = timedelta(minutes=by_mail.properties.recovery_token.token_lifetime_minutes)
    address = str(user.profile["email"])
    invite_by_mail(unit, public_url, user.id, address, Purpose.RESET, lifetime)
    system_log.record(unit, "user.account.reset_password", user_party(user), [user_party(user)])
    return True


def _was_sent(unit: Unit, user: User) -> bool:
    """Tell whether a link was sent within the last moment; the next one to ask is told that it was."""
    if unit.artifacts.get(_SENT, user.id):
        return True
    unit.artifacts.drop(_SENT, user.id)
    try:
        with savepoint(unit.db):
            unit.artifacts.put(_SENT, True, _BETWEEN, id=user.id)
    except Conflict:
        return True  # another request has sent one at the same moment
    return False


def is_open_to(unit: Unit, user: User) -> bool:
    """Tell whether somebody who has a link may use it: a lock that came after it is lifted by nobody's own hand."""
    if user.status is Status.LOCKED_OUT:
        decision = _passwords.decide(unit, user.id)
        return decision is not None and _may_unlock(decision)
    return user.status not in (Status.DEPROVISIONED, Status.SUSPENDED)


def _may_unlock(decision: PasswordDecision) -> bool:
    return decision.rule.actions.self_service_unlock.access == "ALLOW"


def _may_reset(decision: PasswordDecision, user: User) -> bool:
    if decision.policy.settings.recovery.factors.okta_email.status != "ACTIVE":
        return False
    if user.status is Status.LOCKED_OUT:
        return _may_unlock(decision)
    return decision.rule.actions.self_service_password_reset.access == "ALLOW" and user.status in _RESETTABLE
