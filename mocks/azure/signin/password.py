"""The password page: the proof that only Azure AD can check."""

from collections.abc import Mapping

from flask import Response

from mocks.azure.directory import users
from mocks.azure.errors import USER_DISABLED, WRONG_PASSWORD
from mocks.azure.signin._page import render
from mocks.kit.passwords import verify_password, waste_time
from mocks.oauth.model import Authentication
from mocks.oauth.signin import Attempt


class Password:
    name = "password"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        return attempt.signin.authentication is None

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        return render(attempt, self.name, username=attempt.signin.identifier, error=error, forgot_url=None)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        if "back" in form:
            attempt.signin.identifier = ""
            return None
        user = users.by_sign_in_name(attempt.unit.db, attempt.server.key, attempt.signin.identifier)
        # Hashing is slow on purpose; nobody else waits for the database meanwhile.
        attempt.unit.commit()
        password, stored = form.get("passwd", ""), user.password_hash if user else None
        if stored is None or user is None:
            waste_time(password)
            return self.show(attempt, WRONG_PASSWORD.text)
        if not verify_password(password, stored):
            return self.show(attempt, WRONG_PASSWORD.text)
        if not user.account_enabled:
            return self.show(attempt, USER_DISABLED.text)
        now = attempt.unit.runtime.clock.timestamp()
        attempt.signin.authentication = Authentication(user.id, ("pwd",), now)
        attempt.signin.fresh = True
        return None


STEP = Password()
