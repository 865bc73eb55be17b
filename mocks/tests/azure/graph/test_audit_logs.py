"""The sign-in log and the audit log at Graph (fact sheet section 7.9)."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_groups import ALICE_ID, NEW
from mocks.tests.browser import Person
from mocks.tests.cast import ALICE, APP_AT_AZURE, AVERY, AZURE, CAROL, STAFF
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def auditor(application: GraphOf) -> Graph:
    """A program that may read the logs."""
    return application("AuditLog.Read.All", "Directory.Read.All")


def codes(answer: dict[str, Any]) -> list[int]:
    return [one["status"]["errorCode"] for one in answer["value"]]


def test_attempts_are_listed_newest_first(auditor: Graph, app: RelyingParty, parties: Parties) -> None:
    app.sign_in(parties.browser(), ALICE)
    parties.clock.move(timedelta(minutes=1))
    app.sign_in(parties.browser(), Person(CAROL.username, "wrong"))
    answer = auditor.get("/auditLogs/signIns")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#auditLogs/signIns"
    failed, done = answer["value"]
    assert (failed["status"]["errorCode"], done["status"]["errorCode"]) == (50126, 0)
    assert done["userId"] == ALICE_ID
    assert (done["appId"], done["appDisplayName"], done["clientAppUsed"]) == (APP_AT_AZURE, "Contoso Home", "Browser")
    assert (done["createdDateTime"], done["conditionalAccessStatus"]) == ("2026-01-05T09:00:00Z", "notApplied")
    assert done["status"] == {"errorCode": 0, "failureReason": "Other.", "additionalDetails": None}
    assert set(done["deviceDetail"]) >= {"operatingSystem", "browser", "isManaged"}
    assert auditor.get(f"/auditLogs/signIns/{done['id']}")["id"] == done["id"]
    assert auditor.refused("GET", "/auditLogs/signIns/x") == (404, "Request_ResourceNotFound")


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("status/errorCode eq 0", [0]),
        ("status/errorCode ne 0", [50126]),
        (f"userPrincipalName eq '{CAROL.username}'", [50126]),
        (f"userId eq '{ALICE_ID}'", [0]),
        (f"appId eq '{APP_AT_AZURE}'", [50126, 0]),
        ("createdDateTime ge 2026-01-05T09:00:30Z", [50126]),
        ("createdDateTime le 2026-01-05T09:00:30Z and status/errorCode eq 0", [0]),
        ("startsWith(appDisplayName,'contoso')", [50126, 0]),
        ("conditionalAccessStatus eq 'failure'", []),
        ("isInteractive eq true", [50126, 0]),
    ],
)
def test_attempts_are_found(
    auditor: Graph, app: RelyingParty, parties: Parties, filter: str, expected: list[int]
) -> None:
    app.sign_in(parties.browser(), ALICE)
    parties.clock.move(timedelta(minutes=1))
    app.sign_in(parties.browser(), Person(CAROL.username, "wrong"))
    assert codes(auditor.get("/auditLogs/signIns", filter=filter)) == expected


def test_pages_give_every_entry_once(auditor: Graph, app: RelyingParty, parties: Parties) -> None:
    """Several at one moment are no exception."""
    for _ in range(5):
        app.sign_in(parties.browser(), ALICE)
    pages = auditor.pages("/auditLogs/signIns", top="2", orderby="createdDateTime desc")
    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({one["id"] for page in pages for one in page}) == 5
    assert auditor.get("/auditLogs/signIns", top="1000")["value"]
    for query in ({"top": "1001"}, {"filter": "status/errorCode eq 'x'"}, {"orderby": "appId"}, {"filter": "x eq 1"}):
        assert auditor.refused("GET", "/auditLogs/signIns", **query) == (400, "Request_BadRequest")
    for token in ("WyJ4IiwieSJd", "WyJ4Il0"):
        assert auditor.refused("GET", "/auditLogs/signIns", skiptoken=token) == (400, "BadRequest")


def test_changes_are_listed_with_who_made_them(graph: Graph, person: GraphOf, auditor: Graph, parties: Parties) -> None:
    made = graph.post("/groups", NEW)
    parties.clock.move(timedelta(seconds=1))
    person(AVERY, "Group.ReadWrite.All").delete(f"/groups/{STAFF}")
    deleted, added = auditor.get("/auditLogs/directoryAudits")["value"]
    assert (added["activityDisplayName"], added["category"]) == ("Add group", "GroupManagement")
    assert added["initiatedBy"]["app"]["appId"] == APP_AT_AZURE
    assert [(one["id"], one["type"]) for one in added["targetResources"]] == [(made["id"], "Group")]
    assert deleted["initiatedBy"]["user"]["userPrincipalName"] == AVERY.username
    assert (deleted["operationType"], deleted["result"]) == ("Delete", "success")
    found = auditor.get("/auditLogs/directoryAudits", filter="activityDisplayName eq 'Add group'")["value"]
    assert [one["id"] for one in found] == [added["id"]]
    later = "activityDateTime ge 2026-01-05T09:00:01Z and category eq 'GroupManagement'"
    assert len(auditor.get("/auditLogs/directoryAudits", filter=later)["value"]) == 1
    assert auditor.get(f"/auditLogs/directoryAudits/{added['id']}")["correlationId"] == added["correlationId"]


@pytest.mark.parametrize("path", ["/auditLogs/signIns", "/auditLogs/directoryAudits"])
def test_both_permissions_are_needed(application: GraphOf, person: GraphOf, path: str) -> None:
    """Fact sheet 7.9 and 7.10; a person needs to administer as well."""
    assert application("AuditLog.Read.All").refused("GET", path)[0] == 403
    both = ("AuditLog.Read.All", "Directory.Read.All")
    assert person(ALICE, *both).refused("GET", path)[0] == 403
    assert person(AVERY, *both).send("GET", path).status_code == 200
    assert application("Directory.Read.All").send("GET", path).status_code == 200


def test_only_the_directory_s_permission_is_too_little(application: GraphOf) -> None:
    assert application("Directory.Read.All").refused("GET", "/auditLogs/signIns")[0] == 403
