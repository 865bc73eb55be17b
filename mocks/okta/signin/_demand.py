"""What a sign-in has yet to prove, for the steps that ask for it."""

from mocks.oauth import parameters
from mocks.oauth.signin import Attempt
from mocks.okta.authenticators import Here, _demand, _remembered
from mocks.okta.authenticators._demand import Demand
from mocks.okta.signin import _person


def here(attempt: Attempt) -> Here:
    return Here(attempt.unit, attempt.server.public_url, attempt.server.display_name)


def of(attempt: Attempt) -> Demand | None:
    """Return what the person has yet to prove or to set up; None when nothing is missing, or nobody known yet.

    Raises OAuthError(access_denied) when they can neither.
    """
    proven, wanted = attempt.signin.authentication, attempt.signin.request
    user = _person.of(attempt)
    if user is None or proven is None:
        return None
    acr_values = parameters.words(wanted.extra.get("acr_values"))

    def remembered() -> bool:
        return _remembered.is_remembered(attempt.unit, attempt.signin.browser, proven.user_id)

    return _demand.of(here(attempt), user, wanted.client_id, proven, acr_values, remembered)


def required(attempt: Attempt) -> Demand:
    """Return what is missing, for a step that is needed only when something is."""
    demand = of(attempt)
    if demand is None:
        raise RuntimeError("this step is not needed when nothing is to be proven or set up")
    return demand
