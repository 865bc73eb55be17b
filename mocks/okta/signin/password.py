"""The password page, for people whose password Okta itself checks."""

from collections.abc import Mapping

from flask import Response

from mocks.kit.passwords import verify_password, waste_time
from mocks.oauth.model import Authentication
from mocks.oauth.signin import Attempt, authorize_url
from mocks.okta.directory import system_log, users
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.provisioning.jit import user_party
from mocks.okta.signin._page import render

_FAILED = "Unable to sign in"
_MAY_TRY = (Status.ACTIVE, Status.PASSWORD_EXPIRED)


class Password:
    name = "password"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        return attempt.signin.authentication is None

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        restart = authorize_url(attempt.server, attempt.signin.request)
        return render(attempt, self.name, username=attempt.signin.identifier, error=error, restart_url=restart)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user = users.by_sign_in_name(attempt.unit.db, attempt.signin.identifier)
        # Hashing is slow on purpose; nobody else waits for the database meanwhile.
        attempt.unit.commit()
        if not proven(user, form.get("credentials.passcode", "")) or user is None:
            actor = user_party(user) if user else system_log.UNKNOWN
            system_log.record(attempt.unit, "user.session.start", actor, reason="INVALID_CREDENTIALS")
            return self.show(attempt, _FAILED)
        now = attempt.unit.runtime.clock.timestamp()
        attempt.signin.authentication = Authentication(user.id, ("pwd",), now)
        attempt.signin.fresh = True
        return None


def proven(user: User | None, password: str) -> bool:
    """Tell whether the password is right; takes as long for people who do not exist or have none."""
    stored = user.password_hash if user and user.provider is Provider.OKTA else None
    if stored is None or user is None:
        waste_time(password)
        return False
    return verify_password(password, stored) and user.status in _MAY_TRY


STEP = Password()
