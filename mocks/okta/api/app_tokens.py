"""The refresh tokens of an application, of every authorization server. Source: Okta's management API."""

from typing import Any

from mocks.okta import issued_tokens
from mocks.okta.api import _token_object as tokens
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api.apps import named
from mocks.okta.authorization_server import ORG_SERVER
from mocks.okta.directory import authorization_servers
from mocks.okta.issued_tokens import Issued

bp = Api("app_tokens")
_READ, _MANAGE = "okta.apps.read", "okta.apps.manage"


@bp.get("/apps/<id>/tokens", _READ)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    found, base = _found(call, id)
    return tokens.shown_page(call, found, base)


@bp.get("/apps/<id>/tokens/<token_id>", _READ)
def one(call: Call, id: str, token_id: str) -> dict[str, Any]:
    found, base = _found(call, id)
    return tokens.shown(call, tokens.named(found, token_id), base)


@bp.delete("/apps/<id>/tokens", _MANAGE)
def revoke_all(call: Call, id: str) -> None:
    tokens.revoke(call, _found(call, id)[0])


@bp.delete("/apps/<id>/tokens/<token_id>", _MANAGE)
def revoke_one(call: Call, id: str, token_id: str) -> None:
    tokens.revoke(call, [tokens.named(_found(call, id)[0], token_id)])


def _found(call: Call, id: str) -> tuple[list[Issued], str]:
    """Return an application's refresh tokens, and the address of their list."""
    record = named(call, id)
    servers = [ORG_SERVER, *(server.id for server in authorization_servers.every(call.db))]
    found = [one for server_id in servers for one in issued_tokens.of_client(call.unit, server_id, record.id)]
    return sorted(found, key=lambda one: one.id), call.url(f"/apps/{record.id}/tokens")
