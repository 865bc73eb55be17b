"""The clients of a custom authorization server, and their refresh tokens: listed, and ended. Source: fact sheet 5.4."""

from typing import Any

from mocks.okta import issued_tokens
from mocks.okta.api import _token_object as tokens
from mocks.okta.api._authorization_server import MANAGE, READ, address, link, named
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.issued_tokens import Issued

bp = Api("authorization_server_clients")


@bp.get("/authorizationServers/<id>/clients", READ)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    """List the clients that have refresh tokens of the server."""
    server = named(call, id)

    def links(client_id: str) -> dict[str, Any]:
        return {"tokens": link(address(call, server.id, "clients", client_id, "tokens"), "GET", "DELETE")}

    return tokens.clients_page(call, issued_tokens.clients_of(call.unit, server.id), links)


@bp.get("/authorizationServers/<id>/clients/<client_id>/tokens", READ)
def every_token(call: Call, id: str, client_id: str) -> list[dict[str, Any]]:
    found, base = _found(call, id, client_id)
    return tokens.shown_page(call, found, base)


@bp.get("/authorizationServers/<id>/clients/<client_id>/tokens/<token_id>", READ)
def one_token(call: Call, id: str, client_id: str, token_id: str) -> dict[str, Any]:
    found, base = _found(call, id, client_id)
    return tokens.shown(call, tokens.named(found, token_id), base)


@bp.delete("/authorizationServers/<id>/clients/<client_id>/tokens", MANAGE)
def revoke_all(call: Call, id: str, client_id: str) -> None:
    tokens.revoke(call, _found(call, id, client_id)[0])


@bp.delete("/authorizationServers/<id>/clients/<client_id>/tokens/<token_id>", MANAGE)
def revoke_one(call: Call, id: str, client_id: str, token_id: str) -> None:
    tokens.revoke(call, [tokens.named(_found(call, id, client_id)[0], token_id)])


def _found(call: Call, id: str, client_id: str) -> tuple[list[Issued], str]:
    """Return the refresh tokens of a client, and the address of their list."""
    server = named(call, id)
    found = issued_tokens.of_client(call.unit, server.id, client_id)
    return found, address(call, server.id, "clients", client_id, "tokens")
