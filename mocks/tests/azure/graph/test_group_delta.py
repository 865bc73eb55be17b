"""Changes of groups and of who is in them (fact sheet section 7.6)."""

from typing import Any

import pytest

from mocks.azure.directory import group_members, groups, objects, users
from mocks.azure.directory.groups import MEMBERS, Group
from mocks.azure.directory.users import USER, User
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_delta import whole_round
from mocks.tests.azure.graph.test_group_members import CAROL_ID, GRACE_ID, reference
from mocks.tests.azure.graph.test_groups import ALICE_ID, NEW, TEAM
from mocks.tests.cast import AZURE, BOARD, STAFF, TENANT
from mocks.tests.parties import Parties

USER_TYPE, GROUP_TYPE = "#microsoft.graph.user", "#microsoft.graph.group"


def member(id: str, type: str = USER_TYPE, *, gone: bool = False) -> dict[str, Any]:
    return {"@odata.type": type, "id": id} | ({"@removed": {"reason": "deleted"}} if gone else {})


def of(found: list[dict[str, Any]], id: str) -> dict[str, Any]:
    (one,) = [group for group in found if group["id"] == id]
    return one


def test_the_first_round_tells_every_group_with_its_members(graph: Graph) -> None:
    found, link = whole_round(graph, "/groups/delta")
    assert of(found, BOARD)["members@delta"] == [member(GRACE_ID)]
    assert of(found, STAFF)["displayName"] == "Staff"
    assert link.startswith(f"{AZURE}/v1.0/groups/delta?$deltatoken=")


def test_a_later_round_tells_who_came_and_who_went(graph: Graph) -> None:
    _, link = whole_round(graph, "/groups/delta")
    graph.post(f"/groups/{BOARD}/members/$ref", reference(CAROL_ID))
    graph.post(f"/groups/{BOARD}/members/$ref", reference(STAFF))
    graph.delete(f"/groups/{BOARD}/members/{GRACE_ID}/$ref")
    found, link = whole_round(graph, link)
    assert [group["id"] for group in found] == [BOARD]
    assert found[0]["members@delta"] == [member(CAROL_ID), member(STAFF, GROUP_TYPE), member(GRACE_ID, gone=True)]
    assert whole_round(graph, link)[0] == []


def test_who_came_and_went_within_a_round_is_gone(graph: Graph) -> None:
    _, link = whole_round(graph, "/groups/delta")
    graph.post(f"/groups/{BOARD}/members/$ref", reference(CAROL_ID))
    graph.delete(f"/groups/{BOARD}/members/{CAROL_ID}/$ref")
    found, _ = whole_round(graph, link)
    assert found[0]["members@delta"] == [member(CAROL_ID, gone=True)]


def test_members_are_told_where_they_were_selected(graph: Graph) -> None:
    """Fact sheet 7.6: without `$select`, or when `members` is in it."""
    _, names_only = whole_round(graph, "/groups/delta", select="displayName")
    found, with_members = whole_round(graph, "/groups/delta", select="displayName,members")
    assert of(found, STAFF) == {"id": STAFF, "displayName": "Staff", "members@delta": [member(ALICE_ID)]}
    graph.post(f"/groups/{BOARD}/members/$ref", reference(CAROL_ID))
    assert whole_round(graph, names_only)[0] == []
    (board,) = whole_round(graph, with_members)[0]
    assert board == {"id": BOARD, "displayName": "Board", "members@delta": [member(CAROL_ID)]}


def test_groups_come_and_go(graph: Graph) -> None:
    """`changed` where it can be restored, `deleted` where not; a new one comes with its members."""
    team = graph.post("/groups", TEAM)["id"]
    _, link = whole_round(graph, "/groups/delta")
    made = graph.post("/groups", NEW | {"members@odata.bind": [f"{AZURE}/v1.0/users/{ALICE_ID}"]})["id"]
    graph.delete(f"/groups/{team}")
    graph.delete(f"/groups/{STAFF}")
    found, _ = whole_round(graph, link)
    assert of(found, made)["members@delta"] == [member(ALICE_ID)]
    assert of(found, team) == {"id": team, "@removed": {"reason": "changed"}}
    assert of(found, STAFF) == {"id": STAFF, "@removed": {"reason": "deleted"}}


def test_a_member_group_that_is_deleted_is_a_member_less(graph: Graph) -> None:
    graph.post(f"/groups/{BOARD}/members/$ref", reference(STAFF))
    _, link = whole_round(graph, "/groups/delta", select="members")
    graph.delete(f"/groups/{STAFF}")
    found, _ = whole_round(graph, link)
    (told,) = of(found, BOARD)["members@delta"]
    assert (told["id"], told["@removed"]) == (STAFF, {"reason": "deleted"})


def test_a_deleted_person_is_a_member_less_and_more_again_when_restored(graph: Graph, parties: Parties) -> None:
    _, link = whole_round(graph, "/groups/delta", select="members")

    def mark(deleted: float | None) -> None:
        now = parties.clock.now().timestamp()
        with parties.azure.db() as db:
            record = objects.by_ids(db, USER, TENANT, [GRACE_ID])[GRACE_ID]
            objects.mark(db, USER, record, {"deleted_date_time": deleted}, now)
            group_members.announce(db, TENANT, GRACE_ID, now)

    mark(1.0)
    ((board,), link) = whole_round(graph, link)
    assert board == {"id": BOARD, "members@delta": [member(GRACE_ID, gone=True)]}
    mark(None)
    ((board,), link) = whole_round(graph, link)
    assert board == {"id": BOARD, "members@delta": [member(GRACE_ID)]}


def test_a_large_group_recurs_on_several_pages(graph: Graph, parties: Parties) -> None:
    """Fact sheet 7.6: callers merge; nobody is missed and nobody told twice."""
    now = parties.clock.now().timestamp()
    people = [f"77777777-0000-4000-8000-{number:012}" for number in range(2100)]
    crowd = "70000000-0000-4000-8000-000000000001"
    with parties.azure.db() as db:
        made = [User(id, TENANT, f"c{id[-6:]}@contoso.example", "C", None, None, None, True, None) for id in people]
        users.add(db, made, now)
        groups.add(db, Group(crowd, TENANT, "Crowd"), [])
        db.execute(MEMBERS.insert(), [{"group_id": crowd, "member_id": id} for id in people])
    found, link = whole_round(graph, "/groups/delta")
    told = [one["id"] for group in found if group["id"] == crowd for one in group["members@delta"]]
    assert told == people
    assert sum(group["id"] == crowd for group in found) == 3
    assert graph.get(link)["value"] == []


@pytest.mark.parametrize(("held", "status"), [("GroupMember.Read.All", 200), ("User.Read.All", 403)])
def test_permissions_decide(application: GraphOf, held: str, status: int) -> None:
    assert application(held).send("GET", "/groups/delta").status_code == status
