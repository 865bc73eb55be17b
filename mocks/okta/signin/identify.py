"""The first page: who wants to sign in; and, where there are several providers, with which one."""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.signin import Attempt
from mocks.okta.policies.profile_enrollment import registration
from mocks.okta.signin import _route
from mocks.okta.signin._page import render

SIGN_UP = "/signin/register"
"""Where strangers sign up."""


class Identify:
    name = "identify"
    rewinds = True

    def needed(self, attempt: Attempt) -> bool:
        signin = attempt.signin
        if signin.authentication is not None or signin.idp:
            return False
        route = _route.of(attempt)
        if route.local:
            return not signin.identifier
        return route.forced is None

    def show(self, attempt: Attempt, error: str | None = None, typed: str | None = None) -> Response:
        providers = _route.of(attempt).providers
        return render(
            attempt,
            self.name,
            app_label=attempt.client.name,
            username=attempt.signin.request.login_hint or "" if typed is None else typed,
            error=error,
            remember=bool(attempt.signin.remember),
            idps=[{"id": idp.id, "name": idp.name} for idp in providers],
            register_url=SIGN_UP if registration(attempt.unit) else None,
        )

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        signin = attempt.signin
        signin.identifier, signin.idp, signin.authentication, signin.fresh = "", "", None, False
        picked = form.get("idp", "")
        if picked:
            if picked not in {idp.id for idp in _route.of(attempt).providers}:
                return self.show(attempt, "This identity provider cannot be used here.")
            signin.idp = picked
            return None
        typed = form.get("identifier", "").strip()
        if not typed or len(typed) > 100:
            return self.show(attempt, "Enter your username.", typed[:100])
        signin.identifier, signin.remember = typed, "rememberMe" in form
        return None


STEP = Identify()
