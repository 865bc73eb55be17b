"""The members and owners of a group at Graph (fact sheet section 7.7)."""

from typing import Any

import pytest

from mocks.azure.directory import changes
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_groups import ALICE_ID, NEW, TEAM
from mocks.tests.cast import ALICE, AVERY, AZURE, BOARD, STAFF, TENANT
from mocks.tests.parties import Parties

CAROL_ID, GRACE_ID = (f"00000000-0000-4000-8000-{number:012}" for number in (2, 4))


def reference(id: str, kind: str = "directoryObjects", base: str = AZURE) -> dict[str, str]:
    return {"@odata.id": f"{base}/v1.0/{kind}/{id}"}


def ids(answer: dict[str, Any]) -> list[str]:
    return [one["id"] for one in answer["value"]]


def test_members_are_objects_with_their_types(graph: Graph) -> None:
    graph.post(f"/groups/{BOARD}/members/$ref", reference(STAFF, "groups"))
    answer = graph.get(f"/groups/{BOARD}/members")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#directoryObjects"
    assert [one["@odata.type"] for one in answer["value"]] == ["#microsoft.graph.user", "#microsoft.graph.group"]
    assert ids(answer) == [GRACE_ID, STAFF]
    assert answer["value"][0]["userPrincipalName"] == "grace@contoso.example"
    (user, group) = graph.get(f"/groups/{BOARD}/members", select="id,displayName,userPrincipalName")["value"]
    assert set(user) == {"@odata.type", "id", "displayName", "userPrincipalName"}
    assert set(group) == {"@odata.type", "id", "displayName"}


def test_members_come_by_groups_too(graph: Graph) -> None:
    """A ring of groups has an end, and is no member of itself."""
    graph.post(f"/groups/{BOARD}/members/$ref", reference(STAFF))
    graph.post(f"/groups/{STAFF}/members/$ref", reference(BOARD))
    assert ids(graph.get(f"/groups/{BOARD}/transitiveMembers")) == [ALICE_ID, GRACE_ID, STAFF]


def test_pages_give_everybody_once(graph: Graph) -> None:
    for number in (1, 2, 3, 5, 20):
        graph.post(f"/groups/{BOARD}/members/$ref", reference(f"00000000-0000-4000-8000-{number:012}"))
    pages = graph.pages(f"/groups/{BOARD}/members", top="4")
    assert [len(page) for page in pages] == [4, 2]
    assert len({one["id"] for page in pages for one in page}) == 6


@pytest.mark.parametrize("base", [AZURE, "https://graph.microsoft.com"])
@pytest.mark.parametrize("kind", ["directoryObjects", "users"])
def test_a_member_comes_and_goes(graph: Graph, parties: Parties, base: str, kind: str) -> None:
    """204 both ways; each is a change of the group that names the member."""
    answer = graph.send("POST", f"/groups/{BOARD}/members/$ref", reference(CAROL_ID, kind, base))
    assert answer.status_code == 204
    assert ids(graph.get(f"/groups/{BOARD}/members")) == [CAROL_ID, GRACE_ID]
    assert graph.send("DELETE", f"/groups/{BOARD}/members/{CAROL_ID}/$ref").status_code == 204
    assert ids(graph.get(f"/groups/{BOARD}/members")) == [GRACE_ID]
    with parties.azure.db() as db:
        found = changes.after(db, TENANT, "group", 0, 9)
    assert [(one.object_id, one.member_id) for one in found] == [(BOARD, CAROL_ID)] * 2


def test_a_new_member_may_use_what_the_group_may(graph: Graph, parties: Parties) -> None:
    """The directory that Graph changes is the one that people sign in to."""
    graph.post(f"/groups/{BOARD}/members/$ref", reference(ALICE_ID))
    found = graph.post(f"/users/{ALICE_ID}/getMemberGroups", {"securityEnabledOnly": True})
    assert found["value"] == [BOARD, STAFF]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (reference(GRACE_ID), (400, "Request_BadRequest")),
        (reference(BOARD), (400, "Request_BadRequest")),
        (reference("99999999-0000-4000-8000-000000000001"), (404, "Request_ResourceNotFound")),
        ({"@odata.id": "https://evil.example/"}, (400, "Request_BadRequest")),
        ({"@odata.id": 7}, (400, "Request_BadRequest")),
        ({}, (400, "Request_BadRequest")),
    ],
)
def test_what_is_no_new_member_is_refused(graph: Graph, body: dict[str, Any], expected: tuple[int, str]) -> None:
    assert graph.refused("POST", f"/groups/{BOARD}/members/$ref", body) == expected


def test_a_repeated_member_is_told_as_such(graph: Graph) -> None:
    answer = graph.send("POST", f"/groups/{BOARD}/members/$ref", reference(GRACE_ID))
    assert "already exist" in answer.get_json()["error"]["message"]


def test_who_is_no_member_cannot_leave(graph: Graph) -> None:
    for member in (CAROL_ID, "x"):
        expected = (404, "Request_ResourceNotFound")
        assert graph.refused("DELETE", f"/groups/{BOARD}/members/{member}/$ref") == expected
    # The classic mistake: it would mean the person, not the membership.
    assert graph.send("DELETE", f"/groups/{BOARD}/members/{GRACE_ID}").status_code in (404, 405)
    assert ids(graph.get(f"/groups/{BOARD}/members")) == [GRACE_ID]


def test_a_microsoft_365_group_has_people_alone(graph: Graph) -> None:
    team = graph.post("/groups", TEAM)["id"]
    assert graph.refused("POST", f"/groups/{team}/members/$ref", reference(STAFF)) == (400, "Request_BadRequest")


def test_a_cast_shows_one_type_and_can_be_filtered(graph: Graph) -> None:
    graph.post(f"/groups/{BOARD}/members/$ref", reference(STAFF))
    assert ids(graph.get(f"/groups/{BOARD}/members/microsoft.graph.user")) == [GRACE_ID]
    assert ids(graph.get(f"/groups/{BOARD}/members/microsoft.graph.group")) == [STAFF]
    assert ids(graph.get(f"/groups/{BOARD}/members/graph.group")) == [STAFF]
    found = graph.get(f"/groups/{BOARD}/transitiveMembers/microsoft.graph.user", filter="startsWith(displayName,'A')")
    assert ids(found) == [ALICE_ID]
    assert found["value"][0]["@odata.type"] == "#microsoft.graph.user"
    assert graph.refused("GET", f"/groups/{BOARD}/members/microsoft.graph.device") == (400, "BadRequest")
    expected = (400, "Request_UnsupportedQuery")
    assert graph.refused("GET", f"/groups/{BOARD}/members", filter="displayName eq 'x'") == expected


def test_members_are_counted(graph: Graph) -> None:
    graph.post(f"/groups/{BOARD}/members/$ref", reference(STAFF))
    assert graph.advanced.get(f"/groups/{BOARD}/members/$count") == "2"
    assert graph.advanced.get(f"/groups/{BOARD}/transitiveMembers/microsoft.graph.user/$count") == "2"
    assert graph.advanced.get(f"/groups/{BOARD}/members", count="true")["@odata.count"] == 2
    assert graph.refused("GET", f"/groups/{BOARD}/members/$count") == (400, "Request_UnsupportedQuery")


def test_owners_come_and_go(graph: Graph) -> None:
    graph.post(f"/groups/{BOARD}/owners/$ref", reference(CAROL_ID))
    assert ids(graph.get(f"/groups/{BOARD}/owners")) == [CAROL_ID]
    for refused in (reference(CAROL_ID), reference(STAFF)):
        assert graph.refused("POST", f"/groups/{BOARD}/owners/$ref", refused) == (400, "Request_BadRequest")
    graph.delete(f"/groups/{BOARD}/owners/{CAROL_ID}/$ref")
    assert ids(graph.get(f"/groups/{BOARD}/owners")) == []
    assert graph.send("DELETE", f"/groups/{BOARD}/owners/{CAROL_ID}/$ref").status_code == 404


def test_who_may_not_read_people_sees_their_ids_alone(application: GraphOf) -> None:
    """Fact sheet 7.10."""
    program = application("GroupMember.ReadWrite.All")
    program.post(f"/groups/{BOARD}/members/$ref", reference(STAFF))
    user, group = program.get(f"/groups/{BOARD}/members")["value"]
    assert user == {"@odata.type": "#microsoft.graph.user", "id": GRACE_ID}
    assert group["displayName"] == "Staff"


def test_a_deleted_person_is_no_member(graph: Graph, parties: Parties) -> None:
    with parties.azure.db() as db:
        table = parties.azure.runtime.store.metadata.tables["users"]
        db.execute(table.update().where(table.c.id == GRACE_ID).values(deleted_date_time=1.0))
    assert ids(graph.get(f"/groups/{BOARD}/members")) == []


@pytest.mark.parametrize("path", ["/groups/x/members", f"/groups/{BOARD.replace('9', '8')}/owners", "/groups/x"])
def test_a_group_that_is_not_there_is_said_so(graph: Graph, path: str) -> None:
    assert graph.refused("GET", path) == (404, "Request_ResourceNotFound")


def test_a_person_may_manage_members_when_they_administer(person: GraphOf) -> None:
    path = f"/groups/{BOARD}/members/$ref"
    assert person(ALICE, "GroupMember.ReadWrite.All").send("POST", path, reference(CAROL_ID)).status_code == 403
    assert person(AVERY, "GroupMember.ReadWrite.All").send("POST", path, reference(CAROL_ID)).status_code == 204
    assert person(AVERY, "GroupMember.ReadWrite.All").send("POST", "/groups", NEW).status_code == 403
