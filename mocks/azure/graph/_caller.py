"""Who calls Graph (fact sheet sections 4.2 and 7.10)."""

import base64
from dataclasses import dataclass

import msgspec
from flask import Request

from mocks.azure.claims import GRAPH, GRAPH_URL
from mocks.azure.directory import role_assignments, users
from mocks.azure.directory.role_assignments import ROLE_TEMPLATES
from mocks.azure.graph._permission import Permission
from mocks.azure.graph_errors import GraphError
from mocks.kit.web import Unit
from mocks.oauth import tokens
from mocks.oauth.errors import OAuthError

_AUDIENCES = (GRAPH_URL, f"{GRAPH_URL}/", GRAPH)
_SHORT = "user.readbasic.all"


class _Claims(msgspec.Struct):
    aud: str
    tid: str
    appid: str = ""
    oid: str = ""
    scp: str = ""
    roles: list[str] = []


@dataclass(frozen=True, slots=True)
class Caller:
    """user_id, user_name: "" for an application that acts for itself. held: its permissions, in lower case."""

    tenant_id: str
    app_id: str
    user_id: str
    held: frozenset[str]
    user_name: str = ""

    def is_self(self, id: str) -> bool:
        """Tell whether an id or userPrincipalName is the calling person's own."""
        return bool(self.user_id) and id.lower() in (self.user_id, self.user_name.lower())

    def may(self, unit: Unit, permission: Permission, *, own: bool = False) -> bool:
        """Tell whether the token is good for a call, and whose it is as well. own: the call is about that person."""
        if own and permission.opens_own(self.held):
            return True
        if not permission.opens(self.held):
            return False
        return not self.user_id or not permission.administrators or self.is_one_of(unit, permission.administrators)

    def is_one_of(self, unit: Unit, administrators: tuple[str, ...]) -> bool:
        roles = unit.once("directory_roles", self.user_id, role_assignments.directory_roles) if self.user_id else []
        return any(ROLE_TEMPLATES[name] in roles for name in administrators)

    def sees_short_profiles(self, permission: Permission) -> bool:
        """Tell whether all that opens a call is the scope for names and addresses alone."""
        return _SHORT in self.held and not permission.opens(self.held - {_SHORT})


def identify(unit: Unit, request: Request) -> Caller:
    """Tell who calls; raises GraphError 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _refused("Access token is empty.")
    try:
        record = tokens.find(unit, token.strip()).payload
        claims = _claims(token)
    except (OAuthError, IndexError, ValueError) as error:
        raise _refused("The access token has expired, was revoked, or is none of this directory's.") from error
    if claims.aud not in _AUDIENCES:
        raise _refused("The access token is for another audience.")
    if record.authentication is None:
        return Caller(claims.tid, claims.appid, "", _lower(claims.roles))
    user = unit.once("user", record.authentication.user_id, users.by_id)
    if user is None or not user.account_enabled:
        raise _refused("The user of the access token is gone or disabled.")
    return Caller(claims.tid, claims.appid, user.id, _lower(claims.scp.split()), user.user_principal_name)


def _claims(token: str) -> _Claims:
    """Read a token that was found by its digest: it is one of ours, byte for byte, and needs no second proof."""
    middle = token.split(".")[1]
    return msgspec.json.decode(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)), type=_Claims)


def _lower(names: list[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _refused(text: str) -> GraphError:
    return GraphError(401, "InvalidAuthenticationToken", text)
