"""The authorization code grant: issuing a code and redeeming it.

A code is bound to its server, client, redirect URI and PKCE challenge, and works once; a second use revokes
what the first one earned. Source: RFC 6749 sections 4.1.2, 4.1.3 and 10.5, RFC 7636 section 4.6.
"""

from collections.abc import Mapping

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth import pkce
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants import GrantType
from mocks.oauth.model import AuthorizationCode, Client, Grant, Session, SignIn

CODE = Kind("authorization_code", AuthorizationCode)


def issue_code(unit: Unit, server: AuthorizationServer, signin: SignIn, session: Session, family: str) -> str:
    """Store a code for a finished sign-in and return it; family: ties it to everything that is earned with it."""
    wanted = signin.request
    code = AuthorizationCode(
        server=server.key,
        client_id=wanted.client_id,
        redirect_uri=wanted.redirect_uri,
        scope=wanted.scope,
        nonce=wanted.nonce,
        code_challenge=wanted.code_challenge,
        code_challenge_method=wanted.code_challenge_method,
        authentication=session.authentication,
        sid=session.sid,
        auth_time_wanted=wanted.max_age is not None,
    )
    return unit.artifacts.put(CODE, code, server.lifetimes.code, family=family)


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Take a code; raises OAuthError(invalid_grant) when it, its binding or its verifier is wrong."""
    try:
        artifact = unit.artifacts.consume(CODE, params.require(form, "code"))
    except ArtifactGone as gone:
        if not gone.taken:
            raise OAuthError("invalid_grant", Reason.CODE_INVALID) from gone
        unit.artifacts.drop_family(gone.family)
        raise OAuthError("invalid_grant", Reason.CODE_USED) from gone
    code = artifact.payload
    _check_binding(code, server, client, form)
    _check_verifier(code, form.get("code_verifier"))
    if not server.still_valid(unit, code.authentication.user_id):
        raise OAuthError("invalid_grant", Reason.USER_INACTIVE)
    return Grant(client, code.scope, code.authentication, artifact.family, code.nonce, code.sid, code.auth_time_wanted)


def _check_binding(
    code: AuthorizationCode, server: AuthorizationServer, client: Client, form: Mapping[str, str]
) -> None:
    if code.client_id != client.client_id:
        raise OAuthError("invalid_grant", Reason.CODE_OF_OTHER_CLIENT)
    if code.server != server.key:
        raise OAuthError("invalid_grant", Reason.CODE_OF_OTHER_SERVER)
    if form.get("redirect_uri") != code.redirect_uri:
        raise OAuthError("invalid_grant", Reason.CODE_REDIRECT_URI, form.get("redirect_uri", ""))


def _check_verifier(code: AuthorizationCode, verifier: str | None) -> None:
    if code.code_challenge is None:
        # RFC 9700 section 2.1.1: a verifier without a challenge is a downgrade attempt.
        if verifier is not None:
            raise OAuthError("invalid_grant", Reason.PKCE_MISMATCH)
        return
    method = code.code_challenge_method or "plain"
    if verifier is None or not pkce.verify(verifier, code.code_challenge, method):
        raise OAuthError("invalid_grant", Reason.PKCE_MISMATCH)


GRANT = GrantType("authorization_code", redeem)
