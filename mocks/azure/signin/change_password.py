"""The page for a password that has expired or must be changed at the next sign-in (fact sheet sections 2.3 and 9)."""

import hmac
from collections.abc import Mapping

import msgspec
from flask import Response

from mocks.azure.directory import sign_in_states, users
from mocks.azure.directory.users import User
from mocks.azure.errors import WRONG_CURRENT_PASSWORD
from mocks.azure.policies.password import weakness
from mocks.azure.signin._page import render
from mocks.azure.signin._person import passed, person
from mocks.kit.passwords import hash_password, verify_password
from mocks.oauth.signin import Attempt

DUE = "change_password.due"
"""Stands in `passed` while the right password was given, but is not to be used any longer."""


class ChangePassword:
    name = "change_password"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        done = attempt.signin.passed
        return attempt.signin.authentication is not None and DUE in done and self.name not in done

    def show(self, attempt: Attempt, error: str | None = None, where: str = "") -> Response:
        return render(attempt, self.name, username=attempt.signin.identifier, error=error, where=where)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user = person(attempt)
        if user is None or user.password_hash is None:
            return self.show(attempt, WRONG_CURRENT_PASSWORD.text, "old")
        attempt.unit.commit()
        old, new = form.get("oldpassword", ""), form.get("newpassword", "")
        if not verify_password(old, user.password_hash):
            return self.show(attempt, WRONG_CURRENT_PASSWORD.text, "old")
        if not hmac.compare_digest(new.encode(), form.get("confirmpassword", "").encode()):
            return self.show(attempt, "The two new passwords are not the same.", "confirm")
        if hmac.compare_digest(new.encode(), old.encode()):
            return self.show(attempt, "The new password must be another one than the last.", "new")
        wrong = weakness(user, new)
        if wrong:
            return self.show(attempt, wrong.text, "new")
        _change(attempt, user, hash_password(new))
        passed(attempt, self.name)
        return None


def _change(attempt: Attempt, user: User, password_hash: str) -> None:
    """Keep the new password; every other session of the person ends (fact sheet section 4.6)."""
    unit = attempt.unit
    users.set_password(unit.db, user, password_hash, unit.runtime.clock.now().timestamp())
    state = sign_in_states.of_user(unit.db, user.id)
    sign_in_states.keep(unit.db, user.id, msgspec.structs.replace(state, must_change_password=False))
    unit.artifacts.drop_family(f"user:{user.id}")
    before = attempt.signin.authentication
    if before:
        # The old password was asked for once more: what this sign-in earns is younger than the change.
        attempt.signin.authentication = msgspec.structs.replace(before, auth_time=unit.runtime.clock.timestamp())
    attempt.session = None


STEP = ChangePassword()
