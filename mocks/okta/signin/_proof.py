"""What a further proof makes of a sign-in, and how the pages tell of a wrong one."""

from collections.abc import Callable, Mapping
from typing import Any

from mocks.oauth.signin import Attempt, save
from mocks.okta import authenticators, sign_in_events
from mocks.okta.authenticators import Here, TooSoon, Verdict
from mocks.okta.authenticators._demand import Demand
from mocks.okta.authenticators._level import with_proof
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.users import User
from mocks.okta.signin._demand import here

Ask = Callable[[Here, User, Factor], dict[str, Any]]

WRONG = {
    Verdict.FAILED: "That is not right. Please try again.",
    Verdict.REPLAYED: "This code was used before. Wait for the next one.",
    Verdict.LATE: "This code is not good any more. Take a new one.",
    Verdict.LOCKED: "Your account is locked. Please contact your administrator.",
}
_TOO_SOON = "A code was sent a moment ago. Please wait a few seconds."
_ASKED = "asked"
"""Under this the sign-in keeps the id of the factor that was last asked for."""
_LOGGED = "challenge_logged"


def ask(attempt: Attempt, demand: Demand, factor: Factor, how: Ask) -> tuple[dict[str, Any], str | None]:
    """Ask for a proof; return what its page needs, and what is wrong.

    What is sent to the person is sent once, however often the page is shown.
    """
    data = attempt.signin.data
    if authenticators.of(factor).sends and data.get(_ASKED) == factor.id:
        return {}, None
    try:
        told = how(here(attempt), demand.user, factor)
    except TooSoon:
        return {}, _TOO_SOON
    data[_ASKED] = factor.id
    save(attempt)
    return told, None


def note_challenge(attempt: Attempt) -> None:
    """Log, once in a sign-in, that more is asked for than was proven."""
    if _LOGGED not in attempt.signin.data:
        sign_in_events.sign_on_decided(attempt.unit, attempt.signin, challenged=True)
        attempt.signin.data[_LOGGED] = "true"
        save(attempt)


def asks_anew(attempt: Attempt, form: Mapping[str, str], key: str) -> bool:
    """Tell whether a form asks for another page, or for the same one anew, instead of bringing a proof.

    key: under which the sign-in keeps what was picked.
    """
    if "authenticator" not in form and "resend" not in form:
        return False
    data = attempt.signin.data
    data[key] = form.get("authenticator", data.get(key, ""))
    data.pop(_ASKED, None)
    return True


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a proof by the names that authenticators know them by."""
    prefix = "credentials."
    given = {name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix)}
    return given | ({"passCode": given["totp"]} if "totp" in given else {})


def strengthen(attempt: Attempt, factor: Factor) -> None:
    """Note a further proof in the sign-in; a session that grows by it goes on under another cookie."""
    signin, before = attempt.signin, attempt.signin.authentication
    if before is None:
        raise RuntimeError("a further proof follows a first")
    signin.authentication = with_proof(before, factor)
    signin.strengthened = not signin.fresh
