"""What asking for a code of the authenticator app and setting the app up have in common."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from mocks.azure import access, credentials
from mocks.azure.directory import sign_in_states
from mocks.azure.directory.sign_in_states import SignInState
from mocks.azure.directory.users import User
from mocks.azure.errors import LOCKED, MFA_FAILED, Wording
from mocks.azure.policies.conditional_access import MFA
from mocks.azure.signin._person import decision, person
from mocks.azure.signin_log import note
from mocks.kit import totp
from mocks.kit.artifacts import Kind
from mocks.oauth.model import Authentication
from mocks.oauth.signin import Attempt

_REMEMBERED = Kind("remembered_mfa", bool)
REMEMBER_FOR = timedelta(days=14)


def asked(attempt: Attempt) -> User | None:
    """Return the person who has to give a second proof in this attempt; None when nobody has to."""
    user, authentication = person(attempt), attempt.signin.authentication
    if user is None or authentication is None or MFA in authentication.amr:
        return None
    return user if decision(attempt, user).mfa_by and not access.is_refused(attempt, user) else None


def state_of(attempt: Attempt, user: User) -> SignInState:
    return attempt.unit.once("sign_in_state", user.id, sign_in_states.of_user)


def check_code(attempt: Attempt, user: User, secret: str, form: Mapping[str, str]) -> Wording | None:
    """Take a code if it is right and was not taken before; else return what is wrong with it."""
    unit = attempt.unit
    now, state = unit.runtime.clock.timestamp(), sign_in_states.of_user(unit.db, user.id)
    typed = form.get("otc", "").replace(" ", "")
    step = totp.matching_step(secret, typed, now, state.totp_step) if state.locked_until <= now else None
    if step is None:
        credentials.count_wrong_code(unit, user)
        wrong = LOCKED if state.locked_until > now else MFA_FAILED
        note(unit, user.tenant_id, attempt.client, user, wrong.code, wrong.text, conditional_access_status="failure")
        return wrong
    taken = msgspec.structs.replace(state, totp_secret=secret, totp_step=step, wrong_codes=0)
    sign_in_states.keep(unit.db, user.id, taken)
    prove(attempt)
    return None


def prove(attempt: Attempt) -> None:
    """Note the second proof. A session that grows by it begins anew, and is kept as long as the old one was."""
    signin = attempt.signin
    if signin.authentication is None:
        raise RuntimeError("a second proof follows a first")
    before = signin.authentication
    signin.authentication = Authentication(before.user_id, (*before.amr, MFA), before.auth_time, before.idp)
    if not signin.fresh and attempt.session:
        signin.remember = attempt.session[1].persistent
    signin.fresh = True


def remember(attempt: Attempt, user: User) -> None:
    """Ask this browser for no second proof of this person for a while."""
    id = f"{attempt.signin.browser}:{user.id}"
    if not attempt.unit.artifacts.claim(_REMEMBERED, id, True, REMEMBER_FOR, family=f"user:{user.id}"):
        attempt.unit.artifacts.extend(_REMEMBERED, id, True, REMEMBER_FOR)


def is_remembered(attempt: Attempt, user: User) -> bool:
    return attempt.unit.artifacts.get(_REMEMBERED, f"{attempt.signin.browser}:{user.id}") is not None
