"""The resource owner password grant: for old programs that ask people for their password themselves.

Source: RFC 6749 section 4.3; RFC 9700 section 2.4 says not to use it, and vendors still serve it.
"""

from collections.abc import Mapping

from mocks.kit.web import Unit
from mocks.oauth import checks
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client, Grant


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Check a password; raises OAuthError(invalid_grant) that does not tell whether the person exists."""
    username, password = params.require(form, "username"), params.require(form, "password")
    wanted = params.words(form.get("scope")) or server.default_scopes(unit, client)
    scope = checks.allowed_scope(unit, server, client, wanted)
    authentication = server.check_password(unit, client, username, password)
    if not server.may_continue(unit, client, authentication.user_id):
        raise OAuthError("invalid_grant", Reason.BAD_CREDENTIALS)
    return Grant(client, scope, authentication, unit.runtime.ids.token())


GRANT = GrantType("password", redeem)
