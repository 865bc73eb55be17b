"""The JSON Web Key Set (RFC 7517 section 5)."""

from flask import Response, jsonify

from mocks.kit.web import Unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.endpoints import Endpoint


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    keys = server.published_keys(unit)
    response = jsonify({"keys": [server.jwk(key.kid, key.public) for key in keys]})
    response.headers.update({"Cache-Control": "max-age=3600, must-revalidate", "Access-Control-Allow-Origin": "*"})
    return response


ENDPOINT = Endpoint("jwks", ("GET",), "jwks_uri", "json", handle)
