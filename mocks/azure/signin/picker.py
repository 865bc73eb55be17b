"""The account picker: shown when a request asks for it and someone is signed in."""

from collections.abc import Mapping

from flask import Response

from mocks.azure.directory import users
from mocks.azure.directory.users import User
from mocks.azure.signin._page import render
from mocks.oauth.signin import Attempt


class Picker:
    name = "picker"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        asked = "select_account" in attempt.signin.request.prompt
        return asked and attempt.session is not None and self.name not in attempt.signin.passed

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        user = self._signed_in(attempt)
        account = {"username": user.user_principal_name, "name": user.display_name, "signed_in": True}
        return render(attempt, self.name, accounts=[account])

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        attempt.signin.passed = (*attempt.signin.passed, self.name)
        user = self._signed_in(attempt)
        if attempt.session and form.get("account") == user.user_principal_name:
            attempt.signin.authentication = attempt.session[1].authentication

    def _signed_in(self, attempt: Attempt) -> User:
        user = users.by_id(attempt.unit.db, attempt.session[1].authentication.user_id) if attempt.session else None
        if user is None:
            raise RuntimeError("the picker is shown to a session whose user is gone")
        return user


STEP = Picker()
