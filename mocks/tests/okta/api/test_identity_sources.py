"""Identity sources as they are set up. Expectations: Okta fact sheet 9.1."""

from typing import Any

import pytest

from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.importing import Source


def test_a_source_has_safe_settings_at_first(admin: Admin) -> None:
    source = admin.get(Source(admin).path)
    assert source["matching"] == {"exact": "USERNAME", "attributes": [], "partial": True}
    assert source["departure"] == {
        "action": "DEACTIVATE",
        "reactivate": True,
        "unsuspend": True,
        "safeguard": 20,
        "least": 100,
    }
    assert (source["credential"], source["profileSource"], source["status"]) == ("FEDERATED", True, "ACTIVE")
    assert source["_embedded"] == {"results": {}, "lastSession": None}


def test_settings_are_changed(admin: Admin) -> None:
    source = Source(admin)
    source.change(name="Contoso", priority=3)
    found = admin.get(source.path)
    assert (found["name"], found["priority"], [one["id"] for one in admin.get("/identity-sources")]) == (
        "Contoso",
        3,
        [source.id],
    )


@pytest.mark.parametrize(
    "settings",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "Azure AD directory"},
        {"credential": "MAGIC"},
        {"matching": {"exact": "ATTRIBUTES"}},
        {"mapping": {"shoeSize": "appuser.shoe"}},
        {"mapping": {"title": "1 +"}},
        {"departure": {"safeguard": 101}},
        {"colour": "red"},
    ],
)
def test_what_is_no_source(admin: Admin, settings: dict[str, Any]) -> None:
    Source(admin)
    refused = admin.refused("POST", "/identity-sources", {"name": "Another", **settings})
    assert refused == (400, "E0000001")
    assert len(admin.get("/identity-sources")) == 1
