"""What somebody belongs to, at Graph (fact sheet section 7.7)."""

import pytest

from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_group_members import GRACE_ID, ids, reference
from mocks.tests.azure.graph.test_groups import ALICE_ID
from mocks.tests.cast import ALICE, APP_AT_AZURE, AVERY, AZURE, BOARD, GRACE, STAFF

AVERY_ID = "00000000-0000-4000-8000-000000000025"


@pytest.fixture
def nested(graph: Graph) -> Graph:
    """A directory in which the staff is part of the board."""
    graph.post(f"/groups/{BOARD}/members/$ref", reference(STAFF))
    return graph


def test_groups_by_name_and_by_other_groups(nested: Graph) -> None:
    answer = nested.get(f"/users/{ALICE_ID}/memberOf")
    assert ids(answer) == [STAFF]
    assert answer["value"][0]["@odata.type"] == "#microsoft.graph.group"
    assert ids(nested.get(f"/users/{ALICE.username}/transitiveMemberOf")) == [BOARD, STAFF]
    assert ids(nested.get(f"/groups/{STAFF}/memberOf")) == [BOARD]
    assert nested.advanced.get(f"/users/{ALICE_ID}/transitiveMemberOf/$count") == "2"
    assert nested.advanced.get(f"/groups/{STAFF}/transitiveMemberOf/$count") == "1"


def test_an_administrator_is_a_member_of_a_directory_role(graph: Graph) -> None:
    (role,) = graph.get(f"/users/{AVERY_ID}/memberOf")["value"]
    assert role["@odata.type"] == "#microsoft.graph.directoryRole"
    assert role["roleTemplateId"] == "62e90394-69f5-4237-9190-012177145e10"
    assert graph.advanced.get(f"/users/{AVERY_ID}/memberOf", count="true")["@odata.count"] == 1
    assert graph.post(f"/users/{AVERY_ID}/getMemberObjects", {"securityEnabledOnly": False})["value"] == [role["id"]]
    assert graph.post(f"/users/{AVERY_ID}/checkMemberObjects", {"ids": [role["id"], STAFF]})["value"] == [role["id"]]


def test_a_cast_is_an_advanced_query(nested: Graph) -> None:
    path = f"/users/{ALICE_ID}/transitiveMemberOf/microsoft.graph.group"
    assert nested.refused("GET", path) == (400, "Request_UnsupportedQuery")
    assert ids(nested.advanced.get(path, count="true", filter="displayName eq 'Board'")) == [BOARD]
    assert nested.advanced.get(f"{path}/$count") == "2"
    groups = f"/groups/{STAFF}/memberOf/microsoft.graph.group"
    assert ids(nested.advanced.get(groups, count="true")) == [BOARD]


def test_member_groups_are_told_by_their_ids(nested: Graph) -> None:
    answer = nested.post(f"/users/{ALICE_ID}/getMemberGroups", {"securityEnabledOnly": False})
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#Collection(Edm.String)"
    assert answer["value"] == [BOARD, STAFF]
    assert nested.post(f"/groups/{STAFF}/getMemberGroups", {"securityEnabledOnly": True})["value"] == [BOARD]
    assert nested.post(f"/directoryObjects/{ALICE_ID}/getMemberGroups", {})["value"] == [BOARD, STAFF]
    assert nested.post(f"/directoryObjects/{ALICE_ID}/checkMemberGroups", {"groupIds": [BOARD]})["value"] == [BOARD]


def test_groups_without_rights_can_be_left_out(graph: Graph) -> None:
    team = {"displayName": "T", "mailEnabled": True, "mailNickname": "t", "securityEnabled": False}
    made = graph.post("/groups", team | {"groupTypes": ["Unified"]})["id"]
    graph.post(f"/groups/{made}/members/$ref", reference(ALICE_ID))
    assert graph.post(f"/users/{ALICE_ID}/getMemberGroups", {"securityEnabledOnly": True})["value"] == [STAFF]
    assert set(graph.post(f"/users/{ALICE_ID}/getMemberGroups", {})["value"]) == {STAFF, made}


def test_memberships_are_checked(nested: Graph) -> None:
    asked = {"groupIds": [BOARD.upper(), STAFF, AVERY_ID]}
    assert nested.post(f"/users/{GRACE_ID}/checkMemberGroups", asked)["value"] == [BOARD]
    assert nested.post(f"/groups/{STAFF}/checkMemberGroups", asked)["value"] == [BOARD]
    for body in ({}, {"groupIds": [BOARD] * 21}, {"groupIds": "x"}, {"groupIds": [1]}):
        assert nested.refused("POST", f"/users/{GRACE_ID}/checkMemberGroups", body) == (400, "Request_BadRequest")


def test_an_application_is_in_groups_too(nested: Graph) -> None:
    home = nested.get(f"/servicePrincipals(appId='{APP_AT_AZURE}')")["id"]
    nested.post(f"/groups/{STAFF}/members/$ref", reference(home, "servicePrincipals"))
    path = f"/servicePrincipals/{home}"
    assert ids(nested.get(f"{path}/memberOf")) == [STAFF]
    assert ids(nested.get(f"{path}/transitiveMemberOf")) == [BOARD, STAFF]
    assert nested.post(f"{path}/getMemberGroups", {"securityEnabledOnly": True})["value"] == [BOARD, STAFF]
    assert nested.post(f"{path}/checkMemberGroups", {"groupIds": [BOARD]})["value"] == [BOARD]
    assert nested.refused("POST", f"/groups/{home}/getMemberGroups", {}) == (404, "Request_ResourceNotFound")


def test_people_may_ask_about_themselves_alone(person: GraphOf) -> None:
    """Fact sheet 7.10: User.Read is enough for what is one's own."""
    grace = person(GRACE, "User.Read")
    assert grace.get("/me/memberOf")["value"] == [{"@odata.type": "#microsoft.graph.group", "id": BOARD}]
    assert grace.post("/me/getMemberGroups", {"securityEnabledOnly": True})["value"] == [BOARD]
    assert grace.refused("GET", f"/users/{ALICE_ID}/memberOf") == (403, "Authorization_RequestDenied")
    assert person(AVERY, "GroupMember.Read.All").refused("GET", f"/users/{ALICE_ID}/memberOf")[0] == 403


def test_objects_are_found_whatever_their_type(graph: Graph) -> None:
    """Fact sheet 7.7: getByIds, typed, at most a thousand; ids that nobody has are left out."""
    asked = {"ids": [BOARD, ALICE_ID, "x"], "types": ["user", "group"]}
    found = graph.post("/directoryObjects/getByIds", asked)["value"]
    assert [one["@odata.type"] for one in found] == ["#microsoft.graph.group", "#microsoft.graph.user"]
    assert ids(graph.post("/directoryObjects/getByIds", asked | {"types": ["user"]})) == [ALICE_ID]
    assert len(graph.post("/directoryObjects/getByIds", asked | {"types": ["directoryObject"]})["value"]) == 2
    assert graph.get(f"/directoryObjects/{ALICE_ID}")["userPrincipalName"] == ALICE.username
    assert graph.refused("GET", "/directoryObjects/x") == (404, "Request_ResourceNotFound")
    bodies: list[dict[str, list[str]]] = [{}, {"ids": []}, {"ids": ["x"] * 1001}]
    for body in bodies:
        assert graph.refused("POST", "/directoryObjects/getByIds", body) == (400, "Request_BadRequest")
