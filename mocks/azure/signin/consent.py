"""The consent page: what an application asks for, granted by a person or by an administrator for everybody.

Source: fact sheet sections 2.3, 2.8 and 8.
"""

from collections.abc import Mapping

from flask import Response

from mocks.azure import access, delegated
from mocks.azure.delegated import Permission
from mocks.azure.directory.users import User
from mocks.azure.errors import ADMIN_CONSENT
from mocks.azure.policies import consent
from mocks.azure.signin._page import render
from mocks.azure.signin._person import passed, person
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import AuthorizationRequest
from mocks.oauth.response_modes import respond
from mocks.oauth.signin import SIGN_IN, Attempt

ADMIN_CONSENT_ENDPOINT = "admin_consent"
"""Stands in a request's extra parameters when it came by the admin consent address: `v1` or `v2`."""


class Consent:
    name = "consent"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        user = person(attempt)
        if user is None or self.name in attempt.signin.passed or access.is_refused(attempt, user):
            return False
        wanted = attempt.signin.request
        asked = "consent" in wanted.prompt or ADMIN_CONSENT_ENDPOINT in wanted.extra
        return asked or bool(consent.missing(attempt.unit, user, attempt.client.client_id, _asked(attempt)))

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        user, wanted = person(attempt), attempt.signin.request
        for_all = ADMIN_CONSENT_ENDPOINT in wanted.extra
        administrator = _may_speak(attempt, user)
        names = [consent.friendly(attempt.unit, one) for one in _asked(attempt) if one.sent != "openid"]
        return render(
            attempt,
            self.name,
            username=user.user_principal_name if user else "",
            permissions=names or [consent.FRIENDLY["openid"]],
            for_everybody=for_all,
            may_grant_for_all=administrator and not for_all,
        )

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user, wanted = person(attempt), attempt.signin.request
        if user is None:
            return None
        if form.get("consent") != "accept":
            raise _declined(wanted)
        administrator = _may_speak(attempt, user)
        for_all = administrator and (ADMIN_CONSENT_ENDPOINT in wanted.extra or form.get("adminConsent") == "true")
        consent.give(attempt.unit, user, attempt.client.client_id, _asked(attempt), for_everybody=for_all)
        passed(attempt, self.name)
        return _back_to_application(attempt) if ADMIN_CONSENT_ENDPOINT in wanted.extra else None


def _asked(attempt: Attempt) -> tuple[Permission, ...]:
    return delegated.permissions(attempt.unit, attempt.server, attempt.signin.request.scope)


def _may_speak(attempt: Attempt, user: User | None) -> bool:
    """Tell whether an administrator is asked; raises OAuthError when one is needed and somebody else is here."""
    wanted = attempt.signin.request
    if user is not None and consent.is_administrator(attempt.unit, user):
        return True
    if ADMIN_CONSENT_ENDPOINT in wanted.extra or consent.needs_administrator(attempt.unit, _asked(attempt)):
        text = ADMIN_CONSENT.text.format(attempt.client.name)
        raise OAuthError("access_denied", Reason.POLICY, description=text, code=str(ADMIN_CONSENT.code))
    return False


def _declined(wanted: AuthorizationRequest) -> OAuthError:
    version = wanted.extra.get(ADMIN_CONSENT_ENDPOINT)
    if version is None:
        return OAuthError("access_denied", Reason.USER_CANCELED, more={"error_subcode": "cancel"})
    error = "consent_required" if version == "v2" else "permission_denied"
    return OAuthError(error, Reason.USER_CANCELED, more={"admin_consent": "True"})


def _back_to_application(attempt: Attempt) -> Response:
    """End the attempt without a code: the administrator came to consent, not to sign in."""
    wanted, tenant = attempt.signin.request, attempt.server.key
    attempt.unit.artifacts.drop(SIGN_IN, attempt.id)
    parameters = {"admin_consent": "True", "tenant": tenant}
    if wanted.extra[ADMIN_CONSENT_ENDPOINT] == "v2":
        parameters["scope"] = " ".join(wanted.scope)
    if wanted.state:
        parameters["state"] = wanted.state
    return respond(wanted.redirect_uri, wanted.response_mode, parameters)


STEP = Consent()
