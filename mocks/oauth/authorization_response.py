"""What a finished sign-in earns at the authorization endpoint: a code, tokens, or both.

Source: OAuth 2.0 Multiple Response Types, OpenID Connect Core sections 3.2.2.5 and 3.3.2.5.
"""

from mocks.kit.web import Unit
from mocks.oauth import tokens
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.grants.authorization_code import issue_code
from mocks.oauth.model import Client, Grant, Session, SignIn


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
    return answer | server.authorization_response(session, wanted)


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
        request=wanted,
    )
    key = server.keys.current(unit.db, server.key)
    drafts = tokens.draft(unit, server, grant, access="token" in words, identity="id_token" in words)
    answer: dict[str, str] = {}
    if drafts.access:
        response = tokens.issue_access_token(unit, server, grant, key, drafts)
        answer = {name: str(value) for name, value in response.items()}
    if drafts.identity:
        beside = {"c_hash": code, "at_hash": answer.get("access_token", "")}
        hashes = {name: tokens.half_hash(value) for name, value in beside.items() if value}
        answer["id_token"] = tokens.issue_id_token(unit, server, key, drafts.identity, hashes)
    server.on_tokens_issued(unit, grant, drafts, "")
    return answer
