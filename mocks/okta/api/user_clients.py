"""The clients that act for a person, and their refresh tokens: listed, and ended. Source: Okta's management API."""

from typing import Any

from mocks.okta import issued_tokens
from mocks.okta.api import _token_object as tokens
from mocks.okta.api._authorization_server import link
from mocks.okta.api._call import Call
from mocks.okta.api._route import SELF, Api
from mocks.okta.api.users import named as named_user
from mocks.okta.directory import user_grants
from mocks.okta.issued_tokens import Issued

bp = Api("user_clients")
_READ, _MANAGE = "okta.users.read", "okta.users.manage"


@bp.get("/users/<id>/clients", SELF)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    user_id = _about(call, id, _READ)
    ids = {grant.client_id for grant in user_grants.of_user(call.db, user_id)}
    ids |= {issued.token.client_id for issued in issued_tokens.of_user(call.unit, user_id)}

    def links(client_id: str) -> dict[str, Any]:
        base = call.url(f"/users/{user_id}/clients/{client_id}")
        return {name: link(f"{base}/{name}", "GET", "DELETE") for name in ("grants", "tokens")}

    return tokens.clients_page(call, sorted(ids), links)


@bp.get("/users/<id>/clients/<client_id>/tokens", SELF)
def every_token(call: Call, id: str, client_id: str) -> list[dict[str, Any]]:
    found, base = _found(call, id, client_id, _READ)
    return tokens.shown_page(call, found, base)


@bp.get("/users/<id>/clients/<client_id>/tokens/<token_id>", SELF)
def one_token(call: Call, id: str, client_id: str, token_id: str) -> dict[str, Any]:
    found, base = _found(call, id, client_id, _READ)
    return tokens.shown(call, tokens.named(found, token_id), base)


@bp.delete("/users/<id>/clients/<client_id>/tokens", SELF)
def revoke_all(call: Call, id: str, client_id: str) -> None:
    tokens.revoke(call, _found(call, id, client_id, _MANAGE)[0])


@bp.delete("/users/<id>/clients/<client_id>/tokens/<token_id>", SELF)
def revoke_one(call: Call, id: str, client_id: str, token_id: str) -> None:
    tokens.revoke(call, [tokens.named(_found(call, id, client_id, _MANAGE)[0], token_id)])


def _about(call: Call, id: str, scope: str) -> str:
    """Return the id of the person: for an administrator, or for the person."""
    record = named_user(call, id)
    call.need(scope, about=record.id)
    return record.id


def _found(call: Call, id: str, client_id: str, scope: str) -> tuple[list[Issued], str]:
    """Return a person's refresh tokens at a client, and the address of their list."""
    user_id = _about(call, id, scope)
    found = issued_tokens.of_user(call.unit, user_id, client_id)
    return found, call.url(f"/users/{user_id}/clients/{client_id}/tokens")
