"""Delta queries (fact sheet section 7.6): nothing may be missed, whatever happens between two calls."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from mocks.azure.directory import objects, user_lifecycle, users
from mocks.azure.directory.changes import KEPT
from mocks.azure.directory.users import USER, User
from mocks.kit import snapshots
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.cast import ALICE, AZURE, CAROL, TENANT
from mocks.tests.parties import Parties

ALICES_ID, CAROLS_ID = (f"00000000-0000-4000-8000-{number:012}" for number in (1, 2))
Values = dict[str, Any]


@pytest.fixture
def write(parties: Parties) -> "Write":
    return Write(parties)


class Write:
    """Changes of the directory, as its own pages and Graph make them."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties

    @property
    def _now(self) -> float:
        return self._parties.clock.now().timestamp()

    def values(self, id: str, **values: Any) -> None:
        with self._parties.azure.db() as db:
            record = objects.by_id(db, USER, TENANT, id)
            assert record
            objects.update(db, USER, record, values, self._now)

    def new(self, number: int) -> str:
        id, name = f"aaaaaaaa-0000-4000-8000-{number:012}", f"new{number}@contoso.example"
        record = {"id": id, "tenant_id": TENANT, "user_principal_name": name, "upn_key": name}
        with self._parties.azure.db() as db:
            objects.insert(db, USER, record | {"display_name": f"New {number}", "account_enabled": True}, self._now)
        return id

    def deleted(self, id: str) -> None:
        with self._parties.azure.db() as db:
            user_lifecycle.delete(db, objects.by_ids(db, USER, TENANT, [id])[id], self._now)

    def restored(self, id: str) -> None:
        with self._parties.azure.db() as db:
            user_lifecycle.restore(db, objects.by_ids(db, USER, TENANT, [id])[id], self._now)

    def removed(self, id: str) -> None:
        with self._parties.azure.db() as db:
            user_lifecycle.remove(db, objects.by_ids(db, USER, TENANT, [id])[id], self._now)

    def led(self, id: str, manager_id: str | None) -> None:
        with self._parties.azure.db() as db:
            user_lifecycle.lead(db, objects.by_ids(db, USER, TENANT, [id])[id], manager_id, self._now)


def whole_round(graph: Graph, link: str, **query: str) -> tuple[list[Values], str]:
    """Return all that a round tells, and the link to the next one."""
    answer = graph.get(link, **query)
    found = list(answer["value"])
    while "@odata.nextLink" in answer:
        assert "@odata.deltaLink" not in answer
        answer = graph.get(answer["@odata.nextLink"])
        found += answer["value"]
    return found, answer["@odata.deltaLink"]


@pytest.mark.parametrize("path", ["/users/delta", "/users/delta()", "/users/microsoft.graph.delta()"])
def test_the_first_round_tells_everybody(graph: Graph, path: str) -> None:
    """In every spelling; what is not set is left out, and the link ends with a delta token."""
    found, link = whole_round(graph, path)
    assert len(found) == 11
    alice = next(user for user in found if user["id"] == ALICES_ID)
    assert alice["userPrincipalName"] == ALICE.username
    assert "jobTitle" not in alice
    assert link.startswith(f"{AZURE}/v1.0/users/delta?$deltatoken=")
    assert graph.get(link)["value"] == []


def test_a_later_round_tells_what_changed_with_all_it_told_before(graph: Graph, write: Write) -> None:
    """What was emptied is told as null: a mirror must hear of it."""
    write.values(ALICES_ID, department="Sales", job_title="Clerk")
    _, link = whole_round(graph, "/users/delta", select="displayName,jobTitle,mail,city")
    write.values(ALICES_ID, job_title=None)
    write.values(CAROLS_ID, mail="carol@elsewhere.example")
    found, _ = whole_round(graph, link)
    assert found == [
        {"displayName": "Alice Aames", "jobTitle": None, "mail": ALICE.username, "id": ALICES_ID},
        {"displayName": "Carol Cames", "mail": "carol@elsewhere.example", "id": CAROLS_ID},
    ]


def test_only_selected_properties_count(graph: Graph, write: Write) -> None:
    """And a page that is empty for that reason goes on."""
    _, link = whole_round(graph, "/users/delta", select="displayName")
    for number in range(105):
        write.values(ALICES_ID, department=f"Number {number}")
    assert graph.get(link)["value"] == []
    assert "@odata.nextLink" in graph.get(link)
    write.values(CAROLS_ID, display_name="Carol Clark")
    found, _ = whole_round(graph, link)
    assert [user["displayName"] for user in found] == ["Carol Clark"]


def test_coming_and_going(graph: Graph, write: Write, parties: Parties) -> None:
    """Fact sheet 7.6: `changed` while it can be restored, `deleted` when it is gone; restored, it is a usual object."""
    _, link = whole_round(graph, "/users/delta", select="displayName")
    new = write.new(1)
    write.deleted(ALICES_ID)
    write.deleted(CAROLS_ID)
    write.removed(CAROLS_ID)
    found, link = whole_round(graph, link)
    assert found == [
        {"displayName": "New 1", "id": new},
        {"id": ALICES_ID, "@removed": {"reason": "changed"}},
        {"id": CAROLS_ID, "@removed": {"reason": "deleted"}},
    ]
    write.restored(ALICES_ID)
    found, _ = whole_round(graph, link)
    assert found == [{"displayName": "Alice Aames", "id": ALICES_ID}]


def test_changes_during_the_first_round_are_told_in_the_next(graph: Graph, write: Write) -> None:
    ids = [write.new(number) for number in range(150)]
    first = graph.get("/users/delta", select="displayName")
    write.values(ids[0], display_name="Renamed")
    write.deleted(ids[-1])
    write.removed(ids[1])
    second, link = whole_round(graph, first["@odata.nextLink"])
    told = {user["id"]: user.get("displayName", "") for user in (*first["value"], *second)}
    later, _ = whole_round(graph, link)
    told |= {user["id"]: user.get("displayName", "") for user in later}
    assert (told[ids[0]], told[ids[1]], told[ids[-1]]) == ("Renamed", "", "")
    assert len(first["value"]) == 100
    assert len(told) == 161


def test_many_changes_come_in_pages(graph: Graph, write: Write) -> None:
    _, link = whole_round(graph, "/users/delta")
    ids = [write.new(number) for number in range(250)]
    assert len(graph.get(link)["value"]) == 100
    found, link = whole_round(graph, link)
    assert [user["id"] for user in found] == ids
    assert whole_round(graph, link)[0] == []


def test_nothing_is_missed_while_others_write(graph: Graph, write: Write) -> None:
    """Several workers write at the same time as a caller follows the links: numbers are seen in their order."""
    _, link = whole_round(graph, "/users/delta", select="displayName")
    told: set[str] = set()
    with ThreadPoolExecutor(4) as workers:
        made = [workers.submit(write.new, number) for number in range(120)]
        while not all(each.done() for each in made):
            found, link = whole_round(graph, link)
            told |= {user["id"] for user in found}
    found, _ = whole_round(graph, link)
    assert told | {user["id"] for user in found} == {each.result() for each in made}


def test_any_page_can_be_asked_for_again(graph: Graph, write: Write) -> None:
    """Delivery is at least once: who lost an answer asks with the same link."""
    _, link = whole_round(graph, "/users/delta")
    write.values(ALICES_ID, display_name="Alice Again")
    first, second = (whole_round(graph, link)[0] for _ in range(2))
    assert first == second
    assert len(first) == 1


def test_a_minimal_answer_has_what_changed_alone(graph: Graph, write: Write) -> None:
    _, link = whole_round(graph, "/users/delta")
    write.values(ALICES_ID, display_name="Alice Again")
    answer = graph.sending(Prefer="return=minimal").send("GET", link)
    assert answer.get_json()["value"] == [{"displayName": "Alice Again", "id": ALICES_ID}]
    assert answer.headers["Preference-Applied"] == "return=minimal"


def test_from_now_on(graph: Graph, write: Write) -> None:
    """`$deltatoken=latest` in any case tells nobody, and what changes after it."""
    answer = graph.send("GET", "/users/delta()?$deltaToken=latest").get_json()
    assert answer["value"] == []
    write.values(ALICES_ID, display_name="Alice Again")
    assert [user["id"] for user in whole_round(graph, answer["@odata.deltaLink"])[0]] == [ALICES_ID]


def test_a_filter_names_ids(graph: Graph, write: Write) -> None:
    filter = f"id eq '{ALICES_ID}' or id eq '{CAROLS_ID.upper()}'"
    found, link = whole_round(graph, "/users/delta", filter=filter)
    assert sorted(user["id"] for user in found) == [ALICES_ID, CAROLS_ID]
    write.new(1)
    write.values(CAROLS_ID, display_name="Carol Again")
    assert [user["id"] for user in whole_round(graph, link)[0]] == [CAROLS_ID]
    for wrong in ("displayName eq 'x'", " or ".join([f"id eq '{ALICES_ID}'"] * 51), "id eq 'x' and id eq 'y'"):
        assert graph.refused("GET", "/users/delta", filter=wrong) == (400, "Request_UnsupportedQuery")


@pytest.mark.parametrize("option", ["top", "orderby", "expand", "search"])
def test_options_that_delta_does_not_take(graph: Graph, option: str) -> None:
    assert graph.refused("GET", "/users/delta", **{option: "1"}) == (400, "Request_UnsupportedQuery")


def test_a_token_lives_seven_days_by_the_lab_s_clock(graph: Graph, application: GraphOf, parties: Parties) -> None:
    """Then 410, with the address to begin anew at."""
    _, link = whole_round(graph, "/users/delta")
    parties.clock.move(timedelta(days=6))
    graph = application()
    assert graph.get(link)["value"] == []
    parties.clock.move(timedelta(days=6))
    graph = application()
    assert graph.get(link)["value"] == []
    parties.clock.move(timedelta(days=8))
    graph = application()
    answer = graph.send("GET", link)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (410, "syncStateNotFound")
    assert answer.headers["Location"] == f"{AZURE}/v1.0/users/delta?$deltatoken="
    assert len(whole_round(graph, answer.headers["Location"])[0]) == 11


def test_nothing_is_forgotten_that_a_token_asks_for(
    graph: Graph, application: GraphOf, parties: Parties, write: Write
) -> None:
    """The slowest caller: a first round of a week, then a week's wait, then a round of a week again."""
    for number in range(150):
        write.new(number)
    first = graph.get("/users/delta")
    for number in range(150, 300):
        write.new(number)
    parties.clock.move(timedelta(days=6))
    _, link = whole_round(application(), first["@odata.nextLink"])
    parties.clock.move(timedelta(days=6))
    later = application().get(link)
    parties.clock.move(timedelta(days=6))
    rest, _ = whole_round(application(), later["@odata.nextLink"])
    assert len(later["value"]) + len(rest) == 150


def test_old_changes_are_dropped(graph: Graph, application: GraphOf, parties: Parties, write: Write) -> None:
    write.new(1)
    parties.clock.move(KEPT + timedelta(days=1))
    application().get("/users/delta")
    assert parties.azure.rows("changes") == {"changes": []}


def test_tokens_survive_a_restart(graph: Graph, write: Write, parties: Parties) -> None:
    _, link = whole_round(graph, "/users/delta", select="displayName")
    parties.network.serve(AZURE, parties.azure.another_worker())
    write.values(ALICES_ID, display_name="Alice Again")
    assert whole_round(graph, link)[0] == [{"displayName": "Alice Again", "id": ALICES_ID}]


def test_a_token_of_a_state_that_was_undone_is_told_so(graph: Graph, write: Write, parties: Parties) -> None:
    """A reset of the lab is a reset of the directory: whoever synchronized with what is gone begins again."""
    snapshots.take(parties.azure.runtime.store, "before")
    write.new(1)
    _, link = whole_round(graph, "/users/delta")
    snapshots.restore(parties.azure.runtime.store, "before")
    assert graph.refused("GET", link) == (410, "syncStateNotFound")


def test_tokens_are_for_their_own_collection_and_well_formed(graph: Graph) -> None:
    assert graph.refused("GET", "/users/delta?$deltatoken=x") == (400, "BadRequest")
    assert graph.refused("GET", f"/users/delta?$deltatoken={'x' * 43}") == (410, "syncStateNotFound")


def test_who_asks_often_leaves_no_heap_of_tokens(graph: Graph, parties: Parties) -> None:
    _, link = whole_round(graph, "/users/delta")
    before = parties.azure.rows("artifacts")
    for _ in range(5):
        link = graph.get(link)["@odata.deltaLink"]
    assert len(parties.azure.rows("artifacts")["artifacts"]) == len(before["artifacts"])


def test_what_the_directory_s_own_pages_change_is_told(graph: Graph, parties: Parties) -> None:
    """A disabled account and a changed password are changes of the user."""
    names = "accountEnabled,lastPasswordChangeDateTime"
    _, link = whole_round(graph, "/users/delta", select=names)
    with parties.azure.db() as db:
        found = [users.by_sign_in_name(db, TENANT, person.username) for person in (ALICE, CAROL)]
        alice, carol = (user for user in found if isinstance(user, User))
        users.set_enabled(db, alice, False, parties.clock.now().timestamp())
        users.set_password(db, carol, "x", parties.clock.now().timestamp())
    told = {user["id"]: user for user in whole_round(graph, link)[0]}
    assert told[ALICES_ID]["accountEnabled"] is False
    assert set(told) == {ALICES_ID, CAROLS_ID}


def test_managers_are_told_where_they_are_selected(graph: Graph, write: Write) -> None:
    """Fact sheet 7.6: the new one, and the last one as removed."""
    write.led(ALICES_ID, CAROLS_ID)
    found, link = whole_round(graph, "/users/delta", select="displayName,manager")
    carol = {"@odata.type": "#microsoft.graph.user", "id": CAROLS_ID}
    assert [user["manager@delta"] for user in found if "manager@delta" in user] == [[carol]]
    _, other = whole_round(graph, "/users/delta", select="displayName")
    write.led(ALICES_ID, None)
    gone = carol | {"@removed": {"reason": "deleted"}}
    found, link = whole_round(graph, link)
    assert [user["manager@delta"] for user in found] == [[gone]]
    write.led(ALICES_ID, CAROLS_ID)
    write.removed(CAROLS_ID)
    assert {"displayName": "Alice Aames", "manager@delta": [gone], "id": ALICES_ID} in whole_round(graph, link)[0]
    assert [user["id"] for user in whole_round(graph, other)[0]] == [CAROLS_ID]


def test_deleted_users_are_gone_after_thirty_days(
    graph: Graph, application: GraphOf, parties: Parties, write: Write
) -> None:
    """The directory removes them by itself, and says so to whoever synchronizes meanwhile."""
    _, link = whole_round(graph, "/users/delta")
    write.deleted(ALICES_ID)
    _, link = whole_round(graph, link)
    for _ in range(6):
        parties.clock.move(timedelta(days=6))
        found, link = whole_round(application(), link)
        if found:
            assert found == [{"id": ALICES_ID, "@removed": {"reason": "deleted"}}]
            break
    assert found


def test_short_profiles_are_not_enough(application: GraphOf) -> None:
    """Fact sheet 7.10: User.Read.All at least."""
    assert application("User.ReadBasic.All").refused("GET", "/users/delta") == (403, "Authorization_RequestDenied")


def test_context(graph: Graph) -> None:
    answer = graph.get("/users/delta", select="mail")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#users(mail)/$delta"
    assert msgspec.json.encode(answer)
