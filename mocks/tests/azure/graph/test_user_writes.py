"""Users as they are created, changed, deleted and restored (fact sheet section 7.5)."""

from typing import Any

import pytest

from mocks.azure.directory.role_assignments import make_administrator
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, AVERY, AZURE, CAROL, MONA, STAFF, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

ZOE = Person("zoe@contoso.example", "Sunflower-Yacht-7")
NEW: dict[str, Any] = {
    "accountEnabled": True,
    "displayName": "Zoe Zimmer",
    "mailNickname": "zoe",
    "userPrincipalName": ZOE.username,
    "passwordProfile": {"password": ZOE.password, "forceChangePasswordNextSignIn": False},
}
ALICES_ID = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def admin(application: GraphOf) -> Graph:
    """A program that may set passwords as well."""
    return application("Directory.ReadWrite.All", "User-PasswordProfile.ReadWrite.All")


def shown(graph: Graph, id: str, *names: str) -> list[Any]:
    found = graph.get(f"/users/{id}", select=",".join(names))
    return [found[name] for name in names]


def test_a_new_user_can_sign_in(graph: Graph, app: RelyingParty, browser: Browser) -> None:
    """201 with the usual properties and where it is; the id is the `oid` of tokens."""
    answer = graph.send("POST", "/users", NEW | {"mail": ZOE.username, "department": "Sales", "businessPhones": ["1"]})
    user = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{AZURE}/v1.0/users/{user['id']}")
    assert user["@odata.context"] == f"{AZURE}/v1.0/$metadata#users/$entity"
    assert (user["displayName"], user["businessPhones"], user["jobTitle"]) == ("Zoe Zimmer", ["1"], None)
    more = ("department", "userType", "proxyAddresses", "createdDateTime", "accountEnabled")
    assert shown(graph, user["id"], *more) == [
        *("Sales", "Member", [f"SMTP:{ZOE.username}"], "2026-01-05T09:00:00Z", True)
    ]
    assert app.claims(app.tokens(browser, ZOE)["id_token"])["oid"] == user["id"]


def test_a_first_password_must_be_changed_unless_said_otherwise(graph: Graph, parties: Parties) -> None:
    """Fact sheet 9: 50055."""
    graph.post("/users", NEW | {"passwordProfile": {"password": ZOE.password}})
    assert sign_in_error(parties, ZOE) == 50055


@pytest.mark.parametrize(
    "name", ["accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile"]
)
def test_what_a_new_user_needs(graph: Graph, name: str) -> None:
    answer = graph.send("POST", "/users", {key: value for key, value in NEW.items() if key != name})
    assert answer.status_code == 400
    assert name in answer.get_json()["error"]["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"userPrincipalName": "zoe@elsewhere.example"},
        {"userPrincipalName": "zoe.@contoso.example"},
        {"userPrincipalName": "zo e@contoso.example"},
        {"userPrincipalName": "zoe"},
        {"userPrincipalName": "x" * 65 + "@contoso.example"},
        {"displayName": ""},
        {"displayName": "x" * 257},
        {"mailNickname": "z@e"},
        {"givenName": "x" * 65},
        {"jobTitle": ""},
        {"accountEnabled": "yes"},
        {"passwordProfile": {"password": "short"}},
        {"passwordProfile": {}},
        {"passwordPolicies": "None, Whatever"},
        {"id": ALICES_ID},
        {"nothing": 1},
        {"mail": "no address"},
        {"usageLocation": "Germany"},
        {"onPremisesExtensionAttributes": {"extensionAttribute16": "x"}},
    ],
    ids=str,
)
def test_what_a_new_user_cannot_be(graph: Graph, change: dict[str, Any]) -> None:
    """400, and nobody is created."""
    assert graph.refused("POST", "/users", NEW | change) == (400, "Request_BadRequest")
    assert graph.refused("GET", f"/users/{ZOE.username}") == (404, "Request_ResourceNotFound")


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"userPrincipalName": "Alice@Contoso.example"}, "userPrincipalName"),
        ({"mail": CAROL.username}, "proxyAddresses"),
    ],
)
def test_names_are_unique(graph: Graph, change: dict[str, str], target: str) -> None:
    error = graph.send("POST", "/users", NEW | change).get_json()["error"]
    assert error["details"][0]["code"] == "ObjectConflict"
    assert error["details"][0]["target"] == target


def test_no_json_is_a_bad_request(graph: Graph) -> None:
    answer = graph.raw("POST", "/v1.0/users", b"{", {})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "BadRequest")


def test_a_change_is_204_and_null_empties(graph: Graph) -> None:
    extensions = {"extensionAttribute1": "one", "extensionAttribute2": "two"}
    written = {"jobTitle": "Clerk", "otherMails": ["a@b.example"], "onPremisesExtensionAttributes": extensions}
    answer = graph.send("PATCH", f"/users/{ALICE.username}", written | {"employeeHireDate": "2020-01-02T00:00:00Z"})
    assert (answer.status_code, answer.data) == (204, b"")
    graph.patch(
        f"/users/{ALICES_ID}", {"jobTitle": None, "onPremisesExtensionAttributes": {"extensionAttribute2": None}}
    )
    names = ("jobTitle", "otherMails", "onPremisesExtensionAttributes", "employeeHireDate")
    kept = {"extensionAttribute1": "one", "extensionAttribute2": None}
    assert shown(graph, ALICES_ID, *names) == [None, ["a@b.example"], kept, "2020-01-02T00:00:00Z"]


def test_a_new_address_keeps_the_last_as_an_alias(graph: Graph) -> None:
    """Fact sheet 7.4."""
    graph.patch(f"/users/{ALICES_ID}", {"mail": "alice.adams@contoso.example"})
    expected = ["SMTP:alice.adams@contoso.example", f"smtp:{ALICE.username}"]
    assert shown(graph, ALICES_ID, "mail", "proxyAddresses") == ["alice.adams@contoso.example", expected]


def test_a_new_name_is_the_one_to_sign_in_with(graph: Graph, app: RelyingParty, browser: Browser) -> None:
    graph.patch(f"/users/{ALICES_ID}", {"userPrincipalName": "Alicia@contoso.example"})
    person = Person("alicia@contoso.example", ALICE.password)
    assert app.claims(app.tokens(browser, person)["id_token"])["preferred_username"] == "Alicia@contoso.example"
    assert graph.refused("GET", f"/users/{ALICE.username}") == (404, "Request_ResourceNotFound")
    taken = {"userPrincipalName": CAROL.username}
    assert graph.refused("PATCH", f"/users/{ALICES_ID}", taken) == (400, "Request_BadRequest")


def test_a_disabled_account_is_refused_and_let_in_again(graph: Graph, parties: Parties) -> None:
    graph.patch(f"/users/{ALICES_ID}", {"accountEnabled": False})
    assert sign_in_error(parties, ALICE) == 50057
    graph.patch(f"/users/{ALICES_ID}", {"accountEnabled": True})
    assert sign_in_error(parties, ALICE) == 0


def test_a_new_password_takes_the_place_of_the_old(admin: Graph, parties: Parties) -> None:
    """And it must be changed where that is said."""
    admin.patch(f"/users/{ALICES_ID}", {"passwordProfile": {"password": ZOE.password}})
    assert sign_in_error(parties, ALICE) == 50126
    assert sign_in_error(parties, Person(ALICE.username, ZOE.password)) == 0
    admin.patch(f"/users/{ALICES_ID}", {"passwordProfile": {"forceChangePasswordNextSignIn": True}})
    assert sign_in_error(parties, Person(ALICE.username, ZOE.password)) == 50055
    weak = {"passwordProfile": {"password": "weak"}}
    assert admin.refused("PATCH", f"/users/{ALICES_ID}", weak) == (400, "Request_BadRequest")
    loose = {"passwordPolicies": "DisableStrongPassword, DisablePasswordExpiration"}
    admin.patch(f"/users/{ALICES_ID}", loose)
    admin.patch(f"/users/{ALICES_ID}", {"passwordProfile": {"password": "onlylowercase"}})


def test_setting_passwords_is_a_permission_of_its_own(graph: Graph, application: GraphOf) -> None:
    """Fact sheet 7.5: an application needs more than User.ReadWrite.All, and that alone is enough for nothing else."""
    new = {"passwordProfile": {"password": ZOE.password}}
    assert graph.refused("PATCH", f"/users/{ALICES_ID}", new) == (403, "Authorization_RequestDenied")


def test_the_permission_for_passwords_is_for_passwords_alone(application: GraphOf) -> None:
    program = application("User-PasswordProfile.ReadWrite.All")
    program.patch(f"/users/{ALICES_ID}", {"passwordProfile": {"password": ZOE.password}})
    denied = (403, "Authorization_RequestDenied")
    assert program.refused("PATCH", f"/users/{ALICES_ID}", {"jobTitle": "x"}) == denied
    assert program.refused("POST", "/users", NEW) == denied
    assert program.refused("DELETE", f"/users/{ALICES_ID}") == denied


def test_people_write_what_scope_and_role_allow(person: GraphOf, parties: Parties) -> None:
    """Fact sheet 7.10: by `scp` and the user's own rights."""
    change = {"jobTitle": "Clerk"}
    denied = (403, "Authorization_RequestDenied")
    assert person(MONA, "User.ReadWrite.All").refused("PATCH", f"/users/{ALICES_ID}", change) == denied
    avery = person(AVERY, "User.ReadWrite.All")
    avery.patch(f"/users/{ALICES_ID}", change | {"passwordProfile": {"password": ZOE.password}})
    assert person(AVERY, "User.Read.All").get(f"/users/{ALICES_ID}", select="jobTitle")["jobTitle"] == "Clerk"
    with parties.azure.db() as db:
        make_administrator(db, ALICES_ID, "User Administrator")
    alice = person(Person(ALICE.username, ZOE.password), "User.ReadWrite.All")
    assert alice.post("/users", NEW)["userPrincipalName"] == ZOE.username


def test_a_deleted_user_is_nobody_until_restored(graph: Graph, parties: Parties) -> None:
    """Fact sheet 7.5 and 9: soft deletion, 50034 at the sign-in, the name is free, memberships come back."""
    assert graph.send("DELETE", f"/users/{ALICES_ID}").status_code == 204
    assert graph.refused("GET", f"/users/{ALICES_ID}") == (404, "Request_ResourceNotFound")
    assert sign_in_error(parties, ALICE) == 50034
    assert graph.get(f"/groups/{STAFF}/members")["value"] == []
    listed = graph.get("/directory/deletedItems/microsoft.graph.user", select="id,deletedDateTime,userPrincipalName")
    name = f"{ALICES_ID.replace('-', '')}{ALICE.username}"
    assert listed["value"] == [{"id": ALICES_ID, "deletedDateTime": "2026-01-05T09:00:00Z", "userPrincipalName": name}]
    answer = graph.post(f"/directory/deletedItems/{ALICES_ID}/restore")
    assert (answer["@odata.type"], answer["userPrincipalName"]) == ("#microsoft.graph.user", ALICE.username)
    assert sign_in_error(parties, ALICE) == 0
    assert [member["id"] for member in graph.get(f"/groups/{STAFF}/members")["value"]] == [ALICES_ID]
    gone = (404, "Request_ResourceNotFound")
    assert graph.refused("POST", f"/directory/deletedItems/{ALICES_ID}/restore") == gone


def test_a_name_that_was_given_away_is_not_restored(graph: Graph) -> None:
    graph.delete(f"/users/{ALICES_ID}")
    other = graph.post("/users", NEW | {"userPrincipalName": ALICE.username, "mailNickname": "alice"})
    assert other["id"] != ALICES_ID
    assert graph.refused("POST", f"/directory/deletedItems/{ALICES_ID}/restore") == (400, "Request_BadRequest")


def test_a_user_can_be_gone_for_good(graph: Graph, parties: Parties) -> None:
    """With memberships and roles, so that nobody inherits them."""
    graph.delete(f"/users/{ALICES_ID}")
    assert graph.get(f"/directory/deletedItems/{ALICES_ID}")["id"] == ALICES_ID
    graph.delete(f"/directory/deletedItems/{ALICES_ID}")
    assert graph.get("/directory/deletedItems/microsoft.graph.user")["value"] == []
    rows = parties.azure.rows("group_members", "users")
    assert ALICES_ID not in str(rows)


def test_deleted_items_need_the_permissions_of_their_kind(application: GraphOf, graph: Graph) -> None:
    graph.delete(f"/users/{ALICES_ID}")
    assert graph.refused("GET", "/directory/deletedItems/microsoft.graph.nothing") == (400, "BadRequest")


def test_deleted_items_are_for_who_may_read_them(application: GraphOf) -> None:
    denied = (403, "Authorization_RequestDenied")
    path = "/directory/deletedItems/microsoft.graph.user"
    assert application("Group.Read.All").refused("GET", path) == denied


def test_a_deleted_group_comes_back(graph: Graph) -> None:
    """One of Microsoft 365; groups for rights are gone at once."""
    unified = {"displayName": "Choir", "mailEnabled": True, "mailNickname": "choir", "securityEnabled": False}
    id = graph.post("/groups", unified | {"groupTypes": ["Unified"]})["id"]
    graph.delete(f"/groups/{id}")
    listed = graph.get("/directory/deletedItems/microsoft.graph.group")["value"]
    assert [group["id"] for group in listed] == [id]
    assert graph.post(f"/directory/deletedItems/{id}/restore")["displayName"] == "Choir"
    assert graph.get(f"/groups/{id}")["id"] == id


def test_managers(graph: Graph) -> None:
    """Fact sheet 7.5."""
    absent = (404, "Request_ResourceNotFound")
    assert graph.refused("GET", f"/users/{ALICES_ID}/manager") == absent
    carol = graph.get(f"/users/{CAROL.username}")
    graph.put(f"/users/{ALICES_ID}/manager/$ref", {"@odata.id": f"{AZURE}/v1.0/users/{carol['id']}"})
    manager = graph.get(f"/users/{ALICES_ID}/manager")
    assert (manager["@odata.type"], manager["id"]) == ("#microsoft.graph.user", carol["id"])
    assert carol["id"] in graph.get(f"/users/{ALICES_ID}/manager/$ref")["@odata.id"]
    reports = graph.get(f"/users/{CAROL.username}/directReports")["value"]
    assert [report["id"] for report in reports] == [ALICES_ID]
    for wrong in ({}, {"@odata.id": "x"}, {"@odata.id": f"{AZURE}/v1.0/groups/{STAFF}"}):
        assert graph.refused("PUT", f"/users/{ALICES_ID}/manager/$ref", wrong)[0] == 400
    graph.delete(f"/users/{ALICES_ID}/manager/$ref")
    assert graph.refused("DELETE", f"/users/{ALICES_ID}/manager/$ref") == absent


def test_guests_do_not_see_the_list(graph: Graph, person: GraphOf) -> None:
    """Fact sheet 7.5."""
    graph.patch(f"/users/{ALICES_ID}", {"userType": "Guest"})
    guest = person(ALICE, "User.Read.All")
    assert guest.refused("GET", "/users") == (403, "Authorization_RequestDenied")
    assert guest.get("/me")["id"] == ALICES_ID


def test_nobody_has_a_photo(graph: Graph) -> None:
    for path in (f"/users/{ALICES_ID}/photo", f"/users/{ALICES_ID}/photo/$value"):
        assert graph.refused("GET", path) == (404, "ImageNotFound")
    assert graph.refused("GET", "/users/nobody/photo") == (404, "Request_ResourceNotFound")


def sign_in_error(parties: Parties, person: Person) -> int:
    """Return the AADSTS number of a sign-in with a password, 0 for a good one."""
    app = parties.app_at_azure()
    form = {"grant_type": "password", "client_id": app.client_id, "client_secret": app.client_secret}
    who = {"username": person.username, "password": person.password, "scope": "openid"}
    answer = app.post(f"{AZURE}/{TENANT}/oauth2/v2.0/token", form | who).get_json()
    return int(answer["error_codes"][0]) if "error" in answer else 0
