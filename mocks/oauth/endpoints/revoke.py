"""Token revocation (RFC 7009): 200 for every token, known or not."""

from flask import Response, request

from mocks.kit.web import Unit
from mocks.oauth import device_secrets
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.client_auth import authenticate
from mocks.oauth.device_secrets import DEVICE_SECRET
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.tokens import ACCESS_TOKEN, REFRESH_TOKEN


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    form = params.read(request.form)
    client = authenticate(unit, server, request, form)
    token = params.require(form, "token")
    access = unit.artifacts.get(ACCESS_TOKEN, token)
    if access and access.payload.client_id == client.client_id:
        unit.artifacts.drop(ACCESS_TOKEN, token)
        server.on_token_revoked(unit, client, "access_token", access.payload.jti)
    refresh = unit.artifacts.spent(REFRESH_TOKEN, token)
    if refresh and refresh.payload.client_id == client.client_id:
        # With the refresh token go the access tokens of the same authorization (section 2.1).
        unit.artifacts.drop_family(refresh.family)
        server.on_token_revoked(unit, client, "refresh_token", refresh.family)
    secret = unit.artifacts.get(DEVICE_SECRET, token)
    if secret and secret.payload.client_id == client.client_id:
        device_secrets.end(unit, token, secret.payload)
    return Response(status=200)


ENDPOINT = Endpoint("revoke", ("POST",), "revocation_endpoint", "json", handle)
