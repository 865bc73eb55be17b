"""Authorization requests that do not travel as plain parameters: pushed beforehand, or signed by the client.

Source: RFC 9126, OpenID Connect Core section 6.1, RFC 9101 sections 4 to 6.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.web import Unit
from mocks.oauth import client_assertion
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client

_OF_THE_JWT = frozenset({"iss", "aud", "exp", "iat", "nbf", "jti", "sub", "request", "request_uri"})


class PushedRequest(msgspec.Struct, frozen=True):
    """What a client pushed: parameters that were checked once and will be again."""

    server: str
    client_id: str
    parameters: dict[str, str]


PUSHED_REQUEST = Kind("pushed_request", PushedRequest)


def push(unit: Unit, server: AuthorizationServer, client: Client, parameters: Mapping[str, str]) -> str:
    """Store a request; return the `request_uri` that stands for it, once."""
    id = f"{server.request_uri_prefix}{unit.runtime.ids.token()}"
    pushed = PushedRequest(server.key, client.client_id, dict(parameters))
    return unit.artifacts.put(PUSHED_REQUEST, pushed, server.lifetimes.pushed_request, id=id)


def unfold(unit: Unit, server: AuthorizationServer, parameters: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters that a request means; what is wrong here is shown, as no redirect URI is trusted yet."""
    if not server.request_uri_prefix:
        return parameters
    if "request_uri" in parameters:
        parameters = _pushed(unit, server, parameters)
    return signed(unit, server, parameters) if "request" in parameters else parameters


def _pushed(unit: Unit, server: AuthorizationServer, parameters: Mapping[str, str]) -> Mapping[str, str]:
    try:
        pushed = unit.artifacts.consume(PUSHED_REQUEST, parameters["request_uri"]).payload
    except ArtifactGone as gone:
        raise OAuthError("invalid_request_uri", Reason.REQUEST_URI) from gone
    if (pushed.server, pushed.client_id) != (server.key, parameters.get("client_id")):
        raise OAuthError("invalid_request_uri", Reason.REQUEST_URI)
    # RFC 9126 section 4: what is sent beside it counts for nothing.
    return pushed.parameters


def signed(unit: Unit, server: AuthorizationServer, parameters: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters of a signed request object over those beside it (OpenID Connect Core section 6.1)."""
    client_id = params.require(parameters, "client_id")
    client = server.client(unit, client_id)
    if client is None:
        raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, client_id)
    token = parameters["request"]
    try:
        header, claims = client_assertion.unverified(token)
        wanted = client.request_object_alg
        known = header.get("alg") == wanted if wanted else header.get("alg") in server.assertion_algorithms
        good = known and client_assertion.signed(unit, token, header, client)
    except OAuthError as error:
        raise OAuthError("invalid_request_object", Reason.REQUEST_OBJECT_INVALID) from error
    if not good or not _meant(unit, server, client_id, claims):
        raise OAuthError("invalid_request_object", Reason.REQUEST_OBJECT_INVALID)
    beside = {name: value for name, value in parameters.items() if name != "request"}
    return beside | _as_parameters(claims)


def _meant(unit: Unit, server: AuthorizationServer, client_id: str, claims: Mapping[str, Any]) -> bool:
    """Tell whether a request object is of this client, for this server and still good."""
    audience = claims.get("aud", server.issuer)
    audiences = audience if isinstance(audience, list) else [audience]
    expires, now = claims.get("exp"), unit.runtime.clock.now().timestamp()
    in_time = expires is None or (isinstance(expires, int | float) and expires > now)
    by_client = claims.get("iss", client_id) == client_id and claims.get("client_id", client_id) == client_id
    return by_client and server.issuer in audiences and in_time


def _as_parameters(claims: Mapping[str, Any]) -> dict[str, str]:
    given = {name: str(value) for name, value in claims.items() if isinstance(value, str | int) and value != ""}
    told = {name: value for name, value in given.items() if name not in _OF_THE_JWT}
    if not all(params.usable(value) for value in told.values()):
        raise OAuthError("invalid_request_object", Reason.REQUEST_OBJECT_INVALID)
    return told
