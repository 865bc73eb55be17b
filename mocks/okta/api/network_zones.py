"""Network zones: which addresses policies may ask about. Source: Okta Zones API, as of 2024."""

from dataclasses import replace as changed
from typing import Any, Literal

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api.policies import TAKEN
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import network_zones, policies
from mocks.okta.directory.network_zones import ACTIVE, INACTIVE, NetworkZone
from mocks.okta.directory.system_log import Party

bp = Api("network_zones")
_READ, _MANAGE = "okta.networkZones.read", "okta.networkZones.manage"
_LONGEST_NAME, _MOST_GATEWAYS = 128, 150


class Gateway(msgspec.Struct):
    """value: `10.0.0.0/8`, `10.0.0.1-10.0.0.9` or one address."""

    value: str
    type: Literal["CIDR", "RANGE"] = "CIDR"


class ZoneInput(msgspec.Struct):
    name: str
    gateways: list[Gateway]
    type: Literal["IP"] = "IP"
    usage: Literal["POLICY"] = "POLICY"


@bp.get("/zones", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    limit = call.limit(20, 200)
    found = network_zones.page(call.db, limit + 1, call.cursor_text())
    call.link_self()
    if len(found) > limit:
        call.link_next(found[limit - 1].id)
    return [_shown(call, zone) for zone in found[:limit]]


@bp.post("/zones", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    moment = call.now.timestamp()
    return _write(call, NetworkZone(call.new_id("nzo"), "", ACTIVE, False, (), moment, moment), "create")


@bp.get("/zones/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, _named(call, id))


@bp.put("/zones/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    return _write(call, _named(call, id), "update")


@bp.delete("/zones/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    """Remove a zone that no policy names: what is for a zone that is gone would be for nobody, or everybody."""
    zone = _named(call, id)
    if policies.name(call.db, zone.id):
        raise ApiError("E0000001", "zone", ["The zone is used by a policy"])
    network_zones.remove(call.db, zone.id)
    call.record("zone.delete", [_party(zone)])


@bp.post("/zones/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, _named(call, id), ACTIVE, "activate")


@bp.post("/zones/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, _named(call, id), INACTIVE, "deactivate")


def _named(call: Call, id: str) -> NetworkZone:
    zone = network_zones.by_id(call.db, id)
    if zone is None:
        raise not_found(id, "NetworkZone")
    return zone


def _turn(call: Call, zone: NetworkZone, status: str, event: str) -> dict[str, Any]:
    turned = changed(zone, status=status, last_updated=call.now.timestamp())
    network_zones.write(call.db, turned)
    call.record(f"zone.{event}", [_party(turned)])
    return _shown(call, turned)


def _write(call: Call, zone: NetworkZone, event: str) -> dict[str, Any]:
    given = call.body(ZoneInput)
    if not 0 < len(given.name.strip()) <= _LONGEST_NAME:
        raise invalid("name", f"name: must have 1 to {_LONGEST_NAME} characters")
    gateways = _checked(given.gateways)
    written = changed(zone, name=given.name.strip(), gateways=gateways, last_updated=call.now.timestamp())
    try:
        network_zones.write(call.db, written)
    except IntegrityError as taken:
        raise invalid("name", f"name: {TAKEN}") from taken
    call.record(f"zone.{event}", [_party(written)])
    return _shown(call, written)


def _checked(gateways: list[Gateway]) -> tuple[str, ...]:
    if not 0 < len(gateways) <= _MOST_GATEWAYS:
        raise invalid("gateways", f"gateways: must be 1 to {_MOST_GATEWAYS}")
    for gateway in gateways:
        try:
            network_zones.holds(gateway.value, "127.0.0.1")
        except ValueError as error:
            raise invalid("gateways", f"gateways: {gateway.value[:100]!r} is no range of addresses") from error
    return tuple(gateway.value for gateway in gateways)


def _party(zone: NetworkZone) -> Party:
    return Party(zone.id, "NetworkZone", zone.name, zone.name)


def _shown(call: Call, zone: NetworkZone) -> dict[str, Any]:
    base = call.url(f"/zones/{zone.id}")
    turn = "deactivate" if zone.status == ACTIVE else "activate"
    kinds = [{"type": "RANGE" if "-" in gateway else "CIDR", "value": gateway} for gateway in zone.gateways]
    return {
        "type": "IP",
        "id": zone.id,
        "name": zone.name,
        "status": zone.status,
        "usage": "POLICY",
        "system": zone.system,
        "created": iso(zone.created),
        "lastUpdated": iso(zone.last_updated),
        "gateways": kinds,
        "proxies": None,
        "_links": {
            "self": {"href": base, "hints": {"allow": ["GET", "PUT", "DELETE"]}},
            turn: {"href": f"{base}/lifecycle/{turn}", "hints": {"allow": ["POST"]}},
        },
    }
