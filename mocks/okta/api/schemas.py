"""The schema of users and their types: base attributes and the org's own. Source: fact sheet 4.2 and 4.7."""

from typing import Any

import msgspec

from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import user_schema
from mocks.okta.directory.user_schema import BASE, Attribute

bp = Api("schemas")
_READ, _MANAGE = "okta.schemas.read", "okta.schemas.manage"
_LONGEST_NAME = 60
_SELF = [{"principal": "SELF", "action": "READ_WRITE"}]


class Property(msgspec.Struct):
    """An attribute as it is sent to make or change one."""

    title: str
    type: str = "string"
    required: bool = False
    minLength: int = 0  # noqa: N815 (as on the wire)
    maxLength: int | None = None  # noqa: N815
    format: str = ""
    enum: tuple[str | int | float, ...] = ()
    description: str = ""


class Custom(msgspec.Struct):
    properties: dict[str, Property | None] = {}


class Definitions(msgspec.Struct):
    custom: Custom = msgspec.field(default_factory=Custom)


class SchemaInput(msgspec.Struct):
    definitions: Definitions = msgspec.field(default_factory=Definitions)


@bp.get("/meta/schemas/user/<id>", _READ)
def user(call: Call, id: str) -> dict[str, Any]:
    return _schema(call, _known(call, id))


@bp.post("/meta/schemas/user/<id>", _MANAGE)
def change_user(call: Call, id: str) -> dict[str, Any]:
    """Add, change or, with null, remove attributes of the org's own; the others stay."""
    schema = _known(call, id)
    for name, given in call.body(SchemaInput).definitions.custom.properties.items():
        if given is None:
            user_schema.remove_custom(call.db, name)
        else:
            user_schema.write_custom(call.db, _attribute(name, given))
    return _schema(call, schema)


@bp.get("/meta/types/user", "okta.userTypes.read")
def types(call: Call) -> list[dict[str, Any]]:
    return [_type(call)]


@bp.get("/meta/types/user/<id>", "okta.userTypes.read")
def one_type(call: Call, id: str) -> dict[str, Any]:
    if id not in ("default", call.server.org.user_type_id):
        raise not_found(id, "UserType")
    return _type(call)


def _known(call: Call, id: str) -> str:
    if id not in ("default", call.server.org.schema_id):
        raise not_found(id, "Schema")
    return call.server.org.schema_id


def _attribute(name: str, given: Property) -> Attribute:
    if not (name.isascii() and name.isidentifier() and len(name) <= _LONGEST_NAME):
        raise invalid("properties", f"{name[:80]}: is no variable name")
    if any(attribute.name == name for attribute in BASE):
        raise invalid("properties", f"{name}: is an attribute of the base schema")
    if given.type not in user_schema.TYPES:
        raise invalid("properties", f"{name}: the type must be one of {', '.join(user_schema.TYPES)}")
    return Attribute(
        name, given.title, given.type, given.required, given.minLength, given.maxLength, given.format, given.enum
    )


def _schema(call: Call, id: str) -> dict[str, Any]:
    custom = user_schema.custom(call.db)
    return {
        "id": call.url(f"/meta/schemas/user/{id}"),
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": "user",
        "title": "User",
        "definitions": {"base": _part("base", BASE), "custom": _part("custom", custom)},
        "type": "object",
        "properties": {"profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}},
    }


def _part(name: str, attributes: tuple[Attribute, ...]) -> dict[str, Any]:
    return {
        "id": f"#{name}",
        "type": "object",
        "properties": {attribute.name: _property(attribute) for attribute in attributes},
        "required": [attribute.name for attribute in attributes if attribute.required],
    }


def _property(attribute: Attribute) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": attribute.title, "type": attribute.type}
    optional = {
        "format": attribute.format,
        "minLength": attribute.least,
        "maxLength": attribute.most,
        "enum": list(attribute.enum),
        "required": attribute.required,
    }
    shown |= {name: value for name, value in optional.items() if value}
    return shown | {
        "mutability": "READ_WRITE",
        "scope": "NONE",
        "permissions": _SELF,
        "master": {"type": "PROFILE_MASTER"},
    }


def _type(call: Call) -> dict[str, Any]:
    org = call.server.org
    return {
        "id": org.user_type_id,
        "name": "user",
        "displayName": "User",
        "description": "Okta user profile template with default permission settings",
        "default": True,
        "_links": {
            "schema": {"href": call.url(f"/meta/schemas/user/{org.schema_id}")},
            "self": {"href": call.url(f"/meta/types/user/{org.user_type_id}")},
        },
    }
