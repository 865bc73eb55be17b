"""The client credentials grant: a client acts for itself, so nobody signed in and there is no ID or refresh token.

Source: RFC 6749 section 4.4.
"""

from collections.abc import Mapping

from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client, Grant


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Let a client that proved itself have tokens; whoever names a public client's id proved nothing."""
    if client.authenticated_by == "none":
        raise OAuthError("invalid_client", Reason.PUBLIC_CLIENT, client.client_id, status=401)
    return server.grant_to_client(unit, client, params.words(form.get("scope")))


GRANT = GrantType("client_credentials", redeem)
