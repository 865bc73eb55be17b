"""Who calls the token endpoint (RFC 6749 section 2.3).

One file per way would be more files than lines: `client_secret_basic`, `client_secret_post` and `none` share
the same end, a secret compared in constant time or a client that has none.
"""

import base64
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote_plus

from flask import Request

from mocks.kit.passwords import verify_secret
from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client


def authenticate(unit: Unit, server: AuthorizationServer, request: Request, form: Mapping[str, str]) -> Client:
    """Return the client that sent a request; raises OAuthError(invalid_client) with status 401."""
    client_id, secret, method = _credentials(request, form)
    client = server.client(unit, client_id)
    if client is None:
        raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, client_id, status=401)
    if method not in client.auth_methods:
        reason = Reason.NO_CLIENT_CREDENTIALS if method == "none" else Reason.AUTH_METHOD
        raise OAuthError("invalid_client", reason, client_id, status=401)
    if method != "none" and not _fits(secret, client.secrets):
        raise OAuthError("invalid_client", Reason.BAD_CLIENT_SECRET, client_id, status=401)
    return replace(client, authenticated_by=method)


def _fits(secret: str, stored: tuple[str, ...]) -> bool:
    # Every one is compared, so that the time taken does not tell which one was close.
    results = [verify_secret(secret, known) for known in stored]
    return any(results)


def _credentials(request: Request, form: Mapping[str, str]) -> tuple[str, str, str]:
    header = request.headers.get("Authorization", "")
    if header[:6].lower() == "basic ":
        client_id, secret = _basic(header[6:])
        if "client_secret" in form or form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", Reason.SEVERAL_CLIENT_CREDENTIALS, client_id, status=401)
        return client_id, secret, "client_secret_basic"
    client_id = form.get("client_id", "")
    if not client_id:
        raise OAuthError("invalid_client", Reason.NO_CLIENT_CREDENTIALS, status=401)
    if "client_secret" in form:
        return client_id, form["client_secret"], "client_secret_post"
    return client_id, "", "none"


def _basic(value: str) -> tuple[str, str]:
    try:
        decoded = base64.b64decode(value.strip(), validate=True).decode()
    except ValueError as error:
        raise OAuthError("invalid_client", Reason.NO_CLIENT_CREDENTIALS, status=401) from error
    # RFC 6749 section 2.3.1: both halves are form-encoded first.
    client_id, _, secret = (unquote_plus(part) for part in decoded.partition(":"))
    if not (params.usable(client_id) and params.usable(secret)):
        raise OAuthError("invalid_client", Reason.NO_CLIENT_CREDENTIALS, status=401)
    return client_id, secret
