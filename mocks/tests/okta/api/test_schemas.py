"""The schema of users through the management API. Expectations: Okta fact sheet 4.2 and 4.7."""

from typing import Any

import pytest

from mocks.tests.okta.api.admin import Admin

_PATH = "/meta/schemas/user/default"


def _custom(**properties: dict[str, Any] | None) -> dict[str, Any]:
    return {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": properties, "required": []}}}


def test_the_base_schema_has_its_31_attributes(admin: Admin) -> None:
    schema = admin.get(_PATH)
    base = schema["definitions"]["base"]
    assert len(base["properties"]) == 31
    assert set(base["required"]) == {"login", "firstName", "lastName", "email"}
    assert schema["definitions"]["custom"]["properties"] == {}
    assert admin.get(f"/meta/schemas/user/{schema['id'].rpartition('/')[2]}") == schema
    assert admin.refused("GET", "/meta/schemas/user/oscnowhere") == (404, "E0000007")


def test_an_attribute_of_the_orgs_own_can_be_used_once_it_is_there(admin: Admin) -> None:
    boots = {"profile": {"shoeSize": 44}}
    assert admin.refused("POST", "/users/me", boots) == (400, "E0000001")
    added = admin.post(_PATH, _custom(shoeSize={"title": "Shoe size", "type": "integer"}))
    assert added["definitions"]["custom"]["properties"]["shoeSize"]["type"] == "integer"
    assert admin.post("/users/me", boots)["profile"]["shoeSize"] == 44
    assert admin.refused("POST", "/users/me", {"profile": {"shoeSize": "44"}}) == (400, "E0000001")
    admin.post(_PATH, _custom(shoeSize={"title": "Shoe size", "type": "string", "maxLength": 2}))
    assert admin.refused("POST", "/users/me", {"profile": {"shoeSize": "444"}}) == (400, "E0000001")
    assert admin.post(_PATH, _custom(shoeSize=None))["definitions"]["custom"]["properties"] == {}


@pytest.mark.parametrize(
    "properties",
    [
        {"no name": {"title": "x"}},
        {"login": {"title": "x"}},
        {"ok": {"title": "x", "type": "colour"}},
        {"ok": {"type": "string"}},
    ],
)
def test_what_is_no_attribute(admin: Admin, properties: dict[str, Any]) -> None:
    assert admin.refused("POST", _PATH, _custom(**properties)) == (400, "E0000001")


def test_the_one_type_of_users(admin: Admin) -> None:
    (kind,) = admin.get("/meta/types/user")
    assert kind["default"]
    assert admin.get("/meta/types/user/default") == admin.get(f"/meta/types/user/{kind['id']}") == kind
    assert admin.get("/users/me")["type"] == {"id": kind["id"]}
    assert admin.refused("GET", "/meta/types/user/otynowhere") == (404, "E0000007")
