"""The page for people whose password is right and has expired: they choose another one, then go on."""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.signin import Attempt, authorize_url
from mocks.okta import credentials
from mocks.okta.directory.users import User
from mocks.okta.provisioning import passwords
from mocks.okta.signin import _person
from mocks.okta.signin._page import render


class ExpiredPassword:
    name = "expired_password"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        user = _person.with_password(attempt)
        return user is not None and credentials.is_expired(attempt.unit, user)

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        restart = authorize_url(attempt.server, attempt.signin.request)
        user = _required(attempt)
        wanted = passwords.described(attempt.unit, user)
        return render(attempt, self.name, username=user.login, error=error, restart_url=restart, requirements=wanted)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user = _required(attempt)
        password = form.get("newPassword", "")
        refusal = passwords.refusal(attempt.unit, user, password, form.get("confirmPassword", ""))
        if refusal:
            return self.show(attempt, refusal)
        credentials.set_password(attempt.unit, user, password)
        return None


def _required(attempt: Attempt) -> User:
    user = _person.with_password(attempt)
    if user is None:
        raise RuntimeError("this step follows the password")
    return user


STEP = ExpiredPassword()
