"""Token introspection (RFC 7662): a client asks about a token of its own server."""

from typing import Any

from flask import Response, jsonify, request
from joserfc.jwk import RSAKey

from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.client_auth import authenticate
from mocks.oauth.device_secrets import DEVICE_SECRET
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.errors import OAuthError
from mocks.oauth.model import AccessToken, Grant, RefreshToken
from mocks.oauth.tokens import ACCESS_TOKEN, REFRESH_TOKEN
from mocks.oauth.verify import IdTokenRefused, verify_signature


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    form = params.read(request.form)
    authenticate(unit, server, request, form)
    token = params.require(form, "token")
    kinds = (_about_access_token, _about_refresh_token, _about_id_token, _about_device_secret)
    answer = next((found for look in kinds if (found := look(unit, server, token))), None)
    # Whatever is wrong with a token, the answer is the same (section 2.2).
    return jsonify(answer or {"active": False})


def _about_access_token(unit: Unit, server: AuthorizationServer, token: str) -> dict[str, Any] | None:
    found = unit.artifacts.get(ACCESS_TOKEN, token)
    claims = _claims(unit, server, found.payload, found.family) if found else None
    if found is None or claims is None:
        return None
    times = {"iat": found.payload.issued_at, "exp": int(found.expires_at), "jti": found.payload.jti}
    return {"active": True, "token_type": "Bearer", **claims, **times}


def _about_refresh_token(unit: Unit, server: AuthorizationServer, token: str) -> dict[str, Any] | None:
    found = unit.artifacts.get(REFRESH_TOKEN, token)
    claims = _claims(unit, server, found.payload, found.family) if found else None
    if found is None or claims is None:
        return None
    about = {name: value for name, value in claims.items() if name not in ("aud", "iss")}
    return {"active": True, **about, "exp": int(found.expires_at)}


def _about_id_token(unit: Unit, server: AuthorizationServer, token: str) -> dict[str, Any] | None:
    """Say what an ID token of this server says. The hint is not needed: no other token looks like one (section 2.1)."""

    def find(kid: str | None) -> RSAKey | None:
        key = server.keys.by_kid(unit.db, server.key, kid or "")
        return key.key if key else None

    try:
        claims = verify_signature(token, find)
    except IdTokenRefused:
        return None
    audience, expires = claims.get("aud"), claims.get("exp")
    alive = isinstance(expires, int) and expires > unit.runtime.clock.timestamp()
    if claims.get("iss") != server.issuer or not alive or not isinstance(audience, str):
        return None
    client = server.client(unit, audience)
    return {"active": True, "client_id": client.client_id, **claims} if client else None


def _about_device_secret(unit: Unit, server: AuthorizationServer, token: str) -> dict[str, Any] | None:
    """Say which ID tokens a device secret belongs to: those with its `sid`."""
    found = unit.artifacts.get(DEVICE_SECRET, token)
    if found is None or found.payload.server != server.key:
        return None
    secret = found.payload
    if server.client(unit, secret.client_id) is None or not server.still_valid(unit, secret.authentication.user_id):
        return None
    return {"active": True, "sid": secret.sid, "client_id": secret.client_id, "exp": int(found.expires_at)}


def _claims(
    unit: Unit, server: AuthorizationServer, token: AccessToken | RefreshToken, family: str
) -> dict[str, Any] | None:
    """Return what both kinds have in common; None when the token is not good here, or its person no longer is."""
    client = server.client(unit, token.client_id)
    if token.server != server.key or client is None:
        return None
    if token.authentication and not server.still_valid(unit, token.authentication.user_id):
        return None
    try:
        more = server.introspection_claims(unit, Grant(client, token.scope, token.authentication, family))
    except OAuthError:
        return None
    return {"scope": " ".join(token.scope), "client_id": client.client_id, **more}


ENDPOINT = Endpoint("introspect", ("POST",), "introspection_endpoint", "json", handle)
