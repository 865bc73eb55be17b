"""The page for people whose password expires soon: they may choose another one now, or later. Fact sheet 6.4."""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.signin import Attempt
from mocks.okta import credentials
from mocks.okta.directory.users import User
from mocks.okta.provisioning import passwords
from mocks.okta.signin import _person
from mocks.okta.signin._page import render

_SKIPPED = "password_warning"


class PasswordWarning:
    name = "password_warning"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        return _SKIPPED not in attempt.signin.data and _warned(attempt) is not None

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        user, days = _required(attempt)
        return render(
            attempt,
            self.name,
            username=user.login,
            error=error,
            requirements=passwords.described(attempt.unit, user),
            days=f"{days} day{'' if days == 1 else 's'}",
        )

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        if "later" in form:
            attempt.signin.data[_SKIPPED] = "true"
            return None
        user, _ = _required(attempt)
        password = form.get("newPassword", "")
        refusal = passwords.refusal(attempt.unit, user, password, form.get("confirmPassword", ""))
        if refusal:
            return self.show(attempt, refusal)
        credentials.set_password(attempt.unit, user, password)
        return None


STEP = PasswordWarning()


def _warned(attempt: Attempt) -> tuple[User, int] | None:
    """Return who has proven a password that expires soon and may be changed, and in how many days; None otherwise."""
    user = _person.with_password(attempt)
    days = credentials.days_to_warn_of(attempt.unit, user) if user else None
    return (user, days) if user and days is not None else None


def _required(attempt: Attempt) -> tuple[User, int]:
    found = _warned(attempt)
    if found is None:
        raise RuntimeError("this step is not needed while the password is good for long")
    return found
