"""The password page: the proof that only Azure AD can check."""

from collections.abc import Mapping

from flask import Response

from mocks.azure import other_tenants
from mocks.azure.credentials import check_password
from mocks.azure.directory import users
from mocks.azure.directory.users import User
from mocks.azure.errors import PASSWORD_EXPIRED, WRONG_PASSWORD, Wording
from mocks.azure.signin._page import render
from mocks.azure.signin._person import passed
from mocks.azure.signin.change_password import DUE
from mocks.azure.signin.username import HOME
from mocks.azure.signin_log import note
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
        home = attempt.signin.data.get(HOME, attempt.server.key)
        user = users.by_sign_in_name(attempt.unit.db, home, attempt.signin.identifier)
        wrong = check_password(attempt.unit, user, form.get("passwd", ""))
        if user is None or (wrong and wrong is not PASSWORD_EXPIRED):
            return self._refuse(attempt, user, wrong or WRONG_PASSWORD)
        if user.tenant_id != attempt.server.key:
            raise other_tenants.unknown_here(user.user_principal_name)
        if wrong:
            passed(attempt, DUE)
        now = attempt.unit.runtime.clock.timestamp()
        attempt.signin.authentication = Authentication(user.id, ("pwd",), now)
        attempt.signin.fresh = True
        return None

    def _refuse(self, attempt: Attempt, user: User | None, wording: Wording) -> Response:
        who = user or attempt.signin.identifier
        note(attempt.unit, attempt.server.key, attempt.client, who, wording.code, wording.text)
        return self.show(attempt, wording.text)


STEP = Password()
