"""The username page: who wants to sign in."""

from collections.abc import Mapping

from flask import Response

from mocks.azure import hints
from mocks.azure.directory import tenants, users
from mocks.azure.directory.users import User
from mocks.azure.errors import USER_NOT_FOUND
from mocks.azure.signin._page import render
from mocks.azure.signin.picker import PICKED
from mocks.azure.signin_log import note
from mocks.oauth.signin import Attempt

HOME = "home"
"""In the data of a sign-in: the tenant of somebody who is not at home in the one that was asked."""


class Username:
    name = "username"
    rewinds = True

    def needed(self, attempt: Attempt) -> bool:
        return attempt.signin.authentication is None and not attempt.signin.identifier

    def show(self, attempt: Attempt, error: str | None = None, typed: str | None = None) -> Response:
        username = _hinted(attempt) if typed is None else typed
        return render(attempt, self.name, username=username, error=error)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        typed = form.get("loginfmt", "").strip()
        _begin_anew(attempt)
        if not typed:
            return self.show(attempt, "Enter the name you sign in with.", typed)
        user = _find(attempt, typed)
        if user is None:
            note(attempt.unit, attempt.server.key, attempt.client, typed, USER_NOT_FOUND.code, USER_NOT_FOUND.text)
            return self.show(attempt, USER_NOT_FOUND.text, typed)
        attempt.signin.identifier = user.user_principal_name
        if user.tenant_id != attempt.server.key:
            attempt.signin.data[HOME] = user.tenant_id
        return None


def _begin_anew(attempt: Attempt) -> None:
    """Forget whoever was there before: what one person proved, chose or was shown is not the next one's."""
    signin = attempt.signin
    signin.identifier, signin.authentication, signin.fresh = "", None, False
    kept = (PICKED, *tenants.SHARED)
    signin.passed, signin.data = tuple(step for step in signin.passed if step in kept), {}


def _hinted(attempt: Attempt) -> str:
    """Return the name that the request hints at: as it stands, or of the account that an opaque hint means."""
    hint = attempt.signin.request.login_hint or ""
    id = hints.user_id(hint)
    user = users.by_id(attempt.unit.db, id) if id else None
    if user and attempt.server.key in (user.tenant_id, *tenants.SHARED):
        return user.user_principal_name
    return "" if id else hint


def _find(attempt: Attempt, name: str) -> User | None:
    """Find who is meant: in the tenant that was asked, else in the one of the name's domain.

    Who is not at home in the tenant that was asked is told so once they have proved who they are.
    """
    db = attempt.unit.db
    here = users.by_sign_in_name(db, attempt.server.key, name)
    home = None if here else tenants.by_domain(db, name.rpartition("@")[2].lower())
    return users.by_sign_in_name(db, home.id, name) if home else here


STEP = Username()
