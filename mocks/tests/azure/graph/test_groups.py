"""Groups at Graph: what they look like, how they are made, changed and deleted (fact sheet section 7.7)."""

from typing import Any

import pytest

from mocks.azure.directory import changes
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.cast import ALICE, AVERY, AZURE, BOARD, STAFF, TENANT
from mocks.tests.parties import Parties

NEW = {"displayName": "Sales", "mailEnabled": False, "mailNickname": "sales", "securityEnabled": True}
TEAM = NEW | {"mailEnabled": True, "securityEnabled": False, "groupTypes": ["Unified"]}
ALICE_ID = "00000000-0000-4000-8000-000000000001"


def names(groups: list[dict[str, Any]]) -> list[str]:
    return sorted(group["displayName"] for group in groups)


def test_the_groups_of_the_tenant_are_listed(graph: Graph) -> None:
    answer = graph.get("/groups")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#groups"
    assert names(answer["value"]) == ["Board", "Staff"]
    board = next(group for group in answer["value"] if group["id"] == BOARD)
    assert (board["groupTypes"], board["securityEnabled"], board["mailEnabled"]) == ([], True, False)
    assert board["securityIdentifier"].startswith("S-1-12-1-")


def test_groups_are_found_by_filter_search_and_number(graph: Graph) -> None:
    assert names(graph.get("/groups", filter="displayName eq 'staff'")["value"]) == ["Staff"]
    assert names(graph.get("/groups", filter="securityEnabled eq true and startsWith(displayName,'B')")["value"]) == [
        "Board"
    ]
    assert names(graph.advanced.get("/groups", search='"displayName:sta"')["value"]) == ["Staff"]
    assert graph.advanced.get("/groups/$count") == "2"
    assert graph.get("/groups", orderby="displayName desc", select="displayName")["value"][0] == {
        "displayName": "Staff"
    }
    graph.post("/groups", TEAM)
    assert names(graph.get("/groups", filter="groupTypes/any(t:t eq 'Unified')")["value"]) == ["Sales"]


def test_a_group_is_made(graph: Graph, parties: Parties) -> None:
    """201 with the object and its address; the change log knows."""
    answer = graph.send("POST", "/groups", NEW | {"description": "Who sells", "@odata.type": "#microsoft.graph.group"})
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{AZURE}/v1.0/groups/{made['id']}"
    assert (made["description"], made["mail"], made["visibility"]) == ("Who sells", None, None)
    assert made["createdDateTime"] == parties.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert graph.get(f"/groups/{made['id']}")["displayName"] == "Sales"
    with parties.azure.db() as db:
        assert [change.object_id for change in changes.after(db, TENANT, "group", 0, 9)] == [made["id"]]


def test_a_microsoft_365_group_has_an_address_of_its_own(graph: Graph) -> None:
    made = graph.post("/groups", TEAM)
    assert (made["mail"], made["visibility"]) == ("sales@contoso.example", "Public")
    assert made["proxyAddresses"] == ["SMTP:sales@contoso.example"]
    assert graph.refused("POST", "/groups", TEAM) == (400, "Request_BadRequest")
    graph.patch(f"/groups/{made['id']}", {"mailNickname": "seller", "visibility": "Private"})
    changed = graph.get(f"/groups/{made['id']}")
    assert (changed["mail"], changed["visibility"]) == ("seller@contoso.example", "Private")


@pytest.mark.parametrize(
    "body",
    [
        {name: value for name, value in NEW.items() if name != "displayName"},
        {name: value for name, value in NEW.items() if name != "mailNickname"},
        NEW | {"displayName": ""},
        NEW | {"displayName": None},
        NEW | {"displayName": "x" * 257},
        NEW | {"displayName": "a\0b"},
        NEW | {"mailNickname": "with space"},
        NEW | {"mailNickname": "a@b"},
        NEW | {"securityEnabled": False},
        NEW | {"securityEnabled": "true"},
        NEW | {"mailEnabled": True},
        NEW | {"groupTypes": ["Unified"]},
        NEW | {"groupTypes": ["DynamicMembership"]},
        NEW | {"visibility": "Secret"},
        NEW | {"id": BOARD},
        NEW | {"flavour": "sweet"},
        NEW | {"members@odata.bind": [f"{AZURE}/v1.0/users/{ALICE_ID}"] * 21},
        NEW | {"members@odata.bind": "x"},
        NEW | {"members@odata.bind": ["x"]},
    ],
)
def test_what_makes_no_group_is_refused(graph: Graph, body: dict[str, Any]) -> None:
    assert graph.refused("POST", "/groups", body) == (400, "Request_BadRequest")
    assert names(graph.get("/groups")["value"]) == ["Board", "Staff"]


def test_members_and_owners_may_come_with_the_group(graph: Graph) -> None:
    """Fact sheet 7.7: `members@odata.bind`, 20 at most; who is not there is 404, and nothing is made."""
    reference = f"{AZURE}/v1.0/users/{ALICE_ID}"
    made = graph.post("/groups", NEW | {"members@odata.bind": [reference], "owners@odata.bind": [reference]})
    for collection in ("members", "owners"):
        assert [one["id"] for one in graph.get(f"/groups/{made['id']}/{collection}")["value"]] == [ALICE_ID]
    nobody = reference.replace("-000000000001", "-999999999999")
    status, code = graph.refused("POST", "/groups", NEW | {"members@odata.bind": [nobody]})
    assert (status, code) == (404, "Request_ResourceNotFound")
    assert names(graph.get("/groups")["value"]) == ["Board", "Sales", "Staff"]
    graph.patch(f"/groups/{BOARD}", {"members@odata.bind": [reference]})
    assert ALICE_ID in [one["id"] for one in graph.get(f"/groups/{BOARD}/members")["value"]]


def test_a_group_changes(graph: Graph) -> None:
    assert graph.send("PATCH", f"/groups/{BOARD}", {"displayName": "Directors"}).status_code == 204
    graph.patch(f"/groups/{BOARD}", {"description": "Who decides"})
    changed = graph.get(f"/groups/{BOARD}", select="displayName,description")
    assert changed["displayName"] == "Directors"
    assert changed["description"] == "Who decides"
    for body in ({"displayName": None}, {"isAssignableToRole": True}, {"securityEnabled": False}, {"x": 1}):
        assert graph.refused("PATCH", f"/groups/{BOARD}", body) == (400, "Request_BadRequest"), body


def test_a_security_group_is_gone_at_once(graph: Graph, parties: Parties) -> None:
    assert graph.send("DELETE", f"/groups/{STAFF}").status_code == 204
    assert graph.refused("GET", f"/groups/{STAFF}") == (404, "Request_ResourceNotFound")
    assert STAFF not in repr(parties.azure.rows("groups", "group_members", "app_role_assignments"))


def test_a_microsoft_365_group_is_deleted_softly(graph: Graph, parties: Parties) -> None:
    """It is in nobody's memberships any more, and keeps its members."""
    made = graph.post("/groups", TEAM | {"members@odata.bind": [f"{AZURE}/v1.0/users/{ALICE_ID}"]})
    graph.delete(f"/groups/{made['id']}")
    assert graph.refused("GET", f"/groups/{made['id']}") == (404, "Request_ResourceNotFound")
    assert [group["displayName"] for group in graph.get(f"/users/{ALICE_ID}/memberOf")["value"]] == ["Staff"]
    assert (made["id"], ALICE_ID) in parties.azure.rows("group_members")["group_members"]


@pytest.mark.parametrize(
    ("held", "reads", "writes"),
    [
        ("GroupMember.Read.All", 200, 403),
        ("Group.Read.All", 200, 403),
        ("Directory.Read.All", 200, 403),
        ("Group.ReadWrite.All", 200, 201),
        ("User.ReadWrite.All", 403, 403),
        ("GroupMember.ReadWrite.All", 200, 403),
    ],
)
def test_permissions_decide(application: GraphOf, held: str, reads: int, writes: int) -> None:
    """Fact sheet 7.10."""
    program = application(held)
    assert program.send("GET", "/groups").status_code == reads
    assert program.send("POST", "/groups", NEW).status_code == writes


def test_a_person_needs_rights_of_their_own_to_write(person: GraphOf) -> None:
    assert person(ALICE, "Group.ReadWrite.All").send("POST", "/groups", NEW).status_code == 403
    assert person(AVERY, "Group.ReadWrite.All").send("POST", "/groups", NEW).status_code == 201


def test_what_was_changed_is_written_down(graph: Graph, person: GraphOf, parties: Parties) -> None:
    graph.post("/groups", NEW)
    person(AVERY, "Group.ReadWrite.All").delete(f"/groups/{STAFF}")
    rows = parties.azure.rows("directory_audits")["directory_audits"]
    assert sorted((row[3], row[5]) for row in rows) == [("Add group", "Add"), ("Delete group", "Delete")]
    by = {row[3]: row[7] for row in rows}
    assert AVERY.username in by["Delete group"]
    assert '"displayName":"Contoso Home"' in by["Add group"]
