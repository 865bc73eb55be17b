"""The username page: who wants to sign in."""

from collections.abc import Mapping

from flask import Response

from mocks.azure.directory import users
from mocks.azure.errors import USER_NOT_FOUND
from mocks.azure.signin._page import render
from mocks.oauth.signin import Attempt


class Username:
    name = "username"
    rewinds = True

    def needed(self, attempt: Attempt) -> bool:
        return attempt.signin.authentication is None and not attempt.signin.identifier

    def show(self, attempt: Attempt, error: str | None = None, typed: str | None = None) -> Response:
        username = attempt.signin.request.login_hint or "" if typed is None else typed
        return render(attempt, self.name, username=username, error=error)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        typed = form.get("loginfmt", "").strip()
        attempt.signin.identifier, attempt.signin.authentication, attempt.signin.fresh = "", None, False
        if not typed:
            return self.show(attempt, "Enter the name you sign in with.", typed)
        user = users.by_sign_in_name(attempt.unit.db, attempt.server.key, typed)
        if user is None:
            return self.show(attempt, USER_NOT_FOUND.text, typed)
        attempt.signin.identifier = user.user_principal_name
        return None


STEP = Username()
