"""Trusted origins: whose pages may call the org across origins. Source: fact sheet 5.3."""

from dataclasses import replace as changed
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import trusted_origins
from mocks.okta.directory.system_log import Party
from mocks.okta.directory.trusted_origins import ACTIVE, INACTIVE, TrustedOrigin

bp = Api("trusted_origins")
_READ, _MANAGE = "okta.trustedOrigins.read", "okta.trustedOrigins.manage"


class ScopeInput(msgspec.Struct):
    type: Literal["CORS", "REDIRECT"]


class OriginInput(msgspec.Struct):
    name: str
    origin: str
    scopes: list[ScopeInput]


@bp.get("/trustedOrigins", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    limit = call.limit(20, 200)
    found = trusted_origins.page(call.db, limit + 1, call.cursor_text(), call.argument("q"))
    call.link_self()
    if len(found) > limit:
        call.link_next(found[limit - 1].id)
    return [_shown(call, one) for one in found[:limit]]


@bp.post("/trustedOrigins", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    moment, who = call.now.timestamp(), call.principal.user_id or call.principal.client_id
    return _write(call, TrustedOrigin(call.new_id("tos"), "", "", ACTIVE, "", moment, who, moment, who), "create")


@bp.get("/trustedOrigins/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, _named(call, id))


@bp.put("/trustedOrigins/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    return _write(call, _named(call, id), "update")


@bp.delete("/trustedOrigins/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    record = _named(call, id)
    trusted_origins.remove(call.db, record.id)
    call.record("security.trusted_origin.delete", [_party(record)])


@bp.post("/trustedOrigins/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, _named(call, id), ACTIVE, "activate")


@bp.post("/trustedOrigins/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, _named(call, id), INACTIVE, "deactivate")


def _named(call: Call, id: str) -> TrustedOrigin:
    record = trusted_origins.by_id(call.db, id)
    if record is None:
        raise not_found(id, "TrustedOrigin")
    return record


def _turn(call: Call, record: TrustedOrigin, status: str, event: str) -> dict[str, Any]:
    turned = changed(record, status=status, **_now(call))
    trusted_origins.write(call.db, turned)
    call.record(f"security.trusted_origin.{event}", [_party(turned)])
    return _shown(call, turned)


def _write(call: Call, record: TrustedOrigin, event: str) -> dict[str, Any]:
    given = call.body(OriginInput)
    _check(given)
    scopes = " ".join(dict.fromkeys(scope.type for scope in given.scopes))
    written = changed(record, name=given.name.strip(), origin=given.origin, scopes=scopes, **_now(call))
    try:
        trusted_origins.write(call.db, written)
    except IntegrityError as taken:
        text = "An object with this field already exists in the current organization"
        raise invalid("name", f"name: {text}", f"origin: {text}") from taken
    call.record(f"security.trusted_origin.{event}", [_party(written)])
    return _shown(call, written)


def _now(call: Call) -> dict[str, Any]:
    who = call.principal.user_id or call.principal.client_id
    return {"last_updated": call.now.timestamp(), "last_updated_by": who}


def _check(given: OriginInput) -> None:
    if not 0 < len(given.name.strip()) <= 255:
        raise invalid("name", "name: The field cannot be left blank and has at most 255 characters")
    if not given.scopes:
        raise invalid("scopes", "scopes: The field cannot be left blank")
    if not _is_origin(given.origin):
        raise invalid("origin", "origin: must be a scheme, a host and perhaps a port, without a path")


def _is_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = value == f"{parts.scheme}://{parts.netloc}" and parts.scheme in ("http", "https")
    return bool(known and plain and parts.hostname) and "@" not in value and value.isascii() and len(value) <= 255


def _party(record: TrustedOrigin) -> Party:
    return Party(record.id, "TrustedOrigin", record.origin, record.name)


def _shown(call: Call, record: TrustedOrigin) -> dict[str, Any]:
    base = call.url(f"/trustedOrigins/{record.id}")
    turn = "deactivate" if record.status == ACTIVE else "activate"
    return {
        "id": record.id,
        "name": record.name,
        "origin": record.origin,
        "status": record.status,
        "scopes": [{"type": scope} for scope in record.scopes.split()],
        "created": iso(record.created),
        "createdBy": record.created_by,
        "lastUpdated": iso(record.last_updated),
        "lastUpdatedBy": record.last_updated_by,
        "_links": {
            "self": {"href": base, "hints": {"allow": ["GET", "PUT", "DELETE"]}},
            turn: {"href": f"{base}/lifecycle/{turn}", "hints": {"allow": ["POST"]}},
        },
    }
