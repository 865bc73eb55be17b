"""What the calls about authorization servers and what belongs to them share. Source: fact sheet 5.4."""

from typing import Any, Literal

from mocks.okta import access_setup, key_rotation
from mocks.okta.api._call import Call, iso
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import authorization_servers, org
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.system_log import Party

READ, MANAGE = "okta.authorizationServers.read", "okta.authorizationServers.manage"
Status = Literal["ACTIVE", "INACTIVE"]


def need_feature(call: Call) -> None:
    """Refuse the call when the org has no API Access Management; raises E0000015."""
    if not org.load(call.db).api_access_management:
        raise ApiError("E0000015")


def named(call: Call, id: str) -> CustomServer:
    """Return the server that a path names, active or not; raises E0000015, E0000007."""
    need_feature(call)
    server = authorization_servers.by_id(call.db, id)
    if server is None:
        raise not_found(id, "AuthorizationServer")
    return server


def note_change(call: Call, server: CustomServer) -> None:
    """Let what was changed at a server count from the next request on, in every worker."""
    access_setup.note_change(call.db, call.unit.runtime.ids, call.now, server.id)


def address(call: Call, server_id: str, *parts: str) -> str:
    return call.url("/".join(["/authorizationServers", server_id, *parts]))


def link(href: str, *methods: str) -> dict[str, Any]:
    return {"href": href, "hints": {"allow": list(methods)}}


def status_link(base: str, active: bool) -> dict[str, Any]:
    """Return the link to the other status."""
    verb = "deactivate" if active else "activate"
    return {verb: link(f"{base}/lifecycle/{verb}", "POST")}


def party(server: CustomServer) -> Party:
    return Party(server.id, "AuthorizationServer", server.name, server.name)


def check_name(value: str, longest: int = 100, what: str = "name") -> str:
    """Return a name without the spaces around it; raises E0000001 when it is blank, too long or no text."""
    if not value.strip():
        raise invalid(what, f"{what}: The field cannot be left blank")
    return check_text(value.strip(), longest, what)


def check_text(value: str | None, longest: int = 1000, what: str = "description") -> str:
    """Return a text that may be missing; raises E0000001 when it is too long or has control characters."""
    if len(value or "") > longest:
        raise invalid(what, f"{what}: must have at most {longest} characters")
    if any(character < " " and character not in "\r\n\t" for character in value or ""):
        raise invalid(what, f"{what}: must not have control characters")
    return value or ""


def taken(what: str = "name") -> ApiError:
    return invalid(what, f"{what}: An object with this field already exists")


def read_only() -> ApiError:
    return ApiError("E0000111")


def shown(call: Call, server: CustomServer) -> dict[str, Any]:
    base, issuer = address(call, server.id), f"{call.server.public_url}/oauth2/{server.id}"
    documents = ("oauth-authorization-server", "openid-configuration")
    metadata = [{"name": name, **link(f"{issuer}/.well-known/{name}", "GET")} for name in documents]
    links = {name: link(f"{base}/{name}", "GET") for name in ("scopes", "claims", "policies")}
    rotate = link(f"{base}/credentials/lifecycle/keyRotate", "POST")
    return {
        "id": server.id,
        "name": server.name,
        "description": server.description,
        "audiences": [server.audience],
        "issuer": issuer,
        "issuerMode": server.issuer_mode,
        "status": server.status,
        "default": server.id == access_setup.DEFAULT,
        "created": iso(server.created),
        "lastUpdated": iso(server.last_updated),
        "credentials": {"signing": _signing(call, server)},
        "_links": {
            "self": link(base, "GET", "DELETE", "PUT"),
            **links,
            "metadata": metadata,
            "rotateKey": rotate,
            **status_link(base, server.active),
        },
    }


def _signing(call: Call, server: CustomServer) -> dict[str, Any]:
    following = server.last_rotated + key_rotation.PERIOD.total_seconds() if server.rotation_mode == "AUTO" else None
    return {
        "rotationMode": server.rotation_mode,
        "lastRotated": iso(server.last_rotated),
        "nextRotation": iso(following),
        "kid": call.server.keys.current(call.db, server.id).kid,
    }
