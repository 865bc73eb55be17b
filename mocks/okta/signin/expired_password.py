"""The page for people whose password is right and has expired: they choose another one, then go on."""

from collections.abc import Mapping

from flask import Response

from mocks.kit.passwords import hash_password
from mocks.oauth.signin import Attempt, authorize_url
from mocks.okta.directory import system_log, users
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.provisioning import passwords
from mocks.okta.provisioning.jit import user_party
from mocks.okta.signin._page import render


class ExpiredPassword:
    name = "expired_password"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        user = _user(attempt)
        return user is not None and user.status is Status.PASSWORD_EXPIRED

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
        # Hashing is slow on purpose; nobody else waits for the database meanwhile.
        attempt.unit.commit()
        hashed, now = hash_password(password), attempt.unit.runtime.clock.now()
        users.set_credentials(attempt.unit.db, user.id, password_hash=hashed, provider=Provider.OKTA, now=now)
        users.set_status(attempt.unit.db, user.id, Status.ACTIVE, now)
        system_log.record(attempt.unit, "user.account.update_password", user_party(user), [user_party(user)])
        return None


def _user(attempt: Attempt) -> User | None:
    """Return who has proven a password of the org in this sign-in."""
    proven = attempt.signin.authentication
    return users.by_id(attempt.unit.db, proven.user_id) if proven and attempt.signin.fresh else None


def _required(attempt: Attempt) -> User:
    user = _user(attempt)
    if user is None:
        raise RuntimeError("this step follows the password")
    return user


STEP = ExpiredPassword()
