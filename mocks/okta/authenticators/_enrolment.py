"""Setting authenticators up and proving them, the same way for the API and for the pages of a sign-in.

Each step is told to the System Log; too many wrong proofs lock the account. Source: fact sheet 6.6 and 8.3.
"""

from collections.abc import Mapping
from typing import Any

from mocks.okta import authenticators
from mocks.okta.authenticators import Enrollable, Here, Judged, Verdict
from mocks.okta.directory import authenticator_settings, factors, lockouts, system_log
from mocks.okta.directory.factors import Factor, Status
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.users import Status as UserStatus
from mocks.okta.directory.users import User
from mocks.okta.ids import okta_id
from mocks.okta.provisioning.jit import user_party

_MOST_FAILURES = 5


class SetUpAlready(Exception):
    """The person has this authenticator, and can have but one."""


def offered(here: Here) -> list[Enrollable]:
    """Return the authenticators that the org lets people set up, in the order of their keys."""
    switched_on = here.unit.once("authenticators", "active", lambda db, _: authenticator_settings.active(db))
    return [found for key, found in authenticators.with_factors().items() if key in switched_on]


def usable(here: Here, user_id: str) -> list[Factor]:
    """Return what a person can prove themselves with: set up, and of an authenticator that is switched on."""
    keys = {authenticator.name for authenticator in offered(here)}
    mine = factors.of_user(here.unit.db, user_id)
    return [factor for factor in mine if factor.status is Status.ACTIVE and factor.authenticator in keys]


def enrol(here: Here, user: User, wanted: Enrollable, given: Mapping[str, Any], *, trusted: bool = False) -> Factor:
    """Begin to set an authenticator up; what was begun before and never finished is forgotten.

    trusted: it needs no first proof. Raises SetUpAlready, Unsuitable.
    """
    unit = here.unit
    mine = [one for one in factors.of_user(unit.db, user.id) if one.authenticator == wanted.name]
    if not wanted.several and any(one.status is Status.ACTIVE for one in mine):
        raise SetUpAlready
    draft = wanted.begin(here, user, given)
    for one in mine:
        if one.status is Status.PENDING:
            factors.remove(unit.db, one.id)
    status = Status.ACTIVE if draft.proven or trusted else Status.PENDING
    now, id = unit.runtime.clock.now().timestamp(), okta_id(unit.runtime.ids, wanted.id_prefix)
    factor = Factor(id, user.id, wanted.name, status, draft.profile, draft.secret, -1, 0, now, now)
    factors.add(unit.db, factor)
    if status is Status.ACTIVE:
        _tell(here, "user.mfa.factor.activate", user, factor)
    return factor


def activate(here: Here, user: User, factor: Factor, given: Mapping[str, str]) -> Verdict:
    """Take the first proof. After too many wrong ones the person has to begin anew."""
    unit = here.unit
    tried, judged = _judged(here, factor, given)
    if judged.verdict is Verdict.SUCCESS:
        factors.activate(unit.db, factor.id, unit.runtime.clock.now(), **(judged.known or {}))
        _tell(here, "user.mfa.factor.activate", user, factor)
    elif tried >= _MOST_FAILURES:
        factors.remove(unit.db, factor.id)
    return judged.verdict


def prove(here: Here, user: User, factor: Factor, given: Mapping[str, str]) -> Verdict:
    """Take a proof; too many wrong ones lock the account, whatever authenticator they were of."""
    unit = here.unit
    if user.status is UserStatus.LOCKED_OUT:
        return Verdict.LOCKED
    tried, judged = _judged(here, factor, given)
    verdict = judged.verdict
    reason = None if verdict is Verdict.SUCCESS else "INVALID_CREDENTIALS"
    _tell(here, "user.authentication.auth_via_mfa", user, factor, reason)
    if verdict is Verdict.SUCCESS:
        factors.forgive(unit.db, user.id)
    elif tried >= _MOST_FAILURES:
        # Where no lock takes, as the status is not to be lost by one, they stay counted: nobody guesses on.
        if lockouts.lock(unit.db, user.id, unit.runtime.clock.now()):
            factors.forgive(unit.db, user.id)
            system_log.record(unit, "user.account.lock", user_party(user), [user_party(user)], reason="LOCKED_OUT")
        return Verdict.LOCKED
    return verdict


def _judged(here: Here, factor: Factor, given: Mapping[str, str]) -> tuple[int, Judged]:
    """Count a proof, then judge it; one too many is wrong whatever it says, as is one for a factor that is gone."""
    tried = factors.attempt(here.unit.db, factor.id)
    if not 0 < tried <= _MOST_FAILURES:
        return tried, Judged(Verdict.FAILED)
    return tried, authenticators.of(factor).judge(here, factor, given)


def remove(here: Here, user: User, factor: Factor) -> None:
    """Remove a factor; browsers that were remembered for what was proven with it are asked again."""
    factors.remove(here.unit.db, factor.id)
    here.unit.artifacts.drop_family(browsers_of(user.id))
    if factor.status is Status.ACTIVE:
        _tell(here, "user.mfa.factor.deactivate", user, factor)


def browsers_of(user_id: str) -> str:
    """Return the family of the artifacts that remember a person's browsers."""
    return f"factors:{user_id}"


def _tell(here: Here, event: str, user: User, factor: Factor, reason: str | None = None) -> None:
    title, party = authenticators.of(factor).title, user_party(user)
    targets = [party, Party(factor.id, "AuthenticatorEnrollment", title, title)]
    system_log.record(here.unit, event, here.actor or party, targets, reason=reason, apiToken=here.api_token)
