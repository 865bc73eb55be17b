"""Profile mappings: from what an identity provider says to the attributes of users. Source: fact sheet 3.6."""

from typing import Any, Literal

import msgspec

from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import identity_providers, user_schema
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.provisioning.expressions import ExpressionError, compiled

bp = Api("mappings")
_READ, _MANAGE = "okta.profileMappings.read", "okta.profileMappings.manage"
_EVERY = 1000


class Property(msgspec.Struct, frozen=True, rename="camel"):
    """expression: null removes the property. PUSH: at every sign-in; DONT_PUSH: when the user is created."""

    expression: str | None = None
    push_status: Literal["PUSH", "DONT_PUSH"] = "PUSH"


class MappingInput(msgspec.Struct, frozen=True):
    properties: dict[str, Property | None]


@bp.get("/mappings", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    source, target = call.argument("sourceId"), call.argument("targetId")
    found = [
        idp
        for idp in identity_providers.page(call.db, _EVERY, call.cursor_text())[0]
        if source in ("", idp.id) and target in ("", call.server.org.user_type_id)
    ]
    limit = call.limit(20, 200)
    call.link_self()
    if len(found) > limit:
        call.link_next(found[limit - 1].id)
    return [_brief(call, idp) for idp in found[:limit]]


@bp.get("/mappings/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _whole(call, _named(call, id))


@bp.post("/mappings/<id>", _MANAGE)
def change(call: Call, id: str) -> dict[str, Any]:
    """Set the properties that are sent, remove those sent as null, leave the rest."""
    idp, given = _named(call, id), call.body(MappingInput)
    mapping, create_only = dict(idp.mapping), set(idp.create_only)
    for name, sent in given.properties.items():
        create_only.discard(name)
        if sent is None or sent.expression is None:
            mapping.pop(name, None)
            continue
        _check(call, name, sent.expression)
        mapping[name] = sent.expression
        if sent.push_status == "DONT_PUSH":
            create_only.add(name)
    now = call.now.timestamp()
    changed = msgspec.structs.replace(idp, mapping=mapping, create_only=tuple(sorted(create_only)), last_updated=now)
    identity_providers.replace(call.db, changed)
    return _whole(call, changed)


def _check(call: Call, name: str, expression: str) -> None:
    where = f"properties.{name[:60]}"
    if name not in user_schema.load(call.db).attributes:
        raise invalid(where, f"{where}: is not defined in the schema for 'User'")
    try:
        compiled(expression)
    except ExpressionError as error:
        raise invalid(where, f"{where}: {error}") from error


def _named(call: Call, id: str) -> IdentityProvider:
    found = [idp for idp in identity_providers.page(call.db, _EVERY, None)[0] if idp.mapping_id == id]
    if not found:
        raise not_found(id, "ProfileMapping")
    return found[0]


def _brief(call: Call, idp: IdentityProvider) -> dict[str, Any]:
    """Return a mapping as lists have it: without its properties."""
    user_type, base = call.server.org.user_type_id, call.server.public_url
    return {
        "id": idp.mapping_id,
        "source": {
            "id": idp.id,
            "name": idp.name.lower().replace(" ", "_"),
            "type": "appuser",
            "_links": {
                "self": {"href": call.url(f"/idps/{idp.id}")},
                "schema": {"href": call.url(f"/meta/schemas/apps/{idp.id}/default")},
            },
        },
        "target": {
            "id": user_type,
            "name": "user",
            "type": "user",
            "_links": {
                "self": {"href": call.url(f"/meta/types/user/{user_type}")},
                "schema": {"href": f"{base}/api/v1/meta/schemas/user/{call.server.org.schema_id}"},
            },
        },
        "_links": {"self": {"href": call.url(f"/mappings/{idp.mapping_id}")}},
    }


def _whole(call: Call, idp: IdentityProvider) -> dict[str, Any]:
    login = {"login": {"expression": idp.policy.username_template, "pushStatus": "PUSH"}}
    properties = {
        name: {"expression": text, "pushStatus": "DONT_PUSH" if name in idp.create_only else "PUSH"}
        for name, text in idp.mapping.items()
    }
    return _brief(call, idp) | {"properties": login | properties}
