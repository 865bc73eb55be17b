"""Passwords that a caller sets (fact sheet sections 7.4, 7.5 and 9)."""

import msgspec
from msgspec import UNSET, UnsetType

from mocks.azure.directory import sign_in_states
from mocks.azure.directory.users import User
from mocks.azure.graph._call import Call
from mocks.azure.graph_errors import bad_request
from mocks.azure.policies.password import weakness
from mocks.kit.passwords import hash_password

_LOOSE = "DisableStrongPassword"


class PasswordProfile(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A password, and whether it must be changed at the next sign-in. With MFA or without is one thing to the lab."""

    password: str | UnsetType | None = UNSET
    force_change_password_next_sign_in: bool | UnsetType | None = UNSET
    force_change_password_next_sign_in_with_mfa: bool | UnsetType | None = UNSET

    @property
    def must_change(self) -> bool | None:
        """Return whether it must be changed; None when nothing is said about it."""
        said = (self.force_change_password_next_sign_in, self.force_change_password_next_sign_in_with_mfa)
        known = [value for value in said if isinstance(value, bool)]
        return any(known) if known else None


def check(user: User, policies: str | None, password: str) -> None:
    """Raise GraphError 400 when a password is not strong enough for the tenant."""
    loose = _LOOSE in (policies or "") and 8 <= len(password) <= 256 and password.isascii()
    if not loose and (wrong := weakness(user, password)):
        raise bad_request(f"The specified password does not comply with password complexity requirements. {wrong.text}")


def hashed(call: Call, password: str) -> str:
    """Hash a password, which is slow: nobody else waits for the database meanwhile."""
    call.unit.commit()
    return hash_password(password)


def force_change(call: Call, user_id: str, must_change: bool) -> None:
    """Say whether the password must be changed, and forget the wrong ones that were tried before it."""
    state = sign_in_states.of_user(call.db, user_id)
    kept = msgspec.structs.replace(
        state, must_change_password=must_change, failures=0, locks=0, locked_until=0.0, bad_passwords=()
    )
    if kept != state:
        sign_in_states.keep(call.db, user_id, kept)
