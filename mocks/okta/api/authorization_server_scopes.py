"""Scopes of a custom authorization server. Source: fact sheet 5.4."""

import re
from typing import Any, Literal

import msgspec

from mocks.okta.api._authorization_server import (
    MANAGE,
    READ,
    address,
    check_text,
    link,
    named,
    note_change,
    party,
    read_only,
    taken,
)
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.scopes import SCOPES, Consent, Scope
from mocks.okta.directory.system_log import Party

bp = Api("authorization_server_scopes")
_NAME = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,255}")
_RESERVED = ("okta.", "okta:")


class ScopeInput(msgspec.Struct, rename="camel"):
    name: str
    display_name: str | None = None
    description: str | None = None
    consent: Consent = "IMPLICIT"
    default: bool = False
    optional: bool = False
    metadata_publish: Literal["NO_CLIENTS", "ALL_CLIENTS"] = "NO_CLIENTS"


@bp.get("/authorizationServers/<id>/scopes", READ)
def every_scope(call: Call, id: str) -> list[dict[str, Any]]:
    server, q = named(call, id), call.argument("q").lower()
    return [_shown(call, server, scope) for scope in SCOPES.of(call.db, server.id) if q in scope.name.lower()]


@bp.post("/authorizationServers/<id>/scopes", MANAGE)
def add_scope(call: Call, id: str) -> dict[str, Any]:
    server, there = named(call, id), SCOPES.of(call.db, id)
    scope = _checked(call, Scope(call.new_id("scp"), "", "", ""), there)
    SCOPES.add(call.db, server.id, scope, len(there))
    call.status = 201
    return _noted(call, server, scope, "created")


@bp.get("/authorizationServers/<id>/scopes/<scope_id>", READ)
def one_scope(call: Call, id: str, scope_id: str) -> dict[str, Any]:
    server = named(call, id)
    return _shown(call, server, _named(call, server, scope_id))


@bp.put("/authorizationServers/<id>/scopes/<scope_id>", MANAGE)
def replace_scope(call: Call, id: str, scope_id: str) -> dict[str, Any]:
    """Replace a scope; a system scope keeps its name."""
    server = named(call, id)
    before = _named(call, server, scope_id)
    scope = _checked(call, before, [it for it in SCOPES.of(call.db, id) if it.id != scope_id])
    if before.system and scope.name != before.name:
        raise read_only()
    SCOPES.replace(call.db, scope)
    return _noted(call, server, scope, "updated")


@bp.delete("/authorizationServers/<id>/scopes/<scope_id>", MANAGE)
def delete_scope(call: Call, id: str, scope_id: str) -> None:
    server = named(call, id)
    scope = _named(call, server, scope_id)
    if scope.system:
        raise read_only()
    SCOPES.remove(call.db, scope.id)
    _noted(call, server, scope, "deleted")


def _named(call: Call, server: CustomServer, id: str) -> Scope:
    scope = SCOPES.get(call.db, server.id, id)
    if scope is None:
        raise not_found(id, "OAuth2Scope")
    return scope


def _checked(call: Call, before: Scope, others: list[Scope]) -> Scope:
    given = call.body(ScopeInput)
    if not _NAME.fullmatch(given.name):
        raise invalid("name", "name: must have printable ASCII characters without spaces, quotes and backslashes")
    if given.name.lower().startswith(_RESERVED):
        raise invalid("name", "name: names that begin with 'okta.' are Okta's own")
    if any(other.name == given.name for other in others):
        raise taken()
    return msgspec.structs.replace(
        before,
        name=given.name,
        display_name=check_text(given.display_name, 255, "displayName") or given.name,
        description=check_text(given.description),
        consent=given.consent,
        default=given.default,
        optional=given.optional,
        published=given.metadata_publish == "ALL_CLIENTS",
    )


def _noted(call: Call, server: CustomServer, scope: Scope, what: str) -> dict[str, Any]:
    note_change(call, server)
    call.record(f"oauth2.scope.{what}", [party(server), Party(scope.id, "OAuth2Scope", scope.name, scope.name)])
    return _shown(call, server, scope)


def _shown(call: Call, server: CustomServer, scope: Scope) -> dict[str, Any]:
    methods = ("GET", "PUT") if scope.system else ("GET", "PUT", "DELETE")
    return {
        "id": scope.id,
        "name": scope.name,
        "displayName": scope.display_name,
        "description": scope.description,
        "system": scope.system,
        "default": scope.default,
        "optional": scope.optional,
        "consent": scope.consent,
        "metadataPublish": "ALL_CLIENTS" if scope.published else "NO_CLIENTS",
        "_links": {"self": link(address(call, server.id, "scopes", scope.id), *methods)},
    }
