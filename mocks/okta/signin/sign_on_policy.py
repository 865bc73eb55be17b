"""The end of a sign-in that the policies deny: as soon as it is known who it is, before anything more is asked.

Source: fact sheet 6.2 and 6.3.
"""

from collections.abc import Mapping
from typing import NoReturn

from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.signin import Attempt
from mocks.okta import sign_in_events
from mocks.okta.policies import _sign_on as sign_on


class SignOnPolicy:
    name = "sign_on_policy"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        proven = attempt.signin.authentication
        if proven is None:
            return False
        return not sign_on.evaluate(attempt.unit, attempt.signin.request.client_id, proven).allowed

    def show(self, attempt: Attempt, error: str | None = None) -> NoReturn:  # noqa: ARG002
        raise self.refusal(attempt)

    def refusal(self, attempt: Attempt) -> OAuthError:
        """Log what was decided and return the error that says so."""
        sign_in_events.sign_on_decided(attempt.unit, attempt.signin)
        return OAuthError("access_denied", Reason.NO_MATCHING_POLICY, code="sign_on_denied", status=401)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        """There is no form; one that is posted here changes nothing."""


STEP = SignOnPolicy()
