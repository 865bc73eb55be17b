"""The authorization endpoint (RFC 6749 section 3.1, OpenID Connect Core section 3.1.2)."""

from flask import Response, request

from mocks.kit.web import Unit
from mocks.oauth import checks, pushed_requests, signin
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.endpoints import Endpoint
from mocks.oauth.errors import OAuthError


def handle(unit: Unit, server: AuthorizationServer) -> Response:
    given = pushed_requests.unfold(unit, server, params.of_browser(request))
    draft = checks.trust(unit, server, given)
    try:
        return signin.begin(unit, server, draft.client, checks.run(draft))
    except OAuthError as error:
        wanted = checks.to_request(draft)
        server.on_refused(unit, wanted, error, None)
        return signin.refusal(server, wanted, error)


ENDPOINT = Endpoint("authorize", ("GET", "POST"), "authorization_endpoint", "page", handle)
