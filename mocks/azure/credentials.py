"""Checking a password as every way in does: the page and the password grant. Source: fact sheet section 9.

Ten wrong ones lock the account for a minute, then for longer each time, even against the right password.
"""

from datetime import timedelta

import msgspec

from mocks.azure.directory import sign_in_states
from mocks.azure.directory.sign_in_states import SignInState
from mocks.azure.directory.users import User
from mocks.azure.errors import LOCKED, PASSWORD_EXPIRED, USER_DISABLED, WRONG_PASSWORD, Wording
from mocks.kit.passwords import fingerprint, verify_password, waste_time
from mocks.kit.web import Unit

_THRESHOLD = 10
_FIRST_LOCK = timedelta(seconds=60)
_LONGEST_LOCK = timedelta(hours=4)
_REMEMBERED = 3


def check_password(unit: Unit, user: User | None, password: str) -> Wording | None:
    """Return what is wrong with a person's password; None when they may go on.

    PASSWORD_EXPIRED says that it is the right one and must be changed first.

    Ends the transaction before the slow part, so that nobody else waits for the database meanwhile.
    """
    stored = user.password_hash if user else None
    if user is None or stored is None:
        unit.commit()
        waste_time(password)
        return WRONG_PASSWORD
    state = sign_in_states.of_user(unit.db, user.id)
    if state.locked_until > unit.runtime.clock.now().timestamp():
        return LOCKED
    unit.commit()
    if not verify_password(password, stored):
        _count(unit, user, fingerprint(password, stored))
        return WRONG_PASSWORD
    if state.failures or state.locks:
        now_kept = sign_in_states.of_user(unit.db, user.id)
        forgiven = msgspec.structs.replace(now_kept, failures=0, locks=0, locked_until=0.0, bad_passwords=())
        sign_in_states.keep(unit.db, user.id, forgiven)
    if not user.account_enabled:
        return USER_DISABLED
    return PASSWORD_EXPIRED if state.must_change_password else None


def count_wrong_code(unit: Unit, user: User) -> None:
    """Count a wrong code of the authenticator app: they lock the account as wrong passwords do."""
    state = sign_in_states.of_user(unit.db, user.id)
    counted = msgspec.structs.replace(state, wrong_codes=state.wrong_codes + 1)
    if counted.wrong_codes >= _THRESHOLD:
        counted = msgspec.structs.replace(_locked(counted, unit.runtime.clock.now().timestamp()), wrong_codes=0)
    sign_in_states.keep(unit.db, user.id, counted)


def _count(unit: Unit, user: User, print_of_it: str) -> None:
    """Count a wrong password, unless it is one of the last three: a program that repeats an old one is no attacker."""
    state = sign_in_states.of_user(unit.db, user.id)
    if print_of_it in state.bad_passwords:
        return
    recent = (*state.bad_passwords, print_of_it)[-_REMEMBERED:]
    counted = msgspec.structs.replace(state, failures=state.failures + 1, bad_passwords=recent)
    if counted.failures >= _THRESHOLD:
        counted = _locked(counted, unit.runtime.clock.now().timestamp())
    sign_in_states.keep(unit.db, user.id, counted)


def _locked(state: SignInState, now: float) -> SignInState:
    length = min(_FIRST_LOCK * 2 ** min(state.locks, 10), _LONGEST_LOCK)
    return msgspec.structs.replace(state, locks=state.locks + 1, locked_until=now + length.total_seconds())
