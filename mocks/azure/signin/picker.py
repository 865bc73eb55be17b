"""The account picker: shown when a request asks for it and someone is signed in."""

from collections.abc import Mapping

from flask import Response

from mocks.azure.directory import users
from mocks.azure.directory.users import User
from mocks.azure.signin._page import render
from mocks.oauth.signin import Attempt, young_enough


class Picker:
    name = "picker"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        asked = "select_account" in attempt.signin.request.prompt
        return asked and self.name not in attempt.signin.passed and _signed_in(attempt) is not None

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        user = _signed_in(attempt)
        accounts = (
            [{"username": user.user_principal_name, "name": user.display_name, "signed_in": True}] if user else []
        )
        return render(attempt, self.name, accounts=accounts)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        attempt.signin.passed = (*attempt.signin.passed, self.name)
        user = _signed_in(attempt)
        if attempt.session is None or user is None or form.get("account") != user.user_principal_name:
            return
        if young_enough(attempt, attempt.session[1]):
            attempt.signin.authentication = attempt.session[1].authentication
        else:
            attempt.signin.identifier = user.user_principal_name


def _signed_in(attempt: Attempt) -> User | None:
    """Return the session's user, if it is one of this tenant."""
    if attempt.session is None:
        return None
    user = attempt.unit.once("user", attempt.session[1].authentication.user_id, users.by_id)
    return user if user and user.tenant_id == attempt.server.key else None


STEP = Picker()
