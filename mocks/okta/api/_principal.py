"""Who calls the management API, and what they may do. Source: fact sheet 7.1.

An `SSWS` token acts for the administrator who made it; a bearer token of the org's own authorization server may do
what its scopes say; a browser with a session may do what its person may.
"""

import re
from dataclasses import dataclass

from flask import Request

from mocks.kit.web import Unit
from mocks.oauth import session as sessions
from mocks.oauth.model import Session
from mocks.oauth.tokens import ACCESS_TOKEN
from mocks.okta.api_errors import ApiError
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.directory import administrators, api_tokens, users
from mocks.okta.directory.trusted_origins import CORS, is_trusted

# Okta's own Python SDK sends no space after the scheme.
_SSWS = re.compile(r"SSWS\s*(\S+)")
_BEARER = re.compile(r"Bearer\s+(\S+)", re.IGNORECASE)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Principal:
    """user_id: the acting person, "" for a client of its own; scopes: None when no scope limits the caller.

    token_id: of the API token; session_id: the secret id of the browser's session; both "" otherwise.
    roles: of the acting person; empty for a client of its own, whose scopes are its rights.
    """

    user_id: str
    admin: bool
    scopes: frozenset[str] | None = None
    client_id: str = ""
    token_id: str = ""
    session_id: str = ""
    roles: frozenset[str] = frozenset()

    def may(self, scope: str) -> bool:
        """Tell whether the caller may do what a scope such as `okta.users.manage` stands for; manage includes read."""
        if not self.admin or (self.roles and self.roles <= administrators.READ_ONLY and not scope.endswith(".read")):
            return False
        if self.scopes is None:
            return True
        return scope in self.scopes or (scope.endswith(".read") and f"{scope[:-5]}.manage" in self.scopes)


def identify(unit: Unit, server: OktaServer, request: Request) -> Principal:
    """Tell who calls; raises ApiError E0000011 for a bad token, E0000005 without any credential."""
    header = request.headers.get("Authorization", "")
    if match := _SSWS.fullmatch(header):
        return _by_token(unit, match[1])
    if match := _BEARER.fullmatch(header):
        return _by_access_token(unit, match[1])
    if header:
        raise ApiError("E0000011")
    return _by_session(unit, server, request)


def _by_token(unit: Unit, value: str) -> Principal:
    token = api_tokens.use(unit.db, value, unit.runtime.clock.now())
    owner = unit.once("user", token.user_id, users.by_id) if token else None
    if token is None or owner is None or owner.status is not users.Status.ACTIVE:
        raise ApiError("E0000011")
    roles = administrators.roles_of(unit.db, owner.id)
    return Principal(owner.id, bool(roles), token_id=token.id, roles=roles)


def _by_access_token(unit: Unit, value: str) -> Principal:
    found = unit.artifacts.get(ACCESS_TOKEN, value)
    if found is None or found.payload.server != ORG_SERVER:
        raise ApiError("E0000011")
    token, person = found.payload, found.payload.authentication
    roles = administrators.roles_of(unit.db, person.user_id) if person else frozenset()
    # A service application has no person behind it: its granted scopes are its rights.
    admin = person is None or bool(roles)
    return Principal(person.user_id if person else "", admin, frozenset(token.scope), token.client_id, roles=roles)


def _by_session(unit: Unit, server: OktaServer, request: Request) -> Principal:
    current = sessions.current(unit, server, request)
    if current is None:
        raise ApiError("E0000005")
    if request.method not in _SAFE and not from_here(unit, server, request):
        raise ApiError("E0000006")
    return of_session(unit, *current)


def of_session(unit: Unit, id: str, session: Session) -> Principal:
    """Return who a session is, with what they may do; id: its secret one."""
    user_id = session.authentication.user_id
    roles = administrators.roles_of(unit.db, user_id)
    return Principal(user_id, bool(roles), session_id=id, roles=roles)


def from_here(unit: Unit, server: OktaServer, request: Request) -> bool:
    """Tell whether a page that may sent a change: a foreign one must not ride on the session (CSRF)."""
    origin = request.headers.get("Origin")
    return origin in (None, server.public_url) or is_trusted(unit.db, str(origin), CORS)
