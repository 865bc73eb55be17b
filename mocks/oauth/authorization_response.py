"""What a finished sign-in earns at the authorization endpoint: a code, tokens, or both.

Source: OAuth 2.0 Multiple Response Types, OpenID Connect Core sections 3.2.2.5 and 3.3.2.5.
"""

from dataclasses import dataclass

from mocks.kit.web import Unit
from mocks.oauth import tokens
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.grants.authorization_code import issue_code
from mocks.oauth.keys import SigningKey
from mocks.oauth.model import Client, Grant, Session, SignIn


@dataclass(frozen=True, slots=True)
class _FrontChannel:
    """What tokens of the authorization endpoint are made from."""

    unit: Unit
    server: AuthorizationServer
    grant: Grant
    key: SigningKey


def parameters(
    unit: Unit, server: AuthorizationServer, client: Client, signin: SignIn, session: Session
) -> dict[str, str]:
    """Issue what the response type asks for and return the parameters that carry it."""
    wanted = signin.request
    words = wanted.response_type.split(" ")
    family = unit.runtime.ids.token()
    answer = {"code": issue_code(unit, server, signin, session, family)} if "code" in words else {}
    if words != ["code"]:
        answer |= _tokens(unit, server, client, signin, session, family, answer.get("code", ""))
    server.on_code_issued(unit, signin, session)
    return answer | server.authorization_response(session)


def _tokens(
    unit: Unit, server: AuthorizationServer, client: Client, signin: SignIn, session: Session, family: str, code: str
) -> dict[str, str]:
    wanted = signin.request
    words = wanted.response_type.split(" ")
    grant = Grant(
        client=client,
        scope=wanted.scope,
        authentication=session.authentication,
        family=family,
        nonce=wanted.nonce,
        sid=session.sid,
        auth_time_wanted=wanted.max_age is not None,
        grant_type="implicit",
        alone="token" not in words,
    )
    here = _FrontChannel(unit, server, grant, server.keys.current(unit.db, server.key))
    answer = _access_token(here) if "token" in words else {}
    if "id_token" in words:
        answer["id_token"] = _id_token(here, code, answer.get("access_token", ""))
    return answer


def _access_token(here: _FrontChannel) -> dict[str, str]:
    token = tokens.issue_access_token(here.unit, here.server, here.grant, here.key)
    lifetime = here.server.access_token_lifetime(here.unit, here.grant)
    return {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": str(int(lifetime.total_seconds())),
        "scope": " ".join(here.grant.scope),
    }


def _id_token(here: _FrontChannel, code: str, access_token: str) -> str:
    beside = {"c_hash": code, "at_hash": access_token}
    hashes = {name: tokens.half_hash(value) for name, value in beside.items() if value}
    return tokens.issue_id_token(here.unit, here.server, here.grant, here.key, hashes)
