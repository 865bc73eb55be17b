"""From one state to the next: computed from what is stored, never from where the caller came.

Source: fact sheet 2.4.
"""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.oauth.model import Authentication
from mocks.okta import credentials, session_tokens
from mocks.okta.authenticators import Enrollable, Here, _demand, _remembered
from mocks.okta.authenticators._demand import Demand
from mocks.okta.authn import transaction as transactions
from mocks.okta.authn.states import Status
from mocks.okta.authn.transaction import Transaction
from mocks.okta.directory import system_log
from mocks.okta.directory.users import User
from mocks.okta.policies import _sign_on as sign_on
from mocks.okta.provisioning.jit import user_party


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a transaction stands after a call.

    token: its state token; at the end the session token that it has earned, "" when it has earned none.
    expires_at: of the token, seconds since the epoch; None where there is none.
    """

    transaction: Transaction
    user: User
    token: str
    expires_at: float | None


class Denied(Exception):
    """The org's policies do not let this person in."""


def demand(at: Here, transaction: Transaction, user: User) -> Demand | None:
    """Return what a person has yet to prove or to set up; raises Denied when they can do neither."""

    def remembered() -> bool:
        return _remembered.is_remembered(at.unit, transaction.device, user.id)

    try:
        return _demand.of(at, user, "", _proof(transaction), remembered=remembered)
    except OAuthError as error:
        raise Denied from error


def _must_prove_more(at: Here, transaction: Transaction, user: User) -> bool:
    found = demand(at, transaction, user)
    return found is not None and bool(found.asked)


def must_set_up(at: Here, transaction: Transaction, user: User) -> bool:
    """Tell whether a person gets no further without setting something up."""
    found = demand(at, transaction, user)
    return found is not None and bool(found.offered)


def offers(at: Here, transaction: Transaction, user: User) -> tuple[Enrollable, ...]:
    """Return what a person is to set up; after a first, where the caller wants it, what they may beside."""
    found = demand(at, transaction, user)
    if found and found.offered:
        return found.offered
    more = transaction.has_enrolled and transaction.options.multi_optional_factor_enroll
    return _demand.further(at, user) if more else ()


def _can_set_up(at: Here, transaction: Transaction, user: User) -> bool:
    return bool(offers(at, transaction, user))


def _expired(at: Here, transaction: Transaction, user: User) -> bool:  # noqa: ARG001
    return credentials.is_expired(at.unit, user)


def _about_to_expire(at: Here, transaction: Transaction, user: User) -> bool:
    wanted = transaction.options.warn_before_password_expired
    return bool(wanted) and credentials.days_to_warn_of(at.unit, user) is not None


_NEEDED: tuple[tuple[Status, Callable[[Here, Transaction, User], bool]], ...] = (
    (Status.MFA_REQUIRED, _must_prove_more),
    (Status.PASSWORD_EXPIRED, _expired),
    (Status.PASSWORD_WARN, _about_to_expire),
    (Status.MFA_ENROLL, _can_set_up),
)
"""What a person may have to do after the first proof, in its order."""
_MORE = (Status.MFA_REQUIRED, Status.MFA_ENROLL)


def advance(at: Here, transaction: Transaction, user: User, token: str = "") -> Standing:
    """Go to the first state that is needed, or to the end. token: the state token, "" for a new transaction.

    Raises Denied, and ArtifactGone when another call has ended the transaction meanwhile.
    """
    unit, verdict = at.unit, sign_on.evaluate(at.unit, "", _proof(transaction))
    if not verdict.allowed:
        sign_on.log(unit, user_party(user), None, verdict)
        raise Denied
    for status, needed in _NEEDED:
        if status not in transaction.skipped and needed(at, transaction, user):
            if status in _MORE and transaction.status not in _MORE:
                sign_on.log(unit, user_party(user), None, verdict, challenged=True)
            return go(unit, transaction, user, status, token)
    sign_on.log(unit, user_party(user), None, verdict)
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


def _proof(transaction: Transaction) -> Authentication:
    if transaction.proven is None:
        raise RuntimeError("nobody gets here without a proof")
    return transaction.proven


def _succeed(unit: Unit, transaction: Transaction, user: User, token: str) -> Standing:
    if token:
        transactions.finish(unit, token)
    system_log.record(unit, "user.authentication.verify", user_party(user), [user_party(user)])
    session_token = session_tokens.issue(unit, _proof(transaction))
    ends_at = unit.runtime.clock.now() + session_tokens.LIFETIME
    return Standing(replace(transaction, status=Status.SUCCESS), user, session_token, ends_at.timestamp())
