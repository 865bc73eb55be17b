"""How Okta differs; read it beside Entra's. Source: fact sheet sections 1 and 3."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, request

from mocks.kit.web import Unit
from mocks.oauth import device_secrets, single_sign_out
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.checks import Draft
from mocks.oauth.device import DevicePolicy
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.keys import KeyRing, SigningKey
from mocks.oauth.model import (
    Authentication,
    AuthorizationRequest,
    Client,
    Drafts,
    Grant,
    Lifetimes,
    RefreshTimes,
    Session,
    SessionTimes,
    SignIn,
)
from mocks.oauth.signin import Attempt, Step
from mocks.okta import (
    activation,
    admission,
    discovery,
    grant_claims,
    home_client,
    password_grant,
    post_message,
    redirect_uris,
    responses,
    session_tokens,
    sign_in_events,
    slo,
    token_events,
    token_hooks,
    traffic,
)
from mocks.okta.access_management import AccessManagement
from mocks.okta.clients import registration
from mocks.okta.directory import applications, users
from mocks.okta.directory.org import Org
from mocks.okta.directory.scopes import SYSTEM_SCOPES
from mocks.okta.directory.system_log import Party
from mocks.okta.on_behalf import OnBehalf
from mocks.okta.policies import _sign_on as sign_on
from mocks.okta.settings import Settings
from mocks.okta.sign_in_events import person
from mocks.okta.signin import STEPS
from mocks.okta.signin.consent import STEP as CONSENT
from mocks.okta.signin.reauthenticate import STEP as REAUTHENTICATE
from mocks.okta.signin.sign_on_policy import STEP as SIGN_ON_POLICY

ORG_SERVER = "org"
_SCOPES = ("openid", "email", "profile", "address", "phone", "offline_access", "groups")
_SYSTEM_SCOPES = tuple(SYSTEM_SCOPES)
_ORG_REFRESH_TOKEN = timedelta(days=90)
_STATE = re.compile(r"[A-Za-z0-9,._\-~%=+/|:]{1,2048}")


def _check_state(draft: Draft) -> None:
    # Okta requires `state`, which RFC 6749 only recommends.
    if not _STATE.fullmatch(draft.parameters.get("state", "")):
        raise OAuthError("invalid_request", Reason.BAD_STATE)


class OktaServer(AuthorizationServer):
    """An authorization server of the org: the org's own, or a custom one such as `default`."""

    session_cookie = "idx"
    browser_cookie = "DT"
    form_field = "stateToken"
    extra_parameters = ("idp", "idp_scope", "acr_values", session_tokens.PARAMETER)
    request_uri_prefix = "urn:okta:"
    response_modes = AuthorizationServer.response_modes | {post_message.MODE}
    vendor_checks = (_check_state,)
    steps = STEPS
    lifetimes = Lifetimes(
        code=timedelta(minutes=5),
        id_token=timedelta(hours=1),
        access_token=timedelta(hours=1),
        refresh_token=timedelta(days=7),
    )

    def __init__(self, access: AccessManagement | None, organisation: Org, settings: Settings, keys: KeyRing) -> None:
        """access: what a custom server decides by, None for the org's own."""
        self.access, self.keys, self.org = access, keys, organisation
        self.key = key = access.server.id if access else ORG_SERVER
        self.audience = access.server.audience if access else settings.public_url
        self.display_name, self.public_url = organisation.name, settings.public_url
        base = f"{settings.public_url}/oauth2" + ("" if key == ORG_SERVER else f"/{key}")
        self.issuer = self.issuer_of(key)
        self.paths = discovery.paths(base, settings.public_url)
        self.device_policy = DevicePolicy(f"{settings.public_url}{activation.PATH}", timedelta(minutes=10))

    def issuer_of(self, key: str) -> str:
        return self.public_url if key == ORG_SERVER else f"{self.public_url}/oauth2/{key}"

    def client(self, unit: Unit, client_id: str) -> Client | None:
        if client_id == home_client.CLIENT_ID and self.key == ORG_SERVER:
            return home_client.registration(self.public_url)
        application = unit.once("application", client_id, applications.active)
        return registration(application) if application else None

    def redirect_uri_matches(self, client: Client, redirect_uri: str) -> bool:
        return redirect_uris.matches(client.redirect_uris, redirect_uri)

    def scopes(self, unit: Unit, client: Client) -> frozenset[str]:  # noqa: ARG002
        return frozenset(self.access.scopes if self.access else _SCOPES)

    def default_scopes(self, unit: Unit, client: Client) -> tuple[str, ...]:  # noqa: ARG002
        return self.access.default_scopes() if self.access else ()

    def grant_to_client(self, unit: Unit, client: Client, wanted: tuple[str, ...]) -> Grant:
        """The org server gives scopes of Okta's own API, to those an administrator granted them (fact sheet 1.1)."""
        if self.access:
            wanted = wanted or self.access.default_scopes()
            if any(name in SYSTEM_SCOPES for name in wanted):
                raise OAuthError("invalid_scope", Reason.SCOPE)
            return super().grant_to_client(unit, client, wanted)
        if client.authenticated_by != "private_key_jwt":
            raise OAuthError("invalid_client", Reason.PRIVATE_KEY_REQUIRED, status=401)
        application = unit.once("application", client.client_id, applications.active)
        granted = application.settings.granted_scopes if application else ()
        if not wanted or not set(granted).issuperset(wanted):
            raise OAuthError("invalid_scope", Reason.SCOPE)
        return Grant(client, wanted, None, family="")

    def exchange(self, unit: Unit) -> OnBehalf | None:
        return OnBehalf(unit, self) if self.access else None

    def presented(self, unit: Unit, wanted: AuthorizationRequest) -> Authentication | None:
        token = wanted.extra.get(session_tokens.PARAMETER)
        found = session_tokens.spend(unit, token) if token else None
        return found if found and self.still_valid(unit, found.user_id) else None

    def session_times(self, unit: Unit, authentication: Authentication, client_id: str, remember: bool) -> SessionTimes:
        times = sign_on.evaluate(unit, client_id, authentication).times
        total = timedelta(minutes=times.max_session_lifetime_minutes)
        idle = timedelta(minutes=times.max_session_idle_minutes)
        return SessionTimes(idle, total or None, remember and times.use_persistent_cookie)

    def admit(self, attempt: Attempt) -> None:
        if not attempt.signin.fresh:
            sign_in_events.sign_on_decided(attempt.unit, attempt.signin)
        if attempt.client.client_id != home_client.CLIENT_ID:
            admission.check(attempt, self.access)

    def silent_refusal(self, attempt: Attempt, step: Step) -> OAuthError:
        if step is REAUTHENTICATE:
            return OAuthError("login_required", Reason.LOGIN_REQUIRED)
        if step is SIGN_ON_POLICY:
            return SIGN_ON_POLICY.refusal(attempt)
        if step is not CONSENT:
            return super().silent_refusal(attempt, step)
        # Whoever would be refused anyway is told that (fact sheet 1.11: assignment, policy, consent).
        self.admit(attempt)
        return OAuthError("consent_required", Reason.CONSENT_REQUIRED)

    def permit(self, unit: Unit, grant: Grant) -> None:
        if self.access:
            self.access.rule_of(unit, grant)
        if grant.authentication:
            traffic.spend_for_token(unit, self.org, grant.authentication.user_id)

    def access_token_lifetime(self, unit: Unit, grant: Grant) -> timedelta:
        if self.access is None:
            return self.lifetimes.access_token
        return timedelta(minutes=self.access.rule_of(unit, grant).access_token_lifetime)

    def refresh_times(self, unit: Unit, grant: Grant) -> RefreshTimes:
        if self.access is None:
            return RefreshTimes(_ORG_REFRESH_TOKEN)
        rule = self.access.rule_of(unit, grant)
        total = timedelta(minutes=rule.refresh_token_lifetime) if rule.refresh_token_lifetime else None
        return RefreshTimes(timedelta(minutes=rule.refresh_token_window), total)

    def still_valid(self, unit: Unit, user_id: str) -> bool:
        user = person(unit, user_id)
        return user is not None and user.status is users.Status.ACTIVE

    def check_password(self, unit: Unit, client: Client, username: str, password: str) -> Authentication:
        return password_grant.check(unit, client, username, password, self._event("token.grant"))

    def may_continue(self, unit: Unit, client: Client, user_id: str) -> bool:
        assigned = applications.is_assigned(unit.db, client.client_id, user_id)
        return assigned and self.still_valid(unit, user_id)

    def stays_here(self, error: OAuthError) -> bool:
        return error.reason is Reason.IDP_UNAVAILABLE or super().stays_here(error)

    def id_token_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        return grant_claims.id_token(unit, self, grant)

    def access_token_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        return grant_claims.access_token(unit, self, grant)

    def last_look(self, unit: Unit, grant: Grant, drafts: Drafts) -> Drafts:
        return token_hooks.last_look(unit, self, self.access, grant, drafts) if self.access else drafts

    def userinfo_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        return grant_claims.userinfo(unit, self, grant)

    def introspection_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        return grant_claims.introspection(unit, self, grant)

    def published_keys(self, unit: Unit) -> list[SigningKey]:
        """Publish the key that will sign next as well: whoever keeps the set for a while is not surprised by it."""
        found = super().published_keys(unit)
        if len(found) > 1:
            return found
        self.keys.provide(unit.db, self.key, ("next",))
        return super().published_keys(unit)

    def jwk(self, kid: str, public: Mapping[str, Any]) -> dict[str, Any]:
        return {"kty": "RSA", "alg": "RS256", "kid": kid, "use": "sig", "e": public["e"], "n": public["n"]}

    def discovery(self, unit: Unit) -> dict[str, Any]:  # noqa: ARG002
        published = (*_SYSTEM_SCOPES, *self.access.published_scopes()) if self.access else _SCOPES
        if request.path.endswith("/oauth-authorization-server"):
            return discovery.oauth(self.issuer, self.paths, published)
        return discovery.openid(self.issuer, self.paths, published)

    def error_page(self, error: OAuthError) -> Response:
        return responses.error_page(error)

    def error_parameters(self, error: OAuthError) -> dict[str, str]:
        return responses.error_parameters(error)

    def error_json(self, error: OAuthError) -> Response:
        return responses.error_json(error)

    def respond(self, redirect_uri: str, mode: str, parameters: Mapping[str, str]) -> Response:
        if mode == post_message.MODE:
            return post_message.deliver(redirect_uri, parameters)
        return super().respond(redirect_uri, mode, parameters)

    def device_response(self, answer: dict[str, Any]) -> dict[str, Any]:
        complete = f"{answer['verification_uri']}?user_code={answer['user_code']}"
        return answer | {"verification_uri_complete": complete}

    def device_done(self) -> Response:
        return activation.done(self.display_name)

    def confirm_sign_out(self, unit: Unit, session: Session, fields: Mapping[str, str]) -> Response:
        user = person(unit, session.authentication.user_id)
        return slo.question(self.display_name, user.login if user else "", self.paths["end_session"], fields)

    def signed_out(self, unit: Unit, session: Session | None, next_url: str | None, *, initiator: str = "") -> Response:
        if session is None:
            return slo.finished(self.display_name, next_url)
        frames = single_sign_out.front_channel(unit, self, session, initiator)
        sign_in_events.session_ended(unit, session, single_sign_out.back_channel(unit, self, session), len(frames))
        upstream = slo.start(unit, session, self.public_url, next_url)
        return slo.finished(self.display_name, upstream or next_url, frames)

    def on_session_started(self, unit: Unit, signin: SignIn, session: Session) -> None:
        sign_in_events.sign_on_decided(unit, signin)
        sign_in_events.session_started(unit, session)

    def on_code_issued(self, unit: Unit, signin: SignIn, session: Session) -> None:
        sign_in_events.code_issued(unit, signin, session, self._event("authorize.code"))

    def on_refused(self, unit: Unit, request: AuthorizationRequest, error: OAuthError, signin: SignIn | None) -> None:
        sign_in_events.refused(unit, request, error, signin, self._event("authorize"))

    def token_response(self, unit: Unit, grant: Grant, response: dict[str, Any]) -> dict[str, Any]:
        if self.access is None or not device_secrets.is_wanted(grant):
            return response
        return response | {"device_secret": device_secrets.issue(unit, self, grant)}

    def on_tokens_issued(self, unit: Unit, grant: Grant, drafts: Drafts, refresh_token: str) -> None:
        server = Party(self.key, "AuthorizationServer", self.issuer, self.issuer)
        token_events.granted(unit, self._event("token.grant"), grant, drafts, refresh_token, server)

    def on_grant_refused(self, unit: Unit, client: Client | None, error: OAuthError) -> None:
        token_events.refused(unit, self._event("token"), client, error)

    def on_token_revoked(self, unit: Unit, client: Client, kind: str, id: str) -> None:
        token_events.revoked(unit, self._event("token.revoke"), client, kind, id)

    def _event(self, name: str) -> str:
        return f"app.oauth2.{'' if self.key == ORG_SERVER else 'as.'}{name}"
