"""The pushed authorization request endpoint (RFC 9126 section 2)."""

from flask import Response, jsonify, request

from mocks.kit.web import Unit
from mocks.oauth import checks, pushed_requests
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.client_auth import authenticate
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.errors import OAuthError, Reason

_OF_THE_CLIENT = ("client_secret", "client_assertion", "client_assertion_type")


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    form = params.read(request.form)
    client = authenticate(unit, server, request, form)
    if "request_uri" in form:
        raise OAuthError("invalid_request", Reason.REQUEST_OBJECT, "request_uri")
    sent = {name: value for name, value in form.items() if name not in _OF_THE_CLIENT}
    given = pushed_requests.unfold(unit, server, sent | {"client_id": client.client_id})
    # The person is spared what is wrong already (section 2.1).
    checks.run(checks.trust(unit, server, given))
    uri = pushed_requests.push(unit, server, client, given)
    lifetime = int(server.lifetimes.pushed_request.total_seconds())
    response = jsonify({"request_uri": uri, "expires_in": lifetime})
    response.status_code = 201
    response.headers["Cache-Control"] = "no-cache, no-store"
    return response


ENDPOINT = Endpoint("par", ("POST",), "pushed_authorization_request_endpoint", "json", handle)
