"""The account picker: who is signed in, and who has signed in with this browser before (fact sheet 2.2, 2.3)."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Response

from mocks.azure.directory import tenants, users
from mocks.azure.directory.users import User
from mocks.azure.signin._page import render
from mocks.kit.artifacts import Kind
from mocks.kit.web import Unit
from mocks.oauth.model import SignIn
from mocks.oauth.signin import Attempt, young_enough

PICKED = "picker"
_ACCOUNTS = Kind("browser_accounts", tuple[str, ...])
"""Object ids of the people who signed in with a browser, latest first."""
_REMEMBER_FOR = timedelta(days=180)
_MOST = 5


class Picker:
    name = PICKED
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        asked = "select_account" in attempt.signin.request.prompt
        return asked and self.name not in attempt.signin.passed and bool(_accounts(attempt))

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        signed_in = _signed_in(attempt)
        accounts = [
            {"username": user.user_principal_name, "name": user.display_name, "signed_in": user == signed_in}
            for user in _accounts(attempt)
        ]
        return render(attempt, self.name, accounts=accounts)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        attempt.signin.passed = (*attempt.signin.passed, self.name)
        picked = next((user for user in _accounts(attempt) if user.user_principal_name == form.get("account")), None)
        if picked is None:
            return
        if attempt.session and picked == _signed_in(attempt) and young_enough(attempt, attempt.session[1]):
            attempt.signin.authentication = attempt.session[1].authentication
        else:
            attempt.signin.identifier = picked.user_principal_name


def remember(unit: Unit, signin: SignIn, user_id: str) -> None:
    """Keep an account for this browser's picker; signing out does not forget it."""
    found = unit.artifacts.get(_ACCOUNTS, signin.browser)
    known = found.payload if found else ()
    if known[:1] == (user_id,):
        return
    accounts = (user_id, *(id for id in known if id != user_id))[:_MOST]
    if found:
        unit.artifacts.extend(_ACCOUNTS, signin.browser, accounts, _REMEMBER_FOR)
    else:
        unit.artifacts.drop(_ACCOUNTS, signin.browser)
        unit.artifacts.put(_ACCOUNTS, accounts, _REMEMBER_FOR, id=signin.browser)


def _accounts(attempt: Attempt) -> list[User]:
    """Return who may be picked here: people of this tenant, or of any where the tenant is still open."""
    found = attempt.unit.artifacts.get(_ACCOUNTS, attempt.signin.browser)
    session = (attempt.session[1].authentication.user_id,) if attempt.session else ()
    ids = dict.fromkeys((*session, *(found.payload if found else ())))
    people = (attempt.unit.once("user", id, users.by_id) for id in ids)
    return [user for user in people if user and attempt.server.key in (user.tenant_id, *tenants.SHARED)]


def _signed_in(attempt: Attempt) -> User | None:
    if attempt.session is None:
        return None
    return attempt.unit.once("user", attempt.session[1].authentication.user_id, users.by_id)


STEP = Picker()
