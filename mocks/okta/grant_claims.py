"""What an authorization server says about a grant: in tokens, at userinfo, at introspection.

The claims that every server has are worded in `claims`, those of a custom server's own in `access_management`. Source:
fact sheet 1.8 to 1.10.
"""

from typing import TYPE_CHECKING, Any

from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Grant
from mocks.okta import claims, custom_claims
from mocks.okta.access_management import groups_of
from mocks.okta.directory.users import User
from mocks.okta.sign_in_events import person

if TYPE_CHECKING:
    from mocks.okta.authorization_server import OktaServer


def id_token(unit: Unit, server: "OktaServer", grant: Grant) -> dict[str, Any]:
    if grant.authentication is None:
        raise RuntimeError("an ID token is about a person")
    user = _user(unit, grant)
    stated = claims.id_token(user, grant, grant.authentication, server.org.id, unit.runtime.ids)
    return _own(unit, server, grant, user, full=grant.alone) | stated


def access_token(unit: Unit, server: "OktaServer", grant: Grant) -> dict[str, Any]:
    now = unit.runtime.clock.timestamp()
    times = {"iat": now, "exp": now + int(server.access_token_lifetime(unit, grant).total_seconds())}
    user = _user(unit, grant) if grant.authentication else None
    stated = claims.access_token(user, grant, server.issuer, server.audience, times, unit.runtime.ids)
    own = server.access.claims(unit, grant, user, "RESOURCE") if server.access else {}
    # Of what a token says by itself, only the subject is an administrator's to word.
    return own | stated | {name: own[name] for name in ("sub",) if name in own}


def userinfo(unit: Unit, server: "OktaServer", grant: Grant) -> dict[str, Any]:
    user = _user(unit, grant)
    return _own(unit, server, grant, user, full=True) | claims.person(user, grant.scope)


def introspection(unit: Unit, server: "OktaServer", grant: Grant) -> dict[str, Any]:
    if grant.authentication is None:
        return {"sub": grant.client.client_id, "aud": server.audience, "iss": server.issuer}
    user = _user(unit, grant)
    # `sub` is the login here, as in the access token itself.
    return {"username": user.login, "sub": user.login, "uid": user.id, "aud": server.audience, "iss": server.issuer}


def _own(unit: Unit, server: "OktaServer", grant: Grant, user: User, *, full: bool) -> dict[str, Any]:
    """Return claims beyond the standard ones: the custom server's, or the org server's `groups`."""
    if server.access:
        return server.access.claims(unit, grant, user, "IDENTITY", full=full)
    if "groups" in grant.scope and full:
        return {"groups": custom_claims.group_names(name for _, name in groups_of(unit, user.id))}
    return {}


def _user(unit: Unit, grant: Grant) -> User:
    user = person(unit, grant.authentication.user_id) if grant.authentication else None
    if user is None:
        raise OAuthError("invalid_grant", Reason.USER_INACTIVE)
    return user
