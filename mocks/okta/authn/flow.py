"""From one state to the next: computed from what is stored, never from where the caller came.

Source: fact sheet 2.4.
"""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from mocks.kit.web import Unit
from mocks.oauth.model import Authentication
from mocks.okta import credentials, session_tokens
from mocks.okta.authn import transaction as transactions
from mocks.okta.authn.states import Status
from mocks.okta.authn.transaction import Transaction
from mocks.okta.directory import system_log
from mocks.okta.directory.users import User
from mocks.okta.policies import _sign_on as sign_on
from mocks.okta.policies._passwords import settings_for
from mocks.okta.policies._sign_on import Verdict
from mocks.okta.provisioning.jit import user_party


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a transaction stands after a call.

    token: its state token; at the end the session token that it has earned, "" when it has earned none.
    expires_at: of the token, seconds since the epoch.
    """

    transaction: Transaction
    user: User
    token: str
    expires_at: float


def _expired(unit: Unit, transaction: Transaction, user: User) -> bool:  # noqa: ARG001
    return credentials.is_expired(unit, user)


def _about_to_expire(unit: Unit, transaction: Transaction, user: User) -> bool:
    if not transaction.options.warn_before_password_expired:
        return False
    days, warned = credentials.days_left(unit, user), settings_for(unit, user).age.expire_warn_days
    return days is not None and days <= warned


_NEEDED: tuple[tuple[Status, Callable[[Unit, Transaction, User], bool]], ...] = (
    (Status.PASSWORD_EXPIRED, _expired),
    (Status.PASSWORD_WARN, _about_to_expire),
)
"""What a person may have to do after the first proof, in its order."""


class Denied(Exception):
    """The org's policies do not let this person in."""


def advance(unit: Unit, transaction: Transaction, user: User, token: str = "") -> Standing:
    """Go to the first state that is needed, or to the end. token: the state token, "" for a new transaction.

    Raises Denied, and ArtifactGone when another call has ended the transaction meanwhile.
    """
    verdict = _verdict(unit, transaction)
    if not verdict.allowed:
        sign_on.log(unit, user_party(user), None, verdict)
        raise Denied
    for status, needed in _NEEDED:
        if status not in transaction.skipped and needed(unit, transaction, user):
            return go(unit, transaction, user, status, token)
    return _succeed(unit, transaction, user, token)


def go(unit: Unit, transaction: Transaction, user: User, status: Status, token: str = "") -> Standing:
    """Go to a state and wait there."""
    moved = replace(transaction, status=status)
    if token:
        transactions.keep(unit, token, moved)
    else:
        token = transactions.begin(unit, moved)
    ends_at = unit.runtime.clock.now() + transactions.LIFETIME
    return Standing(moved, user, token, ends_at.timestamp())


def _verdict(unit: Unit, transaction: Transaction) -> Verdict:
    """Return what the policies say of a session that is for no application in particular."""
    return sign_on.evaluate(unit, "", _proof(transaction))


def _proof(transaction: Transaction) -> Authentication:
    if transaction.proven is None:
        raise RuntimeError("nobody gets here without a proof")
    return transaction.proven


def _succeed(unit: Unit, transaction: Transaction, user: User, token: str) -> Standing:
    if token:
        transactions.finish(unit, token)
    sign_on.log(unit, user_party(user), None, _verdict(unit, transaction))
    system_log.record(unit, "user.authentication.verify", user_party(user), [user_party(user)])
    session_token = session_tokens.issue(unit, _proof(transaction))
    ends_at = unit.runtime.clock.now() + session_tokens.LIFETIME
    return Standing(replace(transaction, status=Status.SUCCESS), user, session_token, ends_at.timestamp())
