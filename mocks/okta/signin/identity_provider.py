"""The way to an identity provider and back: the broker's part of a sign-in."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Response, request

from mocks.kit.artifacts import ArtifactGone
from mocks.kit.http import PeerUnavailable
from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth import signin as transactions
from mocks.oauth.endpoints import Vendor
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Authentication
from mocks.oauth.signin import Attempt, authorize_url
from mocks.okta.directory import identity_providers
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.idps import LEG, Leg, Request, type_of
from mocks.okta.provisioning import events, link
from mocks.okta.provisioning.mapping import refusal
from mocks.okta.signin import _route, reauthenticate

CALLBACK_PATH = "/oauth2/v1/authorize/callback"
_ROUND_TRIP = timedelta(minutes=15)
_TOO_LATE = "The sign-in at the identity provider took too long."


class IdentityProviderStep:
    name = "identity_provider"
    rewinds = False

    def needed(self, attempt: Attempt) -> bool:
        return attempt.signin.authentication is None and _route.of(attempt).forced is not None

    def show(self, attempt: Attempt, error: str | None = None) -> Response:  # noqa: ARG002
        idp = _route.of(attempt).forced
        if idp is None:
            raise RuntimeError("this step is not needed without one provider to go to")
        ids, signin = attempt.unit.runtime.ids, attempt.signin
        now = attempt.unit.runtime.clock.timestamp()
        ends_at = now + int(_ROUND_TRIP.total_seconds())
        anew = reauthenticate.is_wanted(attempt)
        max_age = 0 if anew else signin.request.max_age or None
        leg = Leg(attempt.id, idp.id, ids.token(), ids.token(), now, ends_at, max_age, must_tell=anew)
        # Kept as long as the attempt, so that who comes back too late is told at the application.
        state = attempt.unit.artifacts.put(LEG, leg, attempt.server.lifetimes.sign_in)
        attempt.unit.commit()
        if not attempt.unit.runtime.http.reachable(idp.protocol.authorization_url):
            raise _unavailable(attempt, idp)
        hint = signin.identifier or signin.request.login_hint or ""
        # OpenID Connect Core section 3.1.2.1: max_age=0 asks for the same as prompt=login.
        again = anew or signin.request.max_age == 0
        prompt = (*signin.request.prompt, "login") if again else signin.request.prompt
        scopes = params.words(signin.request.extra.get("idp_scope"))
        url = type_of(idp).start(Request(idp, leg, state, callback_url(attempt), hint, prompt, scopes))
        return Response(status=302, headers={"Location": url})

    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> None:
        """A provider answers at the callback; a form posted here changes nothing."""


STEP = IdentityProviderStep()


def callback_url(attempt: Attempt) -> str:
    return f"{attempt.server.public_url}{CALLBACK_PATH}"


def callback(unit: Unit, vendor: Vendor) -> Response:
    """Serve the redirect URI at which every provider returns."""
    try:
        given = params.of_browser(request)
        leg = unit.artifacts.consume(LEG, params.require(given, "state")).payload
        attempt = transactions.resume(unit, vendor, leg.transaction)
    except ArtifactGone:
        return vendor.error_page(OAuthError("invalid_request", Reason.TRANSACTION_GONE))
    except OAuthError as error:
        # A callback in another browser spends no state: whose attempt it is can still come.
        unit.abandon()
        return vendor.error_page(error)
    try:
        _authenticate(attempt, leg, given)
        return transactions.advance(attempt)
    except OAuthError as error:
        return transactions.refuse(attempt, error)


def _authenticate(attempt: Attempt, leg: Leg, given: Mapping[str, str]) -> None:
    unit = attempt.unit
    idp = identity_providers.active(unit.db, leg.idp_id)
    if idp is None:
        raise OAuthError("invalid_request", Reason.IDP_UNKNOWN, leg.idp_id)
    if attempt.signin.authentication is not None:
        raise OAuthError("invalid_request", Reason.TRANSACTION_GONE)
    attempt.signin.idp = idp.id
    if unit.runtime.clock.timestamp() >= leg.ends_at:
        raise refusal("social_transaction_expired", _TOO_LATE)
    if "error" in given:
        raise _refused_there(idp, given)
    code = params.require(given, "code")
    # The state is spent, whatever comes; and nobody waits for the database while we wait for the provider.
    unit.commit()
    try:
        identity = type_of(idp).finish(unit, idp, leg, code, callback_url(attempt))
    except PeerUnavailable as error:
        raise _unavailable(attempt, idp) from error
    outcome = link.admit(unit, idp, identity)
    unit.remember("user", outcome.user.id, outcome.user)
    events.signed_in(unit, idp, outcome.user)
    amr = identity.amr if idp.policy.takes_amr and identity.amr else ("fed",)
    now = unit.runtime.clock.timestamp()
    attempt.signin.authentication = Authentication(outcome.user.id, amr, now, idp.id)
    attempt.signin.fresh = True
    attempt.signin.upstream_id_token = identity.id_token


def _refused_there(idp: IdentityProvider, given: Mapping[str, str]) -> OAuthError:
    said = given.get("error_description") or given["error"]
    text = f"{idp.name} refused the sign-in: {said[:500]}"
    canceled = given["error"] == "access_denied"
    reason = Reason.USER_CANCELED if canceled else Reason.IDP_REFUSED
    code = "user_canceled_request" if canceled else "login_failed"
    return OAuthError("access_denied", reason, description=text, code=code)


def _unavailable(attempt: Attempt, idp: IdentityProvider) -> OAuthError:
    again = authorize_url(attempt.server, attempt.signin.request)
    return OAuthError("temporarily_unavailable", Reason.IDP_UNAVAILABLE, idp.name, status=503, next_url=again)
