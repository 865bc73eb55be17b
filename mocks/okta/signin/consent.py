"""The page on which a person allows an application its scopes. Source: fact sheet 1.6."""

from collections.abc import Mapping

import msgspec
from flask import Response

from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.signin import Attempt
from mocks.okta.directory import applications, system_log, user_grants
from mocks.okta.directory.scopes import SCOPES, Scope
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.users import User
from mocks.okta.ids import okta_id
from mocks.okta.provisioning.jit import user_party
from mocks.okta.signin import _person
from mocks.okta.signin._page import render

ALLOW = "allow"


class Consent:
    name = "consent"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        signin, unit = attempt.signin, attempt.unit
        if signin.authentication is None:
            return False
        application = unit.once("application", signin.request.client_id, applications.active)
        asked_for = "consent" in signin.request.prompt
        if application is None or not (asked_for or application.settings.consent_method == "REQUIRED"):
            return False
        user_id = signin.authentication.user_id
        wanted = {scope.name for scope in _asked(attempt)}
        if not wanted or _mark(user_id) in signin.passed:
            return False
        return asked_for or not wanted <= user_grants.scopes_of(unit.db, user_id, application.id, attempt.server.key)

    def show(self, attempt: Attempt, error: str | None = None) -> Response:
        # Nobody is asked to allow what they would be refused afterwards (fact sheet 1.11: assignment, policy, consent).
        attempt.server.admit(attempt)
        user = _required(attempt)
        return render(
            attempt,
            self.name,
            app_label=attempt.client.name,
            username=user.login,
            scopes=_asked(attempt),
            error=error,
        )

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        user, unit, signin = _required(attempt), attempt.unit, attempt.signin
        if form.get("decision") != ALLOW:
            raise OAuthError("access_denied", Reason.CONSENT_DENIED)
        asked = _asked(attempt)
        declined = {scope.name for scope in asked if scope.optional and scope.id not in form}
        kept = tuple(name for name in signin.request.scope if name not in declined)
        if not kept:
            raise OAuthError("access_denied", Reason.NO_SCOPE_ALLOWED)
        signin.request = msgspec.structs.replace(signin.request, scope=kept)
        signin.passed = (*signin.passed, _mark(user.id))
        granted = [(okta_id(unit.runtime.ids, "oag"), scope.name) for scope in asked if scope.name in kept]
        about = (user.id, signin.request.client_id, attempt.server.key)
        user_grants.add(unit.db, *about, granted, unit.runtime.clock.now())
        client = Party(attempt.client.client_id, "AppInstance", attempt.client.name, attempt.client.name)
        targets = [client, *(Party(id, "scope", name, name) for id, name in granted)]
        system_log.record(unit, "app.oauth2.as.consent.grant", user_party(user), targets)
        return None


STEP = Consent()


def _asked(attempt: Attempt) -> list[Scope]:
    """Return the wanted scopes that are a person's to allow; those of OpenID Connect and of the org never are."""
    wanted = attempt.signin.request.scope
    scopes = SCOPES.of(attempt.unit.db, attempt.server.key)
    return [scope for scope in scopes if scope.name in wanted and scope.consent != "IMPLICIT"]


def _mark(user_id: str) -> str:
    """Return the sign that this person, and nobody who signed in before them in this attempt, was asked."""
    return f"consent:{user_id}"


def _required(attempt: Attempt) -> User:
    user = _person.of(attempt)
    if user is None:
        raise OAuthError("access_denied", Reason.USER_INACTIVE)
    return user
