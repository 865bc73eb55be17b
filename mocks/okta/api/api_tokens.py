"""API tokens as administrators see them: never their values. Source: fact sheet 7.1."""

from typing import Any

from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import SELF, Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import api_tokens
from mocks.okta.directory.api_tokens import ApiToken
from mocks.okta.directory.system_log import Party

bp = Api("api_tokens")
_LONGEST_NAME = 100


@bp.get("/api-tokens", "okta.apiTokens.read")
def every(call: Call) -> list[dict[str, Any]]:
    return [_shown(call, token) for token in api_tokens.every(call.db, call.now)]


@bp.get("/api-tokens/<id>", "okta.apiTokens.read")
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, _named(call, id))


@bp.delete("/api-tokens/<id>", "okta.apiTokens.manage")
def revoke(call: Call, id: str) -> None:
    _revoke(call, _named(call, id))


@bp.delete("/api-tokens/current", SELF)
def revoke_current(call: Call) -> None:
    """Revoke the token that the call itself was made with; raises E0000007 when it was made without one."""
    if not call.principal.token_id:
        raise not_found("current", "ApiToken")
    _revoke(call, _named(call, call.principal.token_id))


def make(call: Call, name: str) -> str:
    """Make a token that acts for who calls, and tell its value. The real service does so on its pages alone."""
    call.need("okta.apiTokens.manage")
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        raise invalid("name", f"name: The field cannot be left blank and has at most {_LONGEST_NAME} characters")
    value = api_tokens.new_value(call.unit.runtime.ids)
    id = call.new_id("00T")
    api_tokens.add(call.db, id, name, call.principal.user_id, value, call.now)
    call.record("system.api_token.create", [Party(id, "Token", "unknown", name)])
    return value


def _named(call: Call, id: str) -> ApiToken:
    token = api_tokens.by_id(call.db, id, call.now)
    if token is None:
        raise not_found(id, "ApiToken")
    return token


def _revoke(call: Call, token: ApiToken) -> None:
    if not api_tokens.drop(call.db, token.id):
        raise ApiError("E0000007", token.id)
    call.record("system.api_token.revoke", [Party(token.id, "Token", "unknown", token.name)])


def _shown(call: Call, token: ApiToken) -> dict[str, Any]:
    here, allow = call.url(f"/api-tokens/{token.id}"), ["GET", "DELETE"]
    return {
        "id": token.id,
        "name": token.name,
        "userId": token.user_id,
        "clientName": "Okta API",
        "tokenWindow": f"P{api_tokens.WINDOW.days}D",
        "network": {"connection": "ANYWHERE"},
        "created": iso(token.created),
        "lastUpdated": iso(token.last_updated),
        "expiresAt": iso(token.expires_at),
        "_link": {"self": {"href": here, "hints": {"allow": allow}}},
    }
