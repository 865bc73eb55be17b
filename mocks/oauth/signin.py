"""The sign-in transaction and its dispatcher.

Steps return to the dispatcher, never to each other: the next step is computed from what is stored, so a forged
or repeated step URL leads nowhere new. The transaction's id travels in a hidden field, 256 secret bits that
serve as the form's CSRF token; the browser's binding cookie must fit as well.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from flask import Response, request
from msgspec.structs import replace

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.web import Unit
from mocks.oauth import authorization_response, device
from mocks.oauth import session as sessions
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.device import Decision, DeviceRequest
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import AuthorizationRequest, Client, Session, SignIn

SIGN_IN = Kind("sign_in", SignIn)


class ServerOf(Protocol):
    """Finds an authorization server by the key stored with a transaction."""

    def by_key(self, unit: Unit, key: str) -> AuthorizationServer: ...


@dataclass
class Attempt:
    """A sign-in transaction in the hands of a request.

    id: "" until it is stored. session: the browser's session with its secret id, if there is one.
    new_browser: value for the binding cookie when this browser had none.
    """

    unit: Unit
    server: AuthorizationServer
    client: Client
    signin: SignIn
    id: str = ""
    session: tuple[str, Session] | None = None
    new_browser: str = ""


class Step(Protocol):
    """One thing a sign-in may have to ask or do."""

    name: str
    rewinds: bool
    """Whether its form may be sent again after a later step was shown (the person went back)."""

    def needed(self, attempt: Attempt) -> bool: ...
    def show(self, attempt: Attempt, error: str | None = None) -> Response: ...
    def submit(self, attempt: Attempt, form: Mapping[str, str]) -> Response | None:
        """Take the form; None when the dispatcher shall go on, a response to stay here."""
        ...


def begin(
    unit: Unit, server: AuthorizationServer, client: Client, wanted: AuthorizationRequest, user_code: str = ""
) -> Response:
    """Start a sign-in for a checked authorization request; with a good session it may end at once.

    user_code: of the device that waits for it.
    """
    browser = sessions.browser_of(request, server)
    new_browser = "" if browser else unit.runtime.ids.token()
    signin = SignIn(server.key, wanted, browser or sessions.digest(new_browser), user_code=user_code)
    attempt = Attempt(unit, server, client, signin, new_browser=new_browser)
    attempt.session = sessions.current(unit, server, request)
    if attempt.session and _session_answers(attempt, attempt.session[1]):
        signin.authentication = attempt.session[1].authentication
        signin.idp = signin.authentication.idp
    elif presented := server.presented(unit, wanted):
        signin.authentication, signin.idp, signin.fresh = presented, presented.idp, True
    return advance(attempt)


def resume(unit: Unit, server_of: ServerOf, id: str) -> Attempt:
    """Find a stored transaction of this browser; raises OAuthError (to be shown) when there is none."""
    found = unit.artifacts.get(SIGN_IN, id) if id else None
    if found is None:
        raise _gone(unit, server_of, id)
    signin = found.payload
    server = server_of.by_key(unit, signin.server)
    if not _in_its_browser(server, signin):
        raise OAuthError("invalid_request", Reason.TRANSACTION_GONE, "another browser")
    client = server.client(unit, signin.request.client_id)
    if client is None:
        raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, signin.request.client_id)
    return Attempt(unit, server, client, signin, id, sessions.current(unit, server, request))


def _in_its_browser(server: AuthorizationServer, signin: SignIn) -> bool:
    return hmac.compare_digest(sessions.browser_of(request, server), signin.browser)


def _gone(unit: Unit, server_of: ServerOf, id: str) -> OAuthError:
    """Return the error for a transaction that is not there; one finished by a double click may be begun again."""
    spent = unit.artifacts.spent(SIGN_IN, id) if id else None
    again = ""
    if spent:
        server = server_of.by_key(unit, spent.payload.server)
        again = authorize_url(server, spent.payload.request) if _in_its_browser(server, spent.payload) else ""
    return OAuthError("invalid_request", Reason.TRANSACTION_GONE, next_url=again)


def submit(attempt: Attempt, step_name: str, form: Mapping[str, str]) -> Response:
    """Give a posted form to its step, if it is that step's turn, and go on."""
    posted = next((step for step in attempt.server.steps if step.name == step_name), None)
    try:
        current = next((step for step in attempt.server.steps if step.needed(attempt)), None)
        if posted and (posted is current or posted.rewinds):
            response = posted.submit(attempt, form)
            if response is not None:
                save(attempt)
                return response
        return advance(attempt)
    except OAuthError as error:
        return refuse(attempt, error)


def advance(attempt: Attempt) -> Response:
    """Show the first step that is needed, or finish."""
    attempt.server = attempt.server.narrowed(attempt)
    attempt.signin.server = attempt.server.key
    for step in attempt.server.steps:
        if step.needed(attempt):
            if "none" in attempt.signin.request.prompt:
                raise attempt.server.silent_refusal(attempt, step)
            save(attempt)
            response = step.show(attempt)
            if attempt.new_browser:
                sessions.bind_browser(response, attempt.server, attempt.new_browser)
            return response
    return _finish(attempt)


def save(attempt: Attempt) -> None:
    """Store the transaction as it stands."""
    if attempt.id:
        attempt.unit.artifacts.replace(SIGN_IN, attempt.id, attempt.signin)
    else:
        attempt.id = attempt.unit.artifacts.put(SIGN_IN, attempt.signin, attempt.server.lifetimes.sign_in)


def refuse(attempt: Attempt, error: OAuthError) -> Response:
    """End the transaction with an error at the client, or on the server's own page where that is its place."""
    unit, server, signin = attempt.unit, attempt.server, attempt.signin
    server.on_refused(unit, signin.request, error, signin)
    if attempt.id and error.reason is not Reason.TRANSACTION_GONE:
        # One that somebody else finished stays, so that each who comes too late is offered to begin again.
        unit.artifacts.drop(SIGN_IN, attempt.id)
    response = _refused_device(attempt, error) if signin.user_code else refusal(server, signin.request, error)
    if attempt.session and signin.authentication and (signin.fresh or signin.strengthened):
        sessions.set_cookie(response, server, *attempt.session)
    return response


def refusal(server: AuthorizationServer, wanted: AuthorizationRequest, error: OAuthError) -> Response:
    """Render an error after the redirect URI was trusted."""
    if server.stays_here(error):
        return server.error_page(error)
    parameters = server.error_parameters(error) | ({"state": wanted.state} if wanted.state else {})
    return server.respond(wanted.redirect_uri, wanted.response_mode, parameters)


def _finish(attempt: Attempt) -> Response:
    if attempt.id:
        try:
            attempt.unit.artifacts.consume(SIGN_IN, attempt.id)
        except ArtifactGone as gone:
            again = authorize_url(attempt.server, attempt.signin.request)
            raise OAuthError("invalid_request", Reason.TRANSACTION_GONE, next_url=again) from gone
    id, session = _keep_session(attempt)
    attempt.session = id, session
    attempt.server.admit(attempt)
    response = _approved_device(attempt, session) if attempt.signin.user_code else _answer(attempt, session)
    if attempt.signin.fresh or attempt.signin.strengthened:
        sessions.set_cookie(response, attempt.server, id, session)
    return response


def _answer(attempt: Attempt, session: Session) -> Response:
    parameters = authorization_response.parameters(
        attempt.unit, attempt.server, attempt.client, attempt.signin, session
    )
    wanted = attempt.signin.request
    if wanted.state:
        parameters["state"] = wanted.state
    return attempt.server.respond(wanted.redirect_uri, wanted.response_mode, parameters)


def _approved_device(attempt: Attempt, session: Session) -> Response:
    decided = _decided(attempt, Decision.APPROVED)
    decided = replace(decided, authentication=session.authentication, sid=session.sid)
    if not device.decide(attempt.unit, attempt.signin.user_code, decided):
        raise OAuthError("expired_token", Reason.DEVICE_CODE_EXPIRED)
    return attempt.server.device_done()


def _refused_device(attempt: Attempt, error: OAuthError) -> Response:
    if error.reason is not Reason.TRANSACTION_GONE:
        device.decide(attempt.unit, attempt.signin.user_code, _decided(attempt, Decision.DENIED))
    return attempt.server.device_done() if error.reason is Reason.DEVICE_DECLINED else attempt.server.error_page(error)


def _decided(attempt: Attempt, decision: Decision) -> DeviceRequest:
    return DeviceRequest(attempt.server.key, attempt.client.client_id, attempt.signin.request.scope, decision)


def _keep_session(attempt: Attempt) -> tuple[str, Session]:
    unit, server, signin, client_id = attempt.unit, attempt.server, attempt.signin, attempt.client.client_id
    authentication = signin.authentication
    if authentication is None:
        raise RuntimeError("every sign-in step is done, yet nobody is authenticated")
    if attempt.session and not signin.fresh and attempt.session[1].authentication.user_id == authentication.user_id:
        id, session = attempt.session
        if signin.strengthened:
            id, session = sessions.strengthen(unit, id, session, authentication)
        return id, sessions.touch(unit, server, id, session, client_id)
    if attempt.session:
        sessions.end(unit, attempt.session[0])
    details = {"persistent": signin.remember, "upstream_id_token": signin.upstream_id_token}
    id, session = sessions.start(unit, server, authentication, client_id, **details)
    server.on_session_started(unit, signin, session)
    return id, session


def _session_answers(attempt: Attempt, session: Session) -> bool:
    if "select_account" in attempt.signin.request.prompt or not young_enough(attempt, session):
        return False
    return attempt.server.session_fits(attempt.unit, attempt.signin, session)


def young_enough(attempt: Attempt, session: Session) -> bool:
    """Tell whether the session's sign-in is recent enough for a request that says how old it may be.

    OpenID Connect Core section 3.1.2.1: `prompt=login` asks for a new one, and `max_age=0` is the same.
    """
    wanted = attempt.signin.request
    if "login" in wanted.prompt or wanted.max_age == 0:
        return False
    age = attempt.unit.runtime.clock.timestamp() - session.authentication.auth_time
    return wanted.max_age is None or age <= wanted.max_age


def authorize_url(server: AuthorizationServer, wanted: AuthorizationRequest) -> str:
    """Return the URL that starts the same sign-in again."""
    if not wanted.redirect_uri:
        return server.device_policy.verification_uri
    given = {
        "client_id": wanted.client_id,
        "redirect_uri": wanted.redirect_uri,
        "response_type": wanted.response_type,
        "response_mode": wanted.response_mode,
        "scope": " ".join(wanted.scope),
        "state": wanted.state,
        "nonce": wanted.nonce,
        "prompt": " ".join(wanted.prompt),
        "max_age": None if wanted.max_age is None else str(wanted.max_age),
        "login_hint": wanted.login_hint,
        "code_challenge": wanted.code_challenge,
        "code_challenge_method": wanted.code_challenge_method,
        **wanted.extra,
    }
    return f"{server.paths['authorize']}?{urlencode({name: value for name, value in given.items() if value})}"
