"""Which applications have an authentication policy. Expectations: Okta fact sheet 5.1 and 6.1."""

from typing import Any

import pytest

from mocks.tests.cast import APP_AT_OKTA, SECOND_APP_AT_OKTA
from mocks.tests.okta.api.admin import Admin


@pytest.fixture
def default(admin: Admin) -> str:
    id: str = admin.get("/policies", type="ACCESS_POLICY")[-1]["id"]
    return id


@pytest.fixture
def strict(admin: Admin) -> str:
    """The path of a policy of its own."""
    return f"/policies/{admin.post('/policies', {'type': 'ACCESS_POLICY', 'name': 'Strict'})['id']}"


def mapped(admin: Admin, path: str) -> list[str]:
    return [mapping["id"] for mapping in admin.get(f"{path}/mappings")]


def policy_of(admin: Admin, app_id: str) -> Any:
    return admin.get(f"/apps/{app_id}")["_links"]["accessPolicy"]["href"]


def test_an_application_has_the_default_policy(admin: Admin, default: str) -> None:
    assert policy_of(admin, APP_AT_OKTA).endswith(f"/api/v1/policies/{default}")
    assert {APP_AT_OKTA, SECOND_APP_AT_OKTA} <= set(mapped(admin, f"/policies/{default}"))


def test_another_policy_is_given_to_it(admin: Admin, default: str, strict: str) -> None:
    assert admin.put(f"/apps/{APP_AT_OKTA}{strict}") is None
    assert mapped(admin, strict) == [APP_AT_OKTA]
    assert APP_AT_OKTA not in mapped(admin, f"/policies/{default}")
    assert policy_of(admin, APP_AT_OKTA).endswith(strict)
    assert admin.get(f"{strict}/app")[0]["id"] == APP_AT_OKTA
    admin.put(f"/apps/{APP_AT_OKTA}/policies/{default}")
    assert mapped(admin, strict) == []


def test_a_mapping_is_made_and_taken_away(admin: Admin, strict: str) -> None:
    made = admin.post(f"{strict}/mappings", {"resourceId": SECOND_APP_AT_OKTA, "resourceType": "APP"})
    path = f"{strict}/mappings/{made['id']}"
    assert admin.get(path) == made
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


def test_applications_survive_their_policy(admin: Admin, default: str, strict: str) -> None:
    admin.put(f"/apps/{APP_AT_OKTA}{strict}")
    admin.delete(strict)
    assert APP_AT_OKTA in mapped(admin, f"/policies/{default}")


def test_what_is_no_such_policy_is_refused(admin: Admin, default: str) -> None:
    password = admin.get("/policies", type="PASSWORD")[0]["id"]
    assert admin.refused("PUT", f"/apps/{APP_AT_OKTA}/policies/{password}") == (400, "E0000001")
    assert admin.refused("PUT", f"/apps/{APP_AT_OKTA}/policies/00pnobody") == (404, "E0000007")
    assert admin.refused("PUT", f"/apps/0oanobody/policies/{default}") == (404, "E0000007")
    assert admin.refused("DELETE", f"/policies/{default}/mappings/{APP_AT_OKTA}") == (403, "E0000111")
