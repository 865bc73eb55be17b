"""Custom authorization servers: made, changed, switched off, removed. Source: fact sheet 5.4."""

from typing import Any, Literal

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.okta import access_setup
from mocks.okta.api._authorization_server import (
    MANAGE,
    READ,
    check_name,
    check_text,
    named,
    need_feature,
    party,
    read_only,
    shown,
    taken,
)
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid
from mocks.okta.directory import authorization_servers, trusted_servers, user_grants
from mocks.okta.directory.access_policies import ACCESS_POLICIES, ACCESS_RULES
from mocks.okta.directory.scopes import SCOPES
from mocks.okta.directory.token_claims import TOKEN_CLAIMS

bp = Api("authorization_servers")
_LONGEST_AUDIENCE = 255


class Signing(msgspec.Struct, rename="camel"):
    rotation_mode: Literal["AUTO", "MANUAL"] = "AUTO"


class Credentials(msgspec.Struct):
    signing: Signing = msgspec.field(default_factory=Signing)


class ServerInput(msgspec.Struct, rename="camel"):
    name: str
    audiences: list[str]
    description: str | None = None
    issuer_mode: Literal["ORG_URL", "CUSTOM_URL", "DYNAMIC"] = "ORG_URL"
    credentials: Credentials = msgspec.field(default_factory=Credentials)


@bp.get("/authorizationServers", READ)
def every(call: Call) -> list[dict[str, Any]]:
    need_feature(call)
    q, limit, after = call.argument("q").lower(), call.limit(200, 200), call.cursor_text()
    found = [it for it in authorization_servers.every(call.db) if q in it.name.lower() or q in it.audience.lower()]
    ids = [server.id for server in found]
    start = ids.index(after) + 1 if after in ids else 0
    call.link_self()
    if len(found) > start + limit:
        call.link_next(ids[start + limit - 1])
    return [shown(call, server) for server in found[start : start + limit]]


@bp.post("/authorizationServers", MANAGE)
def add(call: Call) -> dict[str, Any]:
    """Make a server with keys of its own; without a policy it gives nobody anything yet."""
    need_feature(call)
    given, id, ids = call.body(ServerInput), call.new_id("aus"), call.unit.runtime.ids
    values = _checked(given)
    about = {name: values[name] for name in ("name", "audience", "description")}
    try:
        access_setup.establish(call.db, ids, call.now, id=id, **about)
    except IntegrityError as error:
        raise taken() from error
    call.server.keys.provide(call.db, id, ("current", "next"))
    authorization_servers.change(call.db, id, call.now, access_setup.new_version(ids), **values)
    call.status = 201
    return _noted(call, id, "oauth2.as.created")


@bp.get("/authorizationServers/<id>", READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return shown(call, named(call, id))


@bp.put("/authorizationServers/<id>", MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    named(call, id)
    _change(call, id, **_checked(call.body(ServerInput)))
    return _noted(call, id, "oauth2.as.updated")


@bp.delete("/authorizationServers/<id>", MANAGE)
def delete(call: Call, id: str) -> None:
    server = named(call, id)
    if server.id == access_setup.DEFAULT:
        raise read_only()
    for policy in ACCESS_POLICIES.of(call.db, id):
        ACCESS_RULES.remove_of(call.db, policy.id)
    for records in (ACCESS_POLICIES, SCOPES, TOKEN_CLAIMS):
        records.remove_of(call.db, id)
    user_grants.remove_of_server(call.db, id)
    trusted_servers.remove_of(call.db, id)
    authorization_servers.remove(call.db, id)
    call.record("oauth2.as.deleted", [party(server)])


@bp.post("/authorizationServers/<id>/lifecycle/activate", MANAGE)
def activate(call: Call, id: str) -> None:
    named(call, id)
    _change(call, id, status="ACTIVE")
    _noted(call, id, "oauth2.as.activated")


@bp.post("/authorizationServers/<id>/lifecycle/deactivate", MANAGE)
def deactivate(call: Call, id: str) -> None:
    named(call, id)
    _change(call, id, status="INACTIVE")
    _noted(call, id, "oauth2.as.deactivated")


def _checked(given: ServerInput) -> dict[str, Any]:
    """Return the members of a server that the caller decides; raises E0000001."""
    if len(given.audiences) != 1:
        raise invalid("audiences", "audiences: exactly one audience is needed")
    return {
        "name": check_name(given.name),
        "audience": check_name(given.audiences[0], _LONGEST_AUDIENCE, "audiences"),
        "description": check_text(given.description),
        "issuer_mode": given.issuer_mode,
        "rotation_mode": given.credentials.signing.rotation_mode,
    }


def _change(call: Call, id: str, **values: Any) -> None:
    try:
        authorization_servers.change(call.db, id, call.now, access_setup.new_version(call.unit.runtime.ids), **values)
    except IntegrityError as error:
        raise taken() from error


def _noted(call: Call, id: str, event: str) -> dict[str, Any]:
    server = named(call, id)
    call.record(event, [party(server)])
    return shown(call, server)
