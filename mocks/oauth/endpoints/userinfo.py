"""The userinfo endpoint (OpenID Connect Core section 5.3), with bearer tokens as in RFC 6750."""

from flask import Request, Response, jsonify, request

from mocks.kit.web import Unit
from mocks.oauth import tokens
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Grant


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    found = tokens.find(unit, bearer_token(request))
    record = found.payload
    if not server.accepts_at_userinfo(record) or record.authentication is None:
        raise OAuthError("invalid_token", Reason.BAD_REQUEST, status=401)
    client = server.client(unit, record.client_id)
    if client is None or not server.still_valid(unit, record.authentication.user_id):
        raise OAuthError("invalid_token", Reason.USER_INACTIVE, status=401)
    if "openid" not in record.scope:
        raise OAuthError("insufficient_scope", Reason.SCOPE, "openid", status=403)
    grant = Grant(client, record.scope, record.authentication, found.family)
    return jsonify(server.userinfo_claims(unit, grant))


def bearer_token(request: Request) -> str:
    """Return the token of the Authorization header, or of a posted form (RFC 6750 section 2); "" without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return request.form.get("access_token", "") if request.method == "POST" else ""


ENDPOINT = Endpoint("userinfo", ("GET", "POST"), "userinfo_endpoint", "json", handle)
