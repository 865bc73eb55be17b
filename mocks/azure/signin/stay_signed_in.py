"""The "Stay signed in?" page: whether the session outlives the browser."""

from collections.abc import Mapping

from flask import Response

from mocks.azure import access
from mocks.azure.directory import tenants
from mocks.azure.signin._page import render
from mocks.azure.signin._person import person
from mocks.azure.signin.consent import ADMIN_CONSENT_ENDPOINT
from mocks.oauth.signin import Attempt


class StaySignedIn:
    name = "stay_signed_in"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        asked = attempt.signin.remember is not None
        if not attempt.signin.fresh or asked or ADMIN_CONSENT_ENDPOINT in attempt.signin.request.extra:
            return False
        user = person(attempt)
        if user is None or access.is_refused(attempt, user):
            return False
        tenant = attempt.unit.once("tenant", attempt.server.key, tenants.by_segment)
        return tenant is not None and tenant.ask_stay_signed_in

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        return render(attempt, self.name, username=attempt.signin.identifier)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        attempt.signin.remember = form.get("kmsi") == "1"


STEP = StaySignedIn()
