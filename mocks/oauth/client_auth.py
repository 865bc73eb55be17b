"""Who calls the token endpoint (RFC 6749 section 2.3).

One file per way would be more files than lines: `client_secret_basic`, `client_secret_post` and `none` share
the same end, a secret compared in constant time or a client that has none. Signed statements have their own.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from flask import Request

from mocks.kit.passwords import verify_secret
from mocks.kit.web import Unit
from mocks.oauth import client_assertion
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client


@dataclass(frozen=True, slots=True)
class _Credentials:
    """What a request says who sent it. proof: a secret or a signed statement, "" for a public client."""

    client_id: str
    method: str
    proof: str = ""


def authenticate(unit: Unit, server: AuthorizationServer, request: Request, form: Mapping[str, str]) -> Client:
    """Return the client that sent a request; raises OAuthError(invalid_client) with status 401."""
    given = _credentials(request, form)
    client = server.client(unit, given.client_id)
    if client is None:
        raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, given.client_id, status=401)
    if given.method not in client.auth_methods:
        reason = Reason.NO_CLIENT_CREDENTIALS if given.method == "none" else Reason.AUTH_METHOD
        raise OAuthError("invalid_client", reason, given.client_id, status=401)
    if given.method.endswith("_jwt"):
        client_assertion.check(unit, server, client, given.proof, f"{server.public_url}{request.path}")
    elif given.method != "none" and not _fits(given.proof, client.secrets):
        known = _fits(given.proof, client.expired_secrets)
        reason = Reason.CLIENT_SECRET_EXPIRED if known else Reason.BAD_CLIENT_SECRET
        raise OAuthError("invalid_client", reason, given.client_id, status=401)
    return replace(client, authenticated_by=given.method)


def _fits(secret: str, stored: tuple[str, ...]) -> bool:
    # Every one is compared, so that the time taken does not tell which one was close.
    results = [verify_secret(secret, known) for known in stored]
    return any(results)


def _credentials(request: Request, form: Mapping[str, str]) -> _Credentials:
    header = request.headers.get("Authorization", "")
    by_header = header[:6].lower() == "basic "
    if by_header + ("client_secret" in form) + ("client_assertion" in form) > 1:
        raise OAuthError("invalid_request", Reason.SEVERAL_CLIENT_CREDENTIALS, form.get("client_id", ""), status=401)
    if "client_assertion" in form:
        return _asserted(form)
    if by_header:
        client_id, secret = _basic(header[6:])
        if form.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", Reason.SEVERAL_CLIENT_CREDENTIALS, client_id, status=401)
        return _Credentials(client_id, "client_secret_basic", secret)
    client_id = form.get("client_id", "")
    if not client_id:
        raise OAuthError("invalid_client", Reason.NO_CLIENT_CREDENTIALS, status=401)
    if "client_secret" in form:
        return _Credentials(client_id, "client_secret_post", form["client_secret"])
    return _Credentials(client_id, "none")


def _asserted(form: Mapping[str, str]) -> _Credentials:
    """Return whom a signed statement is about; RFC 7521 section 4.2: a `client_id` beside it must say the same."""
    if form.get("client_assertion_type") != client_assertion.TYPE:
        raise client_assertion.refusal(Reason.ASSERTION_MALFORMED, "client_assertion_type")
    header, claims = client_assertion.unverified(form["client_assertion"])
    subject = str(claims.get("sub", ""))
    if not params.usable(subject) or form.get("client_id", subject) != subject:
        raise client_assertion.refusal(Reason.ASSERTION_MALFORMED, "sub")
    return _Credentials(subject, client_assertion.method_of(header), form["client_assertion"])


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
