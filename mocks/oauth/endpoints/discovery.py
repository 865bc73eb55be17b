"""The metadata document (OpenID Connect Discovery section 4)."""

from flask import Response, jsonify

from mocks.kit.web import Unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.endpoints import Endpoint


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    response = jsonify(server.discovery(unit))
    response.headers.update({"Cache-Control": "max-age=86400, private", "Access-Control-Allow-Origin": "*"})
    return response


ENDPOINT = Endpoint("discovery", ("GET",), None, "json", handle)
