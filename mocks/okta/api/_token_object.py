"""Refresh tokens, and clients that have some, as the API shows them. Source: fact sheet 5.4; Okta's management API."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from mocks.okta.api._authorization_server import address, link
from mocks.okta.api._call import Call, iso
from mocks.okta.api_errors import not_found
from mocks.okta.authorization_server import ORG_SERVER
from mocks.okta.directory import app_records
from mocks.okta.directory.app_records import Record
from mocks.okta.directory.scopes import SCOPES
from mocks.okta.directory.system_log import Party
from mocks.okta.issued_tokens import Issued, end

T = TypeVar("T")


def page(call: Call, found: Sequence[T], key: Callable[[T], str]) -> Sequence[T]:
    """Return the page of a list that is wanted; key: what the list is in order of."""
    limit, after = call.limit(20, 200), call.cursor_text()
    left = [one for one in found if after is None or key(one) > after]
    call.link_self()
    if len(left) > limit:
        call.link_next(key(left[limit - 1]))
    return left[:limit]


def shown_page(call: Call, found: Sequence[Issued], base: str) -> list[dict[str, Any]]:
    return [shown(call, one, base) for one in page(call, found, lambda one: one.id)]


def named(found: Sequence[Issued], id: str) -> Issued:
    one = next((one for one in found if one.id == id), None)
    if one is None:
        raise not_found(id, "OAuth2RefreshToken")
    return one


def revoke(call: Call, issued: Sequence[Issued]) -> None:
    """End refresh tokens, and note it."""
    end(call.unit, issued)
    for one in issued:
        server = "" if one.token.server == ORG_SERVER else "as."
        client = Party(one.token.client_id, "AppInstance", one.token.client_id, "")
        call.record(f"app.oauth2.{server}token.revoke", [client, Party(one.id, "refresh_token", one.id, "")])


def shown(call: Call, issued: Issued, base: str) -> dict[str, Any]:
    """base: address of the list that the token is in."""
    token, created = issued.token, iso(issued.token.issued_at)
    user_id = token.authentication.user_id
    there = link(f"{base}/{issued.id}", "GET", "DELETE")
    server = {} if token.server == ORG_SERVER else {"authorizationServer": link(address(call, token.server), "GET")}
    return {
        "id": issued.id,
        "status": "ACTIVE",
        "created": created,
        "lastUpdated": created,
        "expiresAt": iso(issued.expires_at),
        "issuer": call.server.issuer_of(token.server),
        "clientId": token.client_id,
        "userId": user_id,
        "scopes": list(token.scope),
        **_embedded(call, issued),
        "_links": {
            "app": link(call.url(f"/apps/{token.client_id}"), "GET"),
            "self": there,
            "revoke": link(there["href"], "DELETE"),
            "client": link(f"{call.server.public_url}/oauth2/v1/clients/{token.client_id}", "GET"),
            "user": link(call.url(f"/users/{user_id}"), "GET"),
            **server,
        },
    }


def _embedded(call: Call, issued: Issued) -> dict[str, Any]:
    """Return what `expand=scope` adds: the scopes in their own words."""
    if call.argument("expand") != "scope":
        return {}
    token = issued.token
    told = [
        {"id": it.id, "name": it.name, "displayName": it.display_name, "description": it.description}
        for it in SCOPES.of(call.db, token.server)
        if it.name in token.scope
    ]
    return {"_embedded": {"scopes": told}}


def clients_page(call: Call, ids: Sequence[str], links: Callable[[str], dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the clients that a list has; one whose application is gone has no name any more and is left out."""
    records = (app_records.by_id(call.db, id) for id in page(call, ids, str))
    return [_client(record, links(record.id)) for record in records if record]


def _client(record: Record, links: dict[str, Any]) -> dict[str, Any]:
    told = record.details.get("oauth", {})
    return {
        "client_id": record.id,
        "client_name": record.label,
        "client_uri": told.get("client_uri"),
        "logo_uri": told.get("logo_uri"),
        "_links": links,
    }
