"""The page that asks whether a device may act for the person: a code that somebody else sent does nothing by itself.

Source: RFC 8628 section 5.4.
"""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.signin import Attempt
from mocks.okta.signin._page import render


class Device:
    name = "device"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        return bool(attempt.signin.user_code) and self.name not in attempt.signin.passed

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        return render(attempt, self.name, app_label=attempt.client.name, user_code=attempt.signin.user_code)

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        if "allow" not in form:
            raise OAuthError("access_denied", Reason.DEVICE_DECLINED)
        attempt.signin.passed = (*attempt.signin.passed, self.name)


STEP = Device()
