"""Import sessions. Expectations: Okta's Identity Sources API; fact sheet 9.1."""

from datetime import timedelta

import pytest

from mocks.okta.api import import_sessions as under_test
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.importing import Source, groups, members, person, users
from mocks.tests.parties import Parties

ZOE = {"zoe-1": person("Zoe Zhang")}
CREATED_400 = (400, "E0000001")


def test_a_session_is_created_loaded_triggered_and_completed(admin: Admin) -> None:
    source = Source(admin)
    session = source.session()
    assert {key: value for key, value in admin.get(session).items() if key not in ("id", "created", "lastUpdated")} == {
        "identitySourceId": source.id,
        "status": "CREATED",
        "importType": "INCREMENTAL",
    }
    assert admin.send("POST", f"{session}/bulk-upsert", users(ZOE)).status_code == 202
    assert admin.post(f"{session}/start-import")["status"] == "TRIGGERED"
    assert admin.get(session)["status"] == "COMPLETED"
    assert source.user("zoe-1")["profile"]["login"] == "zoe@contoso.example"


def test_one_session_at_a_time_takes_data(admin: Admin) -> None:
    source = Source(admin)
    session = source.session()
    assert admin.refused("POST", f"{source.path}/sessions") == CREATED_400
    assert [one["status"] for one in admin.get(f"{source.path}/sessions")] == ["CREATED"]
    admin.delete(session)
    assert admin.get(session)["status"] == "CLOSED"
    assert admin.get(f"{source.path}/sessions") == []
    source.session()


@pytest.mark.parametrize("call", ["bulk-upsert", "start-import"])
def test_a_session_that_is_over_takes_nothing(admin: Admin, call: str) -> None:
    source = Source(admin)
    session = source.session()
    admin.post(f"{session}/start-import")
    assert admin.refused("POST", f"{session}/{call}", users(ZOE)) == CREATED_400
    assert admin.refused("DELETE", session) == CREATED_400


def test_a_session_that_nobody_uses_for_a_day_expires(admin: Admin, parties: Parties) -> None:
    source = Source(admin)
    session = source.session()
    parties.clock.move(timedelta(hours=24))
    assert admin.get(session)["status"] == "EXPIRED"
    assert admin.refused("POST", f"{session}/bulk-upsert", users(ZOE)) == CREATED_400


@pytest.mark.parametrize(
    ("call", "body", "code"),
    [
        ("bulk-upsert", {"entityType": "USERS"}, "E0000001"),
        ("bulk-upsert", {"entityType": "USERS", "profiles": []}, "E0000001"),
        ("bulk-upsert", {"entityType": "GROUPS", "profiles": []}, "E0000001"),
        ("bulk-upsert", None, "E0000003"),
        ("bulk-upsert", users({str(number): person("A B") for number in range(201)}), "E0000001"),
        ("bulk-upsert", users({"": person("A B")}), "E0000001"),
        ("bulk-delete", {"entityType": "USERS", "profiles": []}, "E0000001"),
        ("bulk-groups-upsert", groups({}), "E0000001"),
        ("bulk-groups-delete", {"externalIds": []}, "E0000001"),
        ("bulk-group-memberships-upsert", {"memberships": []}, "E0000001"),
        ("bulk-group-memberships-upsert", members("g", *map(str, range(201))), "E0000001"),
    ],
)
def test_what_is_not_loaded(admin: Admin, call: str, body: object, code: str) -> None:
    session = Source(admin).session()
    assert admin.refused("POST", f"{session}/{call}", body) == (400, code)


def test_fifty_requests_bring_data(admin: Admin) -> None:
    session = Source(admin).session()
    for _ in range(50):
        assert admin.send("POST", f"{session}/bulk-upsert", users(ZOE)).status_code == 202
    assert admin.refused("POST", f"{session}/bulk-upsert", users(ZOE)) == CREATED_400


def test_a_big_session_goes_on_whenever_somebody_looks(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies in between leaves what it did and where it was."""
    monkeypatch.setattr(under_test, "_AT_ONCE", 100)
    source = Source(admin)
    session = source.session()
    people = {str(number): person("Pat Price", userName=f"p{number}@contoso.example") for number in range(250)}
    ids = list(people)
    for first in (0, 125):
        admin.send("POST", f"{session}/bulk-upsert", users({id: people[id] for id in ids[first : first + 125]}))
    admin.post(f"{session}/start-import")
    assert source.outcome() == {"user.created": 100}
    assert admin.get(session)["status"] == "IN_PROGRESS"
    assert admin.get(session)["status"] == "COMPLETED"
    assert source.outcome() == {"user.created": 250}


def test_an_unknown_source_or_session_is_not_found(admin: Admin) -> None:
    source = Source(admin)
    assert admin.refused("GET", "/identity-sources/none") == (404, "E0000007")
    assert admin.refused("GET", f"{source.path}/sessions/none") == (404, "E0000007")


def test_it_takes_an_administrator(nobody: Admin) -> None:
    assert nobody.refused("GET", "/identity-sources") == (403, "E0000005")
