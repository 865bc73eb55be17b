"""The JWT bearer grant: a client presents a signed statement about somebody and gets tokens for it.

What a statement must be like to be believed is the vendor's to say. Source: RFC 7521 section 4.1, RFC 7523 section 2.1.
"""

from collections.abc import Mapping

from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client, Grant

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Take a statement from a client that proved itself; whoever names a public client's id proved nothing."""
    if client.authenticated_by == "none":
        raise OAuthError("invalid_client", Reason.PUBLIC_CLIENT, client.client_id, status=401)
    return server.grant_for_assertion(unit, client, params.require(form, "assertion"), form)


GRANT = GrantType(GRANT_TYPE, redeem)
