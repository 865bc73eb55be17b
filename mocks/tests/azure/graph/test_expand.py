"""`$expand` (fact sheet section 7.2)."""

import pytest

from mocks.azure.directory import users
from mocks.azure.directory.groups import MEMBERS
from mocks.azure.directory.users import User
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_group_members import CAROL_ID, GRACE_ID, ids, reference
from mocks.tests.azure.graph.test_groups import ALICE_ID
from mocks.tests.cast import AZURE, BOARD, STAFF, TENANT
from mocks.tests.parties import Parties


def test_members_are_told_with_their_group(graph: Graph) -> None:
    answer = graph.get("/groups", expand="members($select=id,displayName)", select="id")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#groups(id,members())"
    board = next(group for group in answer["value"] if group["id"] == BOARD)
    shown = {"@odata.type": "#microsoft.graph.user", "id": GRACE_ID, "displayName": "Grace Games"}
    assert board == {"id": BOARD, "members": [shown]}
    one = graph.get(f"/groups/{BOARD}", expand="members")
    assert one["members"][0]["userPrincipalName"] == "grace@contoso.example"
    assert one["displayName"] == "Board"


def test_twenty_at_most_are_told(graph: Graph, parties: Parties) -> None:
    people = [f"77777777-0000-4000-8000-{number:012}" for number in range(25)]
    with parties.azure.db() as db:
        made = [User(id, TENANT, f"c{id[-6:]}@contoso.example", "C", None, None, None, True, None) for id in people]
        users.add(db, made, parties.clock.now().timestamp())
        db.execute(MEMBERS.insert(), [{"group_id": STAFF, "member_id": id} for id in people])
    assert len(graph.get(f"/groups/{STAFF}", expand="members")["members"]) == 20


def test_managers_and_groups_are_told_with_people(graph: Graph) -> None:
    graph.put(f"/users/{ALICE_ID}/manager/$ref", reference(CAROL_ID))
    alice = graph.get(f"/users/{ALICE_ID}", expand="manager($select=displayName)", select="id")
    assert alice["manager"] == {"@odata.type": "#microsoft.graph.user", "displayName": "Carol Cames"}
    assert "manager" not in graph.get(f"/users/{CAROL_ID}", expand="manager")
    assert ids({"value": graph.get(f"/users/{CAROL_ID}", expand="directReports")["directReports"]}) == [ALICE_ID]
    everybody = graph.get("/users", expand="memberOf($select=id)", select="id")["value"]
    told = {user["id"]: [group["id"] for group in user["memberOf"]] for user in everybody}
    assert (told[ALICE_ID], told[CAROL_ID]) == ([STAFF], [])


@pytest.mark.parametrize("expand", ["flavour", "members,owners", "members($expand=manager)", "(", "manager"])
def test_what_cannot_be_expanded_is_said_so(graph: Graph, expand: str) -> None:
    assert graph.refused("GET", "/groups", expand=expand) == (400, "Request_BadRequest")


def test_the_relation_needs_a_permission_of_its_own(application: GraphOf) -> None:
    program = application("User.Read.All")
    expected = (403, "Authorization_RequestDenied")
    assert program.refused("GET", f"/users/{ALICE_ID}", expand="memberOf") == expected
    assert program.refused("GET", "/users", expand="memberOf") == expected
