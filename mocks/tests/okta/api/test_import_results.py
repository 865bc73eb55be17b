"""Import results and what an administrator decides about them. Expectations: Okta fact sheet 9.1."""

import pytest

from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.importing import Source, person

BY_HAND = {"confirmation": {"exact": False, "partial": False, "new": False, "activate": True}}
OLIVIA = person("Olivia Ortiz", userName=cast.OLIVIA.username, email=cast.OLIVIA.username)
TWIN = person("Olivia Ortiz", userName="o.ortiz@contoso.example", email="o.ortiz@contoso.example")


@pytest.fixture
def source(admin: Admin) -> Source:
    """A source whose people all wait: one of each bucket."""
    source = Source(admin, **BY_HAND)
    source.tell({"exact": OLIVIA, "partial": TWIN, "new": person("Zoe Zhang"), "bad": person("No Mail", email="none")})
    return source


def test_there_are_four_buckets(admin: Admin, source: Source) -> None:
    found = {told["externalId"]: told["match"] for told in admin.get(f"{source.path}/import-results")}
    assert found == {"exact": "EXACT", "partial": "PARTIAL", "new": "NONE", "bad": "CONFLICT"}
    assert admin.get(source.path)["_embedded"]["results"] == {
        "PENDING": {"CONFLICT": 1, "EXACT": 1, "NONE": 1, "PARTIAL": 1}
    }
    assert [told["externalId"] for told in admin.get(f"{source.path}/import-results", match="EXACT,NONE")] == [
        "exact",
        "new",
    ]
    assert source.result("bad")["reason"]
    assert admin.refused("GET", f"{source.path}/import-results", match="MAYBE") == (400, "E0000001")


def test_results_come_in_pages(admin: Admin, source: Source) -> None:
    answer = admin.send("GET", f"{source.path}/import-results", limit=3)
    following = answer.headers.getlist("Link")[-1].partition(">")[0].lstrip("<")
    assert [len(answer.get_json()), len(admin.get(following))] == [3, 1]


def test_somebody_new_is_created(admin: Admin, source: Source) -> None:
    told = admin.post(f"{source.path}/import-results/new/confirm", {"action": "CREATE"})
    assert told["decision"] == "CONFIRMED"
    user = source.user("new")
    assert (user["status"], user["credentials"]["provider"]["type"]) == ("ACTIVE", "FEDERATION")
    assert admin.refused("POST", f"{source.path}/import-results/new/confirm", {"action": "CREATE"})[1] == "E0000038"


def test_somebody_is_assigned_to_a_user(admin: Admin, source: Source) -> None:
    (olivia,) = source.result("partial")["candidates"]
    admin.post(f"{source.path}/import-results/partial/confirm", {"action": "ASSIGN", "userId": olivia})
    assert source.user("partial")["id"] == olivia
    refused = admin.refused(
        "POST", f"{source.path}/import-results/exact/confirm", {"action": "ASSIGN", "userId": olivia}
    )
    assert refused == (400, "E0000001")


def test_whom_nobody_wants_is_ignored_from_then_on(admin: Admin, source: Source) -> None:
    admin.post(f"{source.path}/import-results/new/confirm", {"action": "IGNORE"})
    source.change(confirmation={"exact": True, "partial": True, "new": True, "activate": True})
    assert source.tell({"new": person("Zoe Zhang", title="Captain")}) == {"user.ignored": 1}
    assert source.result("new")["userId"] is None


def test_a_bucket_is_confirmed_as_a_whole(admin: Admin, source: Source) -> None:
    assert admin.post(f"{source.path}/import-results/confirm", {"match": "NONE"}) == {"confirmed": 1, "left": 0}
    assert admin.post(f"{source.path}/import-results/confirm", {"match": "EXACT"}) == {"confirmed": 1, "left": 0}
    assert source.user("exact")["profile"]["login"] == cast.OLIVIA.username


@pytest.mark.parametrize(
    ("id", "body"),
    [
        ("bad", {"action": "CREATE"}),
        ("exact", {"action": "CREATE"}),
        ("new", {"action": "MERGE"}),
    ],
)
def test_what_cannot_be_decided(admin: Admin, source: Source, id: str, body: dict[str, str]) -> None:
    assert admin.refused("POST", f"{source.path}/import-results/{id}/confirm", body) == (400, "E0000001")
    assert source.result(id)["decision"] == "PENDING"


def test_a_user_who_is_not_there_cannot_be_assigned(admin: Admin, source: Source) -> None:
    where = f"{source.path}/import-results/new/confirm"
    assert admin.refused("POST", where, {"action": "ASSIGN", "userId": "none"}) == (404, "E0000007")
