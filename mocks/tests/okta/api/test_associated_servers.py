"""Servers that trust each other. Expectations: Okta's Authorization Servers API, associated servers."""

import pytest

from mocks.tests.okta.api.admin import Admin

PATH = "/authorizationServers/default/associatedServers"


@pytest.fixture
def other(admin: Admin) -> str:
    id: str = admin.post("/authorizationServers", {"name": "Other", "audiences": ["api://other"]})["id"]
    return id


def test_trust_is_given_and_taken_back(admin: Admin, other: str) -> None:
    assert admin.get(PATH) == []
    (told,) = admin.post(PATH, {"trusted": [other, other]})
    assert told == admin.get(f"/authorizationServers/{other}")
    assert admin.post(PATH, {"trusted": [other]}) == [told]
    assert [server["id"] for server in admin.get(PATH, trusted="true")] == [other]
    assert admin.get(PATH, trusted="false") == []
    assert admin.get(f"/authorizationServers/{other}/associatedServers") == []
    assert admin.send("DELETE", f"{PATH}/{other}").status_code == 204
    assert admin.refused("DELETE", f"{PATH}/{other}") == (404, "E0000007")
    assert [server["id"] for server in admin.get(PATH, trusted="false", q="API://oth")] == [other]
    assert admin.get(PATH, trusted="false", q="nothing") == []


def test_what_is_refused(admin: Admin) -> None:
    assert admin.refused("POST", PATH, {"trusted": ["nobody"]}) == (404, "E0000007")
    assert admin.refused("POST", PATH, {"trusted": ["default"]}) == (400, "E0000001")
    assert admin.refused("POST", PATH, {}) == (400, "E0000001")
    assert admin.refused("GET", PATH, trusted="perhaps") == (400, "E0000001")
    assert admin.refused("GET", "/authorizationServers/nobody/associatedServers") == (404, "E0000007")


@pytest.mark.parametrize("trusting", ["default", "other"])
def test_a_server_that_goes_is_forgotten(admin: Admin, other: str, trusting: str) -> None:
    one, two = ("default", other) if trusting == "default" else (other, "default")
    admin.post(f"/authorizationServers/{one}/associatedServers", {"trusted": [two]})
    admin.delete(f"/authorizationServers/{other}")
    assert admin.get(PATH) == []
