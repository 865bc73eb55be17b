"""The signing keys of a custom authorization server. Source: fact sheet 5.4."""

from typing import Any, Literal

import msgspec

from mocks.okta import key_rotation
from mocks.okta.api._authorization_server import MANAGE, READ, address, link, named, party
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import not_found
from mocks.okta.directory.authorization_servers import CustomServer

bp = Api("authorization_server_keys")
_STATUS = {"current": "ACTIVE", "next": "NEXT", "retired": "EXPIRED"}


class Rotation(msgspec.Struct):
    use: Literal["sig"] = "sig"


@bp.get("/authorizationServers/<id>/credentials/keys", READ)
def every_key(call: Call, id: str) -> list[dict[str, Any]]:
    return _shown(call, named(call, id))


@bp.get("/authorizationServers/<id>/credentials/keys/<kid>", READ)
def one_key(call: Call, id: str, kid: str) -> dict[str, Any]:
    for key in _shown(call, named(call, id)):
        if key["kid"] == kid:
            return key
    raise not_found(kid, "AuthorizationServerKey")


@bp.post("/authorizationServers/<id>/credentials/lifecycle/keyRotate", MANAGE)
def rotate(call: Call, id: str) -> list[dict[str, Any]]:
    """Sign with the next key from now on; the one before stays in the key set."""
    server = named(call, id)
    call.body(Rotation)
    if key_rotation.rotate(call.unit, call.server.keys, server):
        call.record("oauth2.as.key.rollover", [party(server)])
    return _shown(call, server)


def _shown(call: Call, server: CustomServer) -> list[dict[str, Any]]:
    keys = call.server.keys
    keys.provide(call.db, server.id, ("current", "next"))
    states = keys.states(call.db, server.id)
    found = []
    for key in keys.published(call.db, server.id):
        href = address(call, server.id, "credentials", "keys", key.kid)
        links = {"_links": {"self": link(href, "GET")}}
        found.append({"status": _STATUS[states[key.kid]], **call.server.jwk(key.kid, key.public), **links})
    return found
