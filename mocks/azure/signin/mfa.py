"""The second proof: a code of the authenticator app (fact sheet section 2.3)."""

from collections.abc import Mapping

from flask import Response

from mocks.azure.signin._page import render
from mocks.azure.signin._second_proof import (
    REMEMBER_FOR,
    asked,
    check_code,
    is_remembered,
    prove,
    remember,
    state_of,
)
from mocks.oauth.signin import Attempt


class SecondProof:
    name = "mfa"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        user = asked(attempt)
        if user is None or not state_of(attempt, user).totp_secret:
            return False
        if is_remembered(attempt, user):
            prove(attempt)
            return False
        return True

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        user = asked(attempt)
        name = user.user_principal_name if user else ""
        return render(attempt, self.name, username=name, error=error, days=REMEMBER_FOR.days)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user = asked(attempt)
        if user is None:
            return None
        wrong = check_code(attempt, user, state_of(attempt, user).totp_secret, form)
        if wrong:
            return self.show(attempt, wrong.text)
        if form.get("rememberMFA") == "true":
            remember(attempt, user)
        return None


STEP = SecondProof()
