"""Groups through the management API. Expectations: Okta fact sheet 4.6."""

from typing import Any

import pytest

from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin


def _add(admin: Admin, name: str, description: str | None = None) -> dict[str, Any]:
    group: dict[str, Any] = admin.post("/groups", {"profile": {"name": name, "description": description}})
    return group


def test_a_group_from_first_to_last(admin: Admin) -> None:
    group = _add(admin, "Sales", "Who sells")
    assert (group["type"], group["objectClass"]) == ("OKTA_GROUP", ["okta:user_group"])
    assert group["id"].startswith("00g")
    assert admin.get(f"/groups/{group['id']}") == group
    renamed = admin.put(f"/groups/{group['id']}", {"profile": {"name": "Selling"}})
    assert renamed["profile"] == {"name": "Selling", "description": None}
    admin.delete(f"/groups/{group['id']}")
    assert admin.refused("GET", f"/groups/{group['id']}") == (404, "E0000007")


@pytest.mark.parametrize(
    "profile",
    [
        {},
        {"name": " "},
        {"name": "x" * 256},
        {"name": "ok", "description": "x" * 1025},
        {"name": 7},
        {"name": "Everyone"},
    ],
)
def test_what_is_no_group(admin: Admin, profile: dict[str, Any]) -> None:
    assert admin.refused("POST", "/groups", {"profile": profile}) == (400, "E0000001")


def test_the_longest_name_is_accepted(admin: Admin) -> None:
    assert _add(admin, "ü" * 255)["profile"]["name"] == "ü" * 255


def test_everyone_is_found_whatever_the_case_and_cannot_be_changed(admin: Admin) -> None:
    """Pitfall 15 and the CLI's own search: exactly one, in whatever case."""
    found = admin.get("/groups", search='profile.name eq "everyone"')
    assert [(group["profile"]["name"], group["type"]) for group in found] == [("Everyone", "BUILT_IN")]
    path = f"/groups/{found[0]['id']}"
    assert admin.refused("DELETE", path) == (403, "E0000111")
    assert admin.refused("PUT", path, {"profile": {"name": "Nobody"}}) == (403, "E0000111")
    assert admin.refused("PUT", f"{path}/users/me") == (403, "E0000111")
    assert cast.OLIVIA.username in {user["profile"]["login"] for user in admin.get(f"{path}/users")}


def test_members_come_and_go(admin: Admin) -> None:
    id = _add(admin, "Sales")["id"]
    for _ in range(2):
        admin.put(f"/groups/{id}/users/{cast.OLIVIA.username}")
    admin.put(f"/groups/{id}/users/{cast.ERIN.username}")
    pages = admin.pages(f"/groups/{id}/users", limit=1)
    logins = sorted(user["profile"]["login"] for page in pages for user in page)
    assert logins == sorted([cast.OLIVIA.username, cast.ERIN.username])
    assert id in {group["id"] for group in admin.get(f"/users/{cast.ERIN.username}/groups")}
    for _ in range(2):
        admin.delete(f"/groups/{id}/users/{cast.ERIN.username}")
    assert [user["profile"]["login"] for user in admin.get(f"/groups/{id}/users")] == [cast.OLIVIA.username]
    admin.delete(f"/groups/{id}")
    assert id not in {group["id"] for group in admin.get("/users/me/groups")}


def test_ways_to_look_for_groups(admin: Admin) -> None:
    for number in range(5):
        _add(admin, f"Team {number}", f"number {number}")
    pages = admin.pages("/groups", limit=2)
    assert len({group["id"] for page in pages for group in page}) >= 5
    assert len(admin.get("/groups", q="team")) == 5
    assert admin.get("/groups", q="eam") == []
    assert len(admin.get("/groups", search='profile.name sw "TEAM" and type eq "OKTA_GROUP"')) == 5
    assert [group["profile"]["name"] for group in admin.get("/groups", filter='type eq "BUILT_IN"')] == ["Everyone"]
    assert admin.refused("GET", "/groups", filter='profile.name eq "x"') == (400, "E0000031")
    assert admin.refused("GET", "/groups", q="x", search='type eq "x"') == (400, "E0000033")
    assert admin.refused("GET", "/groups", after="WzFd") == (400, "E0000029")
