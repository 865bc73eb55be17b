"""Users at Graph: lists, pages, queries, single ones (fact sheet sections 7.2, 7.4 and 7.5)."""

import pytest

from mocks.azure.directory import users
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, AZURE, MONA, TENANT
from mocks.tests.parties import Parties

USUAL = {
    *("businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation"),
    *("preferredLanguage", "surname", "userPrincipalName"),
}


def names(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [user["userPrincipalName"].partition("@")[0] for user in answer["value"]]


def test_a_list_has_the_eleven_properties(graph: Graph) -> None:
    """Fact sheet 7.4: always these, null when unset; nobody of another tenant."""
    answer = graph.get("/users")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#users"
    assert {frozenset(user) for user in answer["value"]} == {frozenset(USUAL)}
    nora = next(user for user in answer["value"] if user["displayName"].startswith("Nora"))
    assert (nora["mail"], nora["businessPhones"], nora["jobTitle"]) == (None, [], None)
    assert "adam" not in names(answer)


def test_select_gives_what_it_names_and_nothing_else(graph: Graph) -> None:
    """Fact sheet 7.2: `id` is not added on a plain list."""
    answer = graph.get("/users", select="displayName,accountEnabled")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#users(displayName,accountEnabled)"
    assert {frozenset(user) for user in answer["value"]} == {frozenset({"displayName", "accountEnabled"})}
    dave = next(user for user in answer["value"] if user["displayName"] == "Dave Dames")
    assert dave["accountEnabled"] is False


@pytest.mark.parametrize("order", ["", "displayName", "displayName desc", "userPrincipalName"])
def test_pages_give_everybody_once(graph: Graph, order: str) -> None:
    """The links are absolute and repeat the options."""
    query = {"top": "4", "orderby": order} if order else {"top": "4"}
    pages = graph.pages("/users", **query)
    assert [len(page) for page in pages] == [4, 4, 3]
    found = [user["displayName"] for page in pages for user in page]
    assert len(set(found)) == 11
    if order:
        assert found == sorted(found, reverse="desc" in order)
    link = graph.get("/users", **query)["@odata.nextLink"]
    assert link.startswith(f"{AZURE}/v1.0/users?$top=4&")
    assert "$skiptoken=" in link


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("displayName eq 'alice aames'", ["alice"]),
        ("startswith(displayName,'A')", ["alice", "avery"]),
        ("startsWith(userPrincipalName,'ivan@') or mail eq 'Carol@contoso.example'", ["carol", "ivan"]),
        ("accountEnabled eq false", ["dave"]),
        ("mail eq null", ["nora"]),
        ("givenName in ('Alice', 'Carol') and accountEnabled eq true", ["alice", "carol"]),
        ("proxyAddresses/any(x:x eq 'smtp:alice@contoso.example')", ["alice"]),
        ("proxyAddresses/any(p:startswith(p, 'SMTP:ivan'))", ["ivan"]),
        ("userType eq 'Guest'", []),
        ("createdDateTime ge 2030-01-01T00:00:00Z", []),
        ("(id eq '00000000-0000-4000-8000-000000000001')", ["alice"]),
    ],
)
def test_filters_of_the_default_engine(graph: Graph, filter: str, expected: list[str]) -> None:
    """Fact sheet 7.2; texts compare in any case."""
    assert sorted(names(graph.get("/users", filter=filter))) == expected


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("accountEnabled ne true", ["dave"]),
        ("not startswith(displayName,'A') and endsWith(userPrincipalName,'@contractors.example')", ["ivan"]),
        ("mail ne 'alice@contoso.example' and startswith(displayName,'N')", ["nora"]),
        ("not(mail eq 'alice@contoso.example') and startswith(displayName,'N')", ["nora"]),
        ("createdDateTime lt 2026-01-05T09:00:01Z and givenName eq 'Alice'", ["alice"]),
    ],
)
def test_filters_that_need_an_advanced_query(graph: Graph, filter: str, expected: list[str]) -> None:
    """Header and $count=true, or 400 Request_UnsupportedQuery."""
    answer = graph.advanced.get("/users", filter=filter, count="true")
    assert (sorted(names(answer)), answer["@odata.count"]) == (expected, len(expected))
    assert graph.refused("GET", "/users", filter=filter) == (400, "Request_UnsupportedQuery")
    assert graph.advanced.refused("GET", "/users", filter=filter) == (400, "Request_UnsupportedQuery")


def test_filter_and_order_together_are_advanced(graph: Graph) -> None:
    query = {"filter": "accountEnabled eq true", "orderby": "displayName"}
    assert graph.refused("GET", "/users", **query) == (400, "Request_UnsupportedQuery")
    assert names(graph.advanced.get("/users", count="true", top="2", **query)) == ["alice", "avery"]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ('"displayName:ali"', ["alice"]),
        ('"displayName:aames"', ["alice", "avery"]),
        ('"displayName:lice"', []),
        ('"mail:ali" OR "mail:ivan"', ["alice", "ivan"]),
        ('"displayName:aames" AND "givenName:Ave"', ["avery"]),
    ],
)
def test_search(graph: Graph, search: str, expected: list[str]) -> None:
    """Fact sheet 7.2: words of names, the beginning of everything else; the header alone is enough."""
    assert sorted(names(graph.advanced.get("/users", search=search))) == expected
    assert graph.refused("GET", "/users", search=search) == (400, "Request_UnsupportedQuery")


def test_counting(graph: Graph) -> None:
    assert graph.advanced.get("/users", count="true", top="1")["@odata.count"] == 11
    assert graph.advanced.get("/users/$count") == "11"
    assert graph.advanced.get("/users/$count", filter="accountEnabled eq false") == "1"
    assert graph.refused("GET", "/users/$count") == (400, "Request_UnsupportedQuery")
    assert graph.refused("GET", "/users", count="true") == (400, "Request_UnsupportedQuery")


@pytest.mark.parametrize(
    "query",
    [
        {"top": "0"},
        {"top": "1000"},
        {"top": "x"},
        {"select": "nothing"},
        {"select": "passwordHash"},
        {"filter": "passwordHash eq 'x'"},
        {"filter": "displayName eq"},
        {"filter": "displayName like 'x'"},
        {"filter": "accountEnabled eq 'x'"},
        {"filter": "displayName eq 'x' )"},
        {"filter": "(" * 40 + "displayName eq 'x'" + ")" * 40},
        {"filter": " or ".join(["displayName eq 'x'"] * 101)},
        {"orderby": "mail"},
        {"skip": "1"},
        {"skiptoken": "x"},
        {"skiptoken": "WyJhIiwiYiJd"},
    ],
    ids=str,
)
def test_what_the_directory_does_not_take(graph: Graph, query: dict[str, str]) -> None:
    status, code = graph.refused("GET", "/users", **query)
    assert (status, code) in [(400, "Request_BadRequest"), (400, "BadRequest"), (400, "Request_UnsupportedQuery")]


def test_one_user_by_id_and_by_name(graph: Graph) -> None:
    """Fact sheet 7.4: paths are decoded before the look-up, and case does not matter."""
    answer = graph.get("/users/alice%40CONTOSO.example")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#users/$entity"
    assert set(answer) - {"@odata.context"} == USUAL
    assert graph.get(f"/users/{answer['id'].upper()}") == answer
    short = graph.get(f"/users/{answer['id']}", select="id,userType,passwordProfile,identities,securityIdentifier")
    assert short["@odata.context"].endswith(
        "/$metadata#users(id,userType,passwordProfile,identities,securityIdentifier)/$entity"
    )
    assert (short["userType"], short["passwordProfile"]) == ("Member", None)
    assert short["identities"][0]["issuerAssignedId"] == ALICE.username
    assert short["securityIdentifier"].startswith("S-1-12-1-")
    assert graph.get(f"/users/{answer['id']}", select="assignedLicenses")["assignedLicenses"] == []


def test_an_absent_user_is_404_that_names_it(graph: Graph, parties: Parties) -> None:
    answer = graph.send("GET", "/users/nobody@contoso.example")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "Request_ResourceNotFound")
    assert "nobody@contoso.example" in answer.get_json()["error"]["message"]
    assert graph.refused("GET", "/users/adam@adatum.example") == (404, "Request_ResourceNotFound")


def test_me_is_whoever_signed_in(person: GraphOf) -> None:
    """Fact sheet 11.4 and 11.5: with a slash behind it, and as the SDKs write it."""
    mona = person(MONA, "User.Read")
    for path in ("/me", "/me/", "/users/me-token-to-replace", "/users/mona@contoso.example"):
        assert mona.get(path)["userPrincipalName"] == MONA.username, path
    assert mona.refused("GET", "/users/alice@contoso.example") == (403, "Authorization_RequestDenied")


def test_an_application_is_nobody_s_me(graph: Graph) -> None:
    assert graph.refused("GET", "/me") == (400, "BadRequest")


def test_short_profiles(person: GraphOf) -> None:
    """Fact sheet 7.10: User.ReadBasic.All shows names and addresses, and no more."""
    reader = person(MONA, "User.ReadBasic.All")
    alice = reader.get("/users/alice@contoso.example", select="mail,userType,businessPhones,department")
    assert alice["mail"] == ALICE.username
    assert (alice["userType"], alice["department"]) == (None, None)


def test_permissions_are_the_tokens(application: GraphOf, person: GraphOf) -> None:
    """App tokens by roles, user tokens by scopes; a token without any is good, and refused."""
    assert application().refused("GET", "/users") == (403, "Authorization_RequestDenied")
    assert person(ALICE, "User.Read").refused("GET", "/users") == (403, "Authorization_RequestDenied")
    assert len(person(ALICE, "User.Read.All").get("/users")["value"]) == 11
    assert len(application("User.Read.All").get("/users")["value"]) == 11


def test_headers(graph: Graph) -> None:
    """Fact sheet 7.1: the caller's request id comes back."""
    own = "0f8fad5b-d9cb-469f-a165-70867728950e"
    answer = graph.sending(client_request_id=own).send("GET", "/users")
    assert answer.headers["client-request-id"] == own
    assert len(answer.headers["request-id"]) == 36
    assert answer.headers["OData-Version"] == "4.0"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("application/json; odata.metadata=minimal;")


def test_tokens_that_open_nothing(graph: Graph, person: GraphOf, parties: Parties, browser: Browser) -> None:
    """Fact sheet 7.3: none, a bad one, an ID token, a disabled person's: 401 with the challenge."""
    id_token = parties.app_at_azure().tokens(browser, ALICE)["id_token"]
    alice = person(ALICE, "User.Read")
    with parties.azure.db() as db:
        user = users.by_sign_in_name(db, TENANT, ALICE.username)
        assert user
        users.set_enabled(db, user, False, parties.clock.now().timestamp())
    for caller in (*(Graph(parties.network, token) for token in ("", "x.y.z", "nothing", id_token)), alice):
        answer = caller.send("GET", "/me")
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "InvalidAuthenticationToken")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="", authorization_uri="')


def test_what_is_not_served_is_refused_in_graph_s_words(graph: Graph) -> None:
    assert graph.refused("GET", "/nothing/here") == (404, "BadRequest")
    assert graph.refused("PUT", "/users") == (405, "Request_BadRequest")
