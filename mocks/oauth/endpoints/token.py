"""The token endpoint (RFC 6749 section 3.2): the phases are here, a grant fills in `redeem`."""

from dataclasses import replace
from functools import cache
from typing import Any

from flask import Response, jsonify, request

import mocks.oauth.grants as grants_package
from mocks.kit.registry import collect
from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth import tokens
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.client_auth import authenticate
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client

_NO_STORE = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}


@cache
def grant_types() -> dict[str, GrantType]:
    return collect(grants_package, "GRANT", GrantType)


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    client = None
    try:
        form = _form()
        sent = params.require(form, "grant_type")
        client = authenticate(unit, server, request, form)
        response = jsonify(_tokens(unit, server, client, server.grant_names.get(sent, sent), form))
    except OAuthError as error:
        server.on_grant_refused(unit, client, error)
        raise
    response.headers.update(_NO_STORE)
    return response


def _form() -> dict[str, str]:
    if "client_secret" in request.args:
        raise OAuthError("invalid_request", Reason.BAD_REQUEST, "client_secret")
    return params.read(request.form)


def _tokens(
    unit: Unit, server: AuthorizationServer, client: Client, grant_type: str, form: dict[str, str]
) -> dict[str, Any]:
    grant = _grant(client.grant_types, grant_type).redeem(unit, server, client, form)
    if grant_type != "refresh_token":
        grant = replace(grant, grant_type=grant_type)
    server.permit(unit, grant)
    return tokens.issue(unit, server, grant)


def _grant(allowed: frozenset[str], name: str) -> GrantType:
    grant = grant_types().get(name)
    if grant is None:
        raise OAuthError("unsupported_grant_type", Reason.GRANT_TYPE_UNKNOWN, name)
    if name not in allowed:
        raise OAuthError("unauthorized_client", Reason.GRANT_TYPE_REFUSED, name)
    return grant


ENDPOINT = Endpoint("token", ("POST",), "token_endpoint", "json", handle)
