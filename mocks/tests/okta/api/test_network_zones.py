"""Network zones through the management API."""

from typing import Any

import pytest

from mocks.okta.directory.network_zones import holds
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import session_rule

SENT: dict[str, Any] = {"type": "IP", "name": "Office", "gateways": [{"type": "CIDR", "value": "10.0.0.0/8"}]}


def test_a_zone_lives_and_goes(admin: Admin) -> None:
    made = admin.post("/zones", SENT)
    assert SENT.items() <= made.items()
    path = f"/zones/{made['id']}"
    assert admin.get(path) == made
    assert [zone["id"] for zone in admin.get("/zones")] == [made["id"]]
    assert admin.post(f"{path}/lifecycle/deactivate")["status"] == "INACTIVE"
    assert admin.post(f"{path}/lifecycle/activate")["status"] == "ACTIVE"
    ranged = SENT | {"gateways": [{"type": "RANGE", "value": "10.0.0.1-10.0.0.9"}]}
    assert admin.put(path, ranged)["gateways"] == ranged["gateways"]
    admin.delete(path)
    assert admin.refused("GET", path) == (404, "E0000007")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"gateways": []},
        {"gateways": [{"value": "everywhere"}]},
        {"gateways": [{"value": "10.0.0.9-somewhere"}]},
        {"type": "DYNAMIC"},
    ],
)
def test_what_is_wrong_is_refused(admin: Admin, changes: dict[str, Any]) -> None:
    assert admin.refused("POST", "/zones", SENT | changes) == (400, "E0000001")
    assert admin.get("/zones") == []


def test_a_name_is_taken_once(admin: Admin) -> None:
    admin.post("/zones", SENT)
    assert admin.refused("POST", "/zones", SENT) == (400, "E0000001")


def test_a_zone_that_a_rule_names_stays(admin: Admin) -> None:
    """Else the rule would be for another network than its administrator said."""
    zone = admin.post("/zones", SENT)["id"]
    rule = session_rule(admin, {"network": {"connection": "ZONE", "include": [zone]}})
    assert admin.refused("DELETE", f"/zones/{zone}") == (400, "E0000001")
    admin.delete(rule)
    admin.delete(f"/zones/{zone}")


@pytest.mark.parametrize(
    ("gateway", "address", "inside"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.0.0.7", "10.0.0.7", True),
        ("10.0.0.7", "10.0.0.8", False),
        ("10.0.0.1-10.0.0.9", "10.0.0.9", True),
        ("10.0.0.1-10.0.0.9", "10.0.0.10", False),
        ("::1/128", "::1", True),
        ("::1-::9", "0.0.0.5", False),
    ],
)
def test_what_is_inside(gateway: str, address: str, inside: bool) -> None:
    assert holds(gateway, address) is inside
