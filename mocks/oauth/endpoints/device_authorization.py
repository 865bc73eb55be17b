"""The device authorization endpoint (RFC 8628 section 3.1)."""

from collections.abc import Mapping

from flask import Response, jsonify, request

from mocks.kit.web import Unit
from mocks.oauth import checks, device
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.client_auth import authenticate
from mocks.oauth.device import DeviceRequest
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    form = params.read(request.form)
    client = authenticate(unit, server, request, form) if server.devices_authenticate else _named(unit, server, form)
    if device.GRANT_TYPE not in client.grant_types:
        raise OAuthError("unauthorized_client", Reason.GRANT_TYPE_REFUSED, device.GRANT_TYPE)
    wanted = params.words(form.get("scope")) or server.default_scopes(unit, client)
    scope = checks.allowed_scope(unit, server, client, wanted)
    policy = server.device_policy
    device_code, user_code = device.begin(unit, policy, DeviceRequest(server.key, client.client_id, scope))
    answer = {
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": policy.verification_uri,
        "expires_in": int(policy.lifetime.total_seconds()),
        "interval": policy.interval,
    }
    return jsonify(server.device_response(answer))


def _named(unit: Unit, server: AuthorizationServer, form: Mapping[str, str]) -> Client:
    client_id = params.require(form, "client_id")
    client = server.client(unit, client_id)
    if client is None:
        raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, client_id, status=401)
    return client


ENDPOINT = Endpoint("device_authorization", ("POST",), "device_authorization_endpoint", "json", handle)
