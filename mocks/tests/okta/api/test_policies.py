"""Policies through the management API. Expectations: Okta fact sheet 6.1."""

from typing import Any

import pytest

from mocks.tests.okta.api.admin import Admin


def discovery(admin: Admin) -> dict[str, Any]:
    (policy,) = admin.get("/policies", type="IDP_DISCOVERY")
    found: dict[str, Any] = policy
    return found


def test_the_type_must_be_given(admin: Admin) -> None:
    assert admin.refused("GET", "/policies") == (400, "E0000001")
    assert admin.refused("GET", "/policies", type="X") == (400, "E0000001")


def test_the_org_has_one_policy_for_discovery(admin: Admin) -> None:
    """Okta fact sheet 3.8: a system policy, without conditions."""
    policy = discovery(admin)
    assert (policy["status"], policy["system"], policy["conditions"]) == ("ACTIVE", True, None)
    assert admin.get(f"/policies/{policy['id']}") == policy
    rules = admin.get(f"/policies/{policy['id']}", expand="rules")["_embedded"]["rules"]
    assert [rule["name"] for rule in rules] == ["Contoso", "Contractors", "Default Rule"]


def test_it_stays(admin: Admin) -> None:
    id = discovery(admin)["id"]
    assert admin.refused("DELETE", f"/policies/{id}") == (403, "E0000111")
    assert admin.refused("POST", f"/policies/{id}/lifecycle/deactivate") == (403, "E0000111")
    assert admin.refused("POST", "/policies", {"type": "IDP_DISCOVERY", "name": "Another"}) == (400, "E0000001")
    assert admin.post(f"/policies/{id}/lifecycle/activate") is None


def test_it_may_be_renamed(admin: Admin) -> None:
    id = discovery(admin)["id"]
    changed = admin.put(f"/policies/{id}", {"type": "IDP_DISCOVERY", "name": "Where to", "description": "x"})
    assert (changed["name"], changed["description"], changed["priority"]) == ("Where to", "x", 1)


@pytest.mark.parametrize("path", ["/policies/00pnobody", "/policies/00pnobody/rules"])
def test_what_is_not_there_is_said_so(admin: Admin, path: str) -> None:
    assert admin.refused("GET", path) == (404, "E0000007")
