"""Sign-out started by a relying party (OpenID Connect RP-Initiated Logout 1.0)."""

import hmac

from flask import Response, request
from joserfc.jwk import RSAKey

from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth import session as sessions
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client, Session
from mocks.oauth.verify import IdTokenRefused, verify_signature

_FIELDS = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")
_CONFIRMATION = "csrf"


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    given = params.of_browser(request)
    hint = _hint(unit, server, given.get("id_token_hint"))
    client = _client(unit, server, given, hint)
    next_url = _next_url(server, client, given)
    current = sessions.current(unit, server, request)
    if current is None:
        return server.signed_out(unit, None, next_url)
    id, session = current
    if not _of_session(hint, session) and not _confirmed(given, id):
        fields = params.known_only(given, _FIELDS) | {_CONFIRMATION: sessions.form_token(id)}
        if question := server.confirm_sign_out(unit, session, fields):
            return question
    sessions.end(unit, id)
    response = server.signed_out(unit, session, next_url, initiator=client.client_id if client else "")
    sessions.clear_cookie(response, server)
    return response


def _of_session(hint: dict[str, object], session: Session) -> bool:
    """Tell whether the hint is of the session's person; who has no such token might be another site (section 2)."""
    return hint.get("sub") == session.authentication.user_id


def _confirmed(given: dict[str, str], id: str) -> bool:
    """Tell whether the person pressed the button of the session's own page."""
    sent = given.get(_CONFIRMATION, "")
    return request.method == "POST" and hmac.compare_digest(sent.encode(), sessions.form_token(id).encode())


def _hint(unit: Unit, server: AuthorizationServer, token: str | None) -> dict[str, object]:
    """Return the claims of an ID token of ours, expired or not; {} when none was given."""
    if token is None:
        return {}

    def find(kid: str | None) -> RSAKey | None:
        key = server.keys.by_kid(unit.db, server.key, kid or "")
        return key.key if key else None

    try:
        claims = verify_signature(token, find)
    except IdTokenRefused as error:
        raise OAuthError("invalid_request", Reason.BAD_ID_TOKEN_HINT) from error
    if claims.get("iss") != server.issuer:
        raise OAuthError("invalid_request", Reason.BAD_ID_TOKEN_HINT)
    return claims


def _client(unit: Unit, server: AuthorizationServer, given: dict[str, str], hint: dict[str, object]) -> Client | None:
    """Return the client that the request names or hints at; both must be the same one (section 2)."""
    named = given.get("client_id") or hint.get("aud")
    client = server.client(unit, str(named)) if named else None
    if client and hint and client.client_id != hint.get("aud"):
        raise OAuthError("invalid_request", Reason.BAD_ID_TOKEN_HINT)
    return client


def _next_url(server: AuthorizationServer, client: Client | None, given: dict[str, str]) -> str | None:
    wanted = given.get("post_logout_redirect_uri")
    if wanted is None:
        return None
    if not server.logout_uri_matches(client, wanted):
        if server.lenient_logout:
            return None
        raise OAuthError("invalid_request", Reason.LOGOUT_REDIRECT_URI_MISMATCH, wanted)
    return params.joined(wanted, params.known_only(given, ("state",)))


ENDPOINT = Endpoint("end_session", ("GET", "POST"), "end_session_endpoint", "page", handle)
