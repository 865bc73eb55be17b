"""Custom authorization servers that another one trusts: whose tokens can be exchanged there.

Source: Okta's Authorization Servers API, associated servers.
"""

from typing import Any

import msgspec

from mocks.okta.api._authorization_server import MANAGE, READ, named, party, shown
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import authorization_servers, trusted_servers

bp = Api("associated_servers")


class Trusted(msgspec.Struct):
    """trusted: ids of servers."""

    trusted: list[str]


@bp.get("/authorizationServers/<id>/associatedServers", READ)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    """List the servers that are trusted, or with `trusted=false` those that are not."""
    server = named(call, id)
    trusted, q = call.flag("trusted", default=True), call.argument("q").lower()
    ids = set(trusted_servers.of(call.db, server.id))
    others = (other for other in authorization_servers.every(call.db) if other.id != server.id)
    return [shown(call, it) for it in others if (it.id in ids) is trusted and q in f"{it.name} {it.audience}".lower()]


@bp.post("/authorizationServers/<id>/associatedServers", MANAGE)
def trust(call: Call, id: str) -> list[dict[str, Any]]:
    server = named(call, id)
    wanted = [named(call, other) for other in dict.fromkeys(call.body(Trusted).trusted)]
    if server in wanted:
        raise invalid("trusted", "trusted: a server trusts itself anyway")
    known = trusted_servers.of(call.db, server.id)
    for other in wanted:
        if other.id not in known:
            trusted_servers.add(call.db, server.id, other.id)
            call.record("oauth2.as.updated", [party(server), party(other)])
    return [shown(call, other) for other in wanted]


@bp.delete("/authorizationServers/<id>/associatedServers/<other_id>", MANAGE)
def distrust(call: Call, id: str, other_id: str) -> None:
    server = named(call, id)
    if not trusted_servers.remove(call.db, server.id, other_id):
        raise not_found(other_id, "AuthorizationServer")
    call.record("oauth2.as.updated", [party(server)])
