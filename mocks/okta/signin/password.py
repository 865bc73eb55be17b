"""The password page, for people whose password Okta itself checks."""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.model import Authentication
from mocks.oauth.signin import Attempt
from mocks.okta import credentials
from mocks.okta.credentials import Refusal
from mocks.okta.directory import system_log, users
from mocks.okta.directory.users import User
from mocks.okta.provisioning.jit import user_party
from mocks.okta.provisioning.recovery import FORGOT_PATH
from mocks.okta.signin import reauthenticate
from mocks.okta.signin._page import render

_FAILED = "Unable to sign in"
_LOCKED = "Your account is locked. Ask your administrator to unlock it."
_ELSEWHERE = {
    Refusal.EXPIRED: "Your password has expired. Change it in the directory that it is kept in.",
    Refusal.UNREACHABLE: "The directory that your password is kept in cannot be reached. Try again in a while.",
}


class Password:
    name = "password"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        return attempt.signin.authentication is None

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        return render(
            attempt,
            self.name,
            username=attempt.signin.identifier,
            error=error,
            restart_url=reauthenticate.restart_url(attempt),
            forgot_url=FORGOT_PATH,
        )

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user = users.by_sign_in_name(attempt.unit.db, attempt.signin.identifier)
        refusal = credentials.check(attempt.unit, user, form.get("credentials.passcode", ""))
        if refusal or user is None:
            actor = user_party(user) if user else system_log.UNKNOWN
            system_log.record(attempt.unit, "user.session.start", actor, reason=refusal)
            return self.show(attempt, _words(attempt, user, refusal))
        now = attempt.unit.runtime.clock.timestamp()
        attempt.signin.authentication = Authentication(user.id, ("pwd",), now)
        attempt.signin.fresh = True
        return None


def _words(attempt: Attempt, user: User | None, refusal: Refusal | None) -> str:
    if user is not None and refusal is Refusal.LOCKED and credentials.shows_lock(attempt.unit, user):
        return _LOCKED
    return _ELSEWHERE.get(refusal, _FAILED) if refusal else _FAILED


STEP = Password()
