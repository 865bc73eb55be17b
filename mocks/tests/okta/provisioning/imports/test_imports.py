"""What imports do to the directory. Expectations: Okta fact sheet 9.1."""

from typing import Any

import pytest

from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.importing import Source, groups, members, person
from mocks.tests.parties import Parties

ALICE = person("Alice Aames", userName=cast.ALICE.username, email=cast.ALICE.username)
OLIVIA = person("Olivia Ortiz", userName=cast.OLIVIA.username, email=cast.OLIVIA.username)


def members_of(admin: Admin, name: str) -> list[str]:
    (group,) = admin.get("/groups", search=f'profile.name eq "{name}"')
    return sorted(user["profile"]["firstName"] for user in admin.get(f"/groups/{group['id']}/users"))


def everything(parties: Parties) -> Any:
    return parties.okta.rows("users", "groups", "group_members", "imported_users", "imported_members", "system_log")


def test_the_second_import_of_the_same_writes_nothing(admin: Admin, parties: Parties) -> None:
    source = Source(admin)
    people = {"zoe-1": person("Zoe Zhang"), "yan-1": person("Yan Yates")}
    assert source.tell(people) == {"user.created": 2}
    before = parties.okta.rows("users", "group_members", "imported_users")
    assert source.tell(people) == {"user.unchanged": 2}
    assert parties.okta.rows("users", "group_members", "imported_users") == before


@pytest.mark.parametrize(
    ("credential", "activate", "status", "provider"),
    [
        ("FEDERATED", True, "ACTIVE", "FEDERATION"),
        ("DELEGATED", True, "ACTIVE", "ACTIVE_DIRECTORY"),
        ("OKTA", True, "PROVISIONED", "OKTA"),
        ("DELEGATED", False, "STAGED", "ACTIVE_DIRECTORY"),
    ],
)
def test_how_somebody_new_begins(admin: Admin, credential: str, activate: bool, status: str, provider: str) -> None:
    confirmation = {"exact": True, "partial": False, "new": True, "activate": activate}
    source = Source(admin, credential=credential, confirmation=confirmation)
    source.tell({"zoe-1": person("Zoe Zhang")})
    user = source.user("zoe-1")
    assert (user["status"], user["credentials"]["provider"]["type"]) == (status, provider)
    assert "Zoe" in members_of(admin, "Everyone")


def test_a_mirrored_person_signs_in_federated_as_the_same_user(admin: Admin, parties: Parties) -> None:
    source = Source(admin)
    source.tell({"alice-1": ALICE})
    mirrored = source.user("alice-1")["id"]
    tokens = parties.app_at_okta().tokens(parties.browser(), cast.ALICE)
    assert parties.app_at_okta().claims(tokens["id_token"])["sub"] == mirrored
    assert len(admin.get("/users", search=f'profile.login eq "{cast.ALICE.username}"')) == 1


def test_a_sign_in_before_the_import_gives_the_same(admin: Admin, parties: Parties) -> None:
    tokens = parties.app_at_okta().tokens(parties.browser(), cast.ALICE)
    source = Source(admin)
    assert source.tell({"alice-1": ALICE}) == {"user.matched": 1}
    assert source.user("alice-1")["id"] == parties.app_at_okta().claims(tokens["id_token"])["sub"]


def test_a_changed_attribute_arrives_and_cannot_be_edited_here(admin: Admin) -> None:
    source = Source(admin)
    source.tell({"zoe-1": person("Zoe Zhang", department="Sales")})
    assert source.tell({"zoe-1": person("Zoe Zhang", department="Design")}) == {"user.updated": 1}
    user = source.user("zoe-1")
    assert user["profile"]["department"] == "Design"
    refused = admin.refused("POST", f"/users/{user['id']}", {"profile": {"department": "Other"}})
    assert refused == (403, "E0000077")
    admin.post(f"/users/{user['id']}", {"profile": {"nickName": "Zo"}})
    source.tell({"zoe-1": person("Zoe Zhang", department="Legal")})
    assert (source.user("zoe-1")["profile"]["nickName"], source.user("zoe-1")["profile"]["department"]) == (
        "Zo",
        "Legal",
    )


def test_a_source_that_does_not_own_the_profile_only_fills_it_in(admin: Admin) -> None:
    source = Source(admin, profileSource=False)
    source.tell({"zoe-1": person("Zoe Zhang", department="Sales")})
    user = source.user("zoe-1")
    admin.post(f"/users/{user['id']}", {"profile": {"department": "Mine"}})
    source.tell({"zoe-1": person("Zoe Zhang", department="Design")})
    assert source.user("zoe-1")["profile"]["department"] == "Mine"


def test_of_two_sources_the_one_with_precedence_wins_in_any_order(admin: Admin) -> None:
    first = Source(admin, name="HR", priority=1, mapping=HR)
    second = Source(admin, name="Azure", priority=2)
    second.tell({"zoe-2": person("Zoe Zhang", title="Azure's", department="Sales")})
    first.tell({"zoe-1": person("Zoe Zhang", title="HR's")})
    second.tell({"zoe-2": person("Zoe Zhang", title="Azure's again", department="Design")})
    profile = second.user("zoe-2")["profile"]
    assert (profile["title"], profile["department"]) == ("HR's", "Design")


HR = {"login": "appuser.userName"} | {name: f"appuser.{name}" for name in ("email", "firstName", "lastName", "title")}


@pytest.mark.parametrize(("action", "status"), [("DEACTIVATE", "DEPROVISIONED"), ("SUSPEND", "SUSPENDED")])
def test_who_leaves_the_source_leaves_and_who_returns_is_let_in(admin: Admin, action: str, status: str) -> None:
    source = Source(admin, departure={"action": action})
    source.tell({"zoe-1": person("Zoe Zhang")})
    assert source.tell_gone(["zoe-1", "nobody"]) == {"no_user.removed": 1, "no_user.unchanged": 1}
    assert source.user("zoe-1")["status"] == status
    assert source.tell({"zoe-1": person("Zoe Zhang")}) == {"user.returned": 1}
    assert source.user("zoe-1")["status"] == "ACTIVE"


@pytest.mark.parametrize("departure", [{"action": "NONE"}, {"reactivate": False}])
def test_what_the_source_does_not_decide(admin: Admin, departure: dict[str, Any]) -> None:
    source = Source(admin, departure=departure)
    source.tell({"zoe-1": person("Zoe Zhang")})
    source.tell_gone(["zoe-1"])
    before = source.user("zoe-1")["status"]
    source.tell({"zoe-1": person("Zoe Zhang")})
    assert source.user("zoe-1")["status"] == before == ("DEPROVISIONED" if "reactivate" in departure else "ACTIVE")


def test_an_import_that_would_take_too_many_away_stops(admin: Admin, parties: Parties) -> None:
    source = Source(admin, departure={"least": 4})
    people = {f"p-{number}": person("Pat Price", userName=f"p{number}@contoso.example") for number in range(5)}
    source.tell(people)
    before = parties.okta.rows("users")
    assert source.tell_gone(["p-0", "p-1"]) == {"removals": 2}
    assert parties.okta.rows("users") == before
    assert [event["eventType"] for event in admin.get("/logs", q="roadblock")] == ["system.import.roadblock"]
    assert source.tell_gone(["p-0"]) == {"no_user.removed": 1}
    assert source.tell_gone(["p-1", "p-2"], ignoreSafeguard="true") == {"no_user.removed": 2}


def test_groups_have_twins_that_only_imports_change(admin: Admin) -> None:
    source = Source(admin)
    people = {"zoe-1": person("Zoe Zhang"), "yan-1": person("Yan Yates")}
    source.tell(people)
    loads = ("bulk-groups-upsert", groups({"g-1": "Sales"})), ("bulk-group-memberships-upsert", members("g-1", *people))
    assert source.run(*loads) == {"group.created": 1, "members.updated": 1}
    assert members_of(admin, "Sales") == ["Yan", "Zoe"]
    assert source.run(*loads) == {"group.unchanged": 1, "members.unchanged": 1}
    (twin,) = admin.get("/groups", search='profile.name eq "Sales"')
    assert twin["type"] == "APP_GROUP"
    assert admin.refused("DELETE", f"/groups/{twin['id']}") == (403, "E0000111")
    source.run(("bulk-group-memberships-delete", members("g-1", "zoe-1")))
    assert members_of(admin, "Sales") == ["Yan"]
    source.run(("bulk-groups-delete", {"externalIds": ["g-1"]}))
    assert admin.get("/groups", search='profile.name eq "Sales"') == []


def test_a_group_s_name_may_be_taken(admin: Admin) -> None:
    source = Source(admin)
    source.run(("bulk-groups-upsert", groups({"g-1": "Everyone"})))
    source.run(("bulk-groups-upsert", groups({"g-1": "Everyone"})))
    assert source.outcome() == {"group.unchanged": 1}
    assert admin.get("/groups", search='profile.name eq "Everyone (Azure AD directory)"')


def test_people_of_a_source_join_the_groups_that_it_names(admin: Admin) -> None:
    """So that applications which are assigned to a group let them in."""
    group = admin.post("/groups", {"profile": {"name": "Mirrored"}})["id"]
    source = Source(admin, groupIds=[group])
    source.tell({"zoe-1": person("Zoe Zhang"), "olivia": OLIVIA})
    assert members_of(admin, "Mirrored") == ["Olivia", "Zoe"]
    everyone = admin.get("/groups", search='profile.name eq "Everyone"')[0]["id"]
    assert admin.refused("POST", "/identity-sources", {"name": "B", "groupIds": [everyone]}) == (400, "E0000001")


def test_who_is_confirmed_later_joins_the_groups_then(admin: Admin) -> None:
    source = Source(admin, confirmation={"exact": False, "partial": False, "new": False, "activate": True})
    source.tell({"zoe-1": person("Zoe Zhang")})
    source.run(
        ("bulk-groups-upsert", groups({"g-1": "Sales"})), ("bulk-group-memberships-upsert", members("g-1", "zoe-1"))
    )
    assert members_of(admin, "Sales") == []
    admin.post(f"{source.path}/import-results/zoe-1/confirm", {"action": "CREATE"})
    assert members_of(admin, "Sales") == ["Zoe"]


@pytest.mark.parametrize(
    ("matching", "told", "match"),
    [
        ({"exact": "EMAIL"}, person("O O", email=cast.OLIVIA.username), "EXACT"),
        ({"exact": "ATTRIBUTES", "attributes": ["firstName", "lastName"]}, person("Olivia Ortiz"), "EXACT"),
        ({"exact": "ATTRIBUTES", "attributes": ["firstName", "lastName"]}, person("olivia ortiz"), "PARTIAL"),
        ({"exact": "ATTRIBUTES", "attributes": ["employeeNumber"]}, person("Zoe Zhang"), "NONE"),
        ({"exact": "USERNAME", "partial": False}, person("Olivia Ortiz"), "NONE"),
        ({"exact": "EMAIL"}, OLIVIA | {"email": "other@contoso.example"}, "CONFLICT"),
    ],
)
def test_how_people_are_matched(admin: Admin, matching: dict[str, Any], told: dict[str, str], match: str) -> None:
    rules = {"exact": False, "partial": False, "new": False, "activate": True}
    source = Source(admin, matching=matching, confirmation=rules)
    source.tell({"one": told})
    assert source.result("one")["match"] == match


def test_two_people_of_a_source_are_not_one_user(admin: Admin) -> None:
    source = Source(admin)
    source.tell({"one": OLIVIA})
    assert source.tell({"two": OLIVIA}) == {"user.waiting": 1}
    assert source.result("two")["match"] == "CONFLICT"


def test_a_delegated_source_takes_the_password_of_whom_it_matches(admin: Admin) -> None:
    source = Source(admin, credential="DELEGATED")
    source.tell({"one": OLIVIA})
    assert source.user("one")["credentials"]["provider"]["type"] == "ACTIVE_DIRECTORY"
