"""Service principals, assignments and consents at Graph (fact sheet sections 7.8 and 8)."""

from dataclasses import replace
from typing import Any

import pytest

from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.azure.graph.test_applications import NEW, ROLE
from mocks.tests.azure.graph.test_delta import whole_round
from mocks.tests.azure.graph.test_groups import ALICE_ID
from mocks.tests.azure.test_app_credentials import ask
from mocks.tests.browser import Browser
from mocks.tests.cast import (
    ALICE,
    APP_AT_AZURE,
    APP_FOR_ALL_TENANTS,
    AZURE,
    CALLBACK,
    CLOSED_APP_AT_AZURE,
    OTHER_TENANT,
    SECRET,
    STAFF,
    TENANT,
)
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

GRAPH = "00000003-0000-0000-c000-000000000000"
ZERO = "00000000-0000-0000-0000-000000000000"


def principal(graph: Graph, app_id: str) -> dict[str, Any]:
    return dict(graph.get(f"/servicePrincipals(appId='{app_id}')"))


def test_the_tenant_knows_its_applications_and_microsoft_graph(graph: Graph) -> None:
    answer = graph.get("/servicePrincipals", top="999", select="appId,displayName,servicePrincipalType,appRoles")
    names = {one["displayName"]: one for one in answer["value"]}
    assert {"Contoso Home", "Microsoft Graph"} <= set(names)
    roles = {role["value"]: role["id"] for role in names["Microsoft Graph"]["appRoles"]}
    assert roles["User.Read.All"] == "df021288-bdef-4463-88db-98f22de89214"
    assert names["Contoso Home"]["appRoles"] == []
    (found,) = graph.get("/servicePrincipals", filter=f"appId eq '{GRAPH}'")["value"]
    assert found["oauth2PermissionScopes"][0]["value"] == "openid"
    assert found["appOwnerOrganizationId"] != TENANT


def test_half_of_it_is_the_application_s(graph: Graph) -> None:
    home = principal(graph, APP_AT_AZURE)
    assert CALLBACK in home["replyUrls"]
    assert home["servicePrincipalNames"] == [APP_AT_AZURE]
    assert (home["appOwnerOrganizationId"], home["signInAudience"]) == (TENANT, "AzureADMyOrg")
    assert home["tags"] == ["WindowsAzureActiveDirectoryIntegratedApp"]
    assert graph.get(f"/servicePrincipals/{home['id']}", select="id,appDisplayName")["appDisplayName"] == "Contoso Home"
    for path in ("/servicePrincipals/x", "/servicePrincipals(appId='x')", f"/servicePrincipals/{APP_AT_AZURE}"):
        assert graph.refused("GET", path) == (404, "Request_ResourceNotFound")


def test_one_is_made_for_an_application(graph: Graph) -> None:
    """Fact sheet 8: by Graph it takes a call of its own; there is one in each tenant."""
    app_id = graph.post("/applications", NEW)["appId"]
    assert graph.refused("GET", f"/servicePrincipals(appId='{app_id}')")[0] == 404
    answer = graph.send("POST", "/servicePrincipals", {"appId": app_id, "appRoleAssignmentRequired": True})
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{AZURE}/v1.0/servicePrincipals/{made['id']}"
    assert (made["displayName"], made["appRoleAssignmentRequired"], made["tags"]) == ("Okta", True, [])
    conflict = (409, "Request_MultipleObjectsWithSameKeyValue")
    assert graph.refused("POST", "/servicePrincipals", {"appId": app_id}) == conflict
    for_all = graph.post("/servicePrincipals", {"appId": APP_FOR_ALL_TENANTS})
    assert for_all["appOwnerOrganizationId"] == OTHER_TENANT
    for body in ({"appId": ZERO}, {"appId": "x"}, {}, {"appId": app_id, "flavour": 1}):
        assert graph.refused("POST", "/servicePrincipals", body) == (400, "Request_BadRequest")


def test_a_consent_lets_the_tenant_know_an_application(graph: Graph, parties: Parties, browser: Browser) -> None:
    """Fact sheet 8: the first consent in another tenant makes the principal."""
    app = parties.app_at_azure().registered(APP_FOR_ALL_TENANTS, CALLBACK)
    app.sign_in(browser, ALICE)
    made = principal(graph, APP_FOR_ALL_TENANTS)
    grants = graph.get(f"/servicePrincipals/{made['id']}/oauth2PermissionGrants")["value"]
    assert [(one["consentType"], one["principalId"]) for one in grants] == [("Principal", ALICE_ID)]


def test_it_changes_and_is_told(graph: Graph) -> None:
    home = principal(graph, APP_AT_AZURE)
    path = f"/servicePrincipals/{home['id']}"
    whole, _ = whole_round(graph, "/servicePrincipals/delta")
    assert CALLBACK in next(one for one in whole if one["id"] == home["id"])["replyUrls"]
    _, link = whole_round(graph, "/servicePrincipals/delta", select="notes")
    graph.patch(path, {"notes": "Ask Carol", "tags": [], "homepage": None, "loginUrl": "https://home.example/in"})
    changed = graph.get(path)
    assert (changed["notes"], changed["tags"], changed["loginUrl"]) == ("Ask Carol", [], "https://home.example/in")
    assert whole_round(graph, link)[0] == [{"notes": "Ask Carol", "id": home["id"]}]
    for body in ({"displayName": None}, {"accountEnabled": "no"}, {"appId": ZERO}, {"loginUrl": "with space"}):
        assert graph.refused("PATCH", path, body) == (400, "Request_BadRequest")


def test_a_disabled_application_lets_nobody_in(
    graph: Graph, app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """7000112 on the page, silently and at the token endpoint."""
    code = app.code(browser, ALICE)
    graph.patch(f"/servicePrincipals(appId='{APP_AT_AZURE}')", {"accountEnabled": False})
    assert app.redeem(code).get_json()["error_codes"] == [7000112]
    assert ask(app, SECRET)["error_codes"] == [7000112]
    page = app.sign_in(parties.browser(), ALICE)
    assert (page.left, "AADSTS7000112" in page.text) == (False, True)


def test_a_deleted_one_is_known_no_more(graph: Graph) -> None:
    home = principal(graph, APP_AT_AZURE)
    graph.delete(f"/servicePrincipals/{home['id']}")
    assert graph.refused("GET", f"/servicePrincipals/{home['id']}")[0] == 404
    assert graph.post("/servicePrincipals", {"appId": APP_AT_AZURE})["id"] != home["id"]


def test_a_deleted_application_takes_its_own_tenants_along(graph: Graph) -> None:
    """Fact sheet 8."""
    home = principal(graph, APP_AT_AZURE)
    graph.delete(f"/applications(appId='{APP_AT_AZURE}')")
    assert graph.refused("GET", f"/servicePrincipals/{home['id']}")[0] == 404


# App role assignments


def assignment(principal_id: str, resource_id: str, role: str = ZERO) -> dict[str, str]:
    return {"principalId": principal_id, "resourceId": resource_id, "appRoleId": role}


@pytest.mark.parametrize(("kind", "principal_id"), [("users", ALICE_ID), ("groups", STAFF)])
def test_an_assignment_lets_somebody_in(
    graph: Graph, parties: Parties, browser: Browser, kind: str, principal_id: str
) -> None:
    """Whoever is assigned at Graph signs in at once; whose assignment was taken is refused at once."""
    app = parties.app_at_azure().registered(CLOSED_APP_AT_AZURE, CALLBACK)
    closed = principal(graph, CLOSED_APP_AT_AZURE)
    assert "AADSTS50105" in app.sign_in(browser, ALICE).text
    made = graph.post(f"/servicePrincipals/{closed['id']}/appRoleAssignedTo", assignment(principal_id, closed["id"]))
    assert (made["principalType"], made["resourceDisplayName"]) == (kind[:-1].capitalize(), closed["displayName"])
    assert app.code(parties.browser(), ALICE)
    assert made["id"] in [one["id"] for one in graph.get(f"/{kind}/{principal_id}/appRoleAssignments")["value"]]
    graph.delete(f"/{kind}/{principal_id}/appRoleAssignments/{made['id']}")
    assert "AADSTS50105" in app.sign_in(parties.browser(), ALICE).text


def test_who_has_roles_is_listed(graph: Graph) -> None:
    closed = principal(graph, CLOSED_APP_AT_AZURE)
    path = f"/servicePrincipals/{closed['id']}/appRoleAssignedTo"
    answer = graph.get(path)
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#appRoleAssignments"
    assert sorted((one["principalType"], one["principalDisplayName"]) for one in answer["value"]) == [
        ("Group", "Board"),
        ("User", "Carol Cames"),
    ]
    assert {one["resourceId"] for one in answer["value"]} == {closed["id"]}
    first, second = (page[0]["id"] for page in graph.pages(path, top="1"))
    assert graph.get(f"{path}/{first}")["id"] == first
    (found,) = graph.get(path, filter="principalType eq 'Group'")["value"]
    graph.delete(f"{path}/{found['id']}")
    assert len(graph.get(f"/servicePrincipals(appId='{CLOSED_APP_AT_AZURE}')/appRoleAssignedTo")["value"]) == 1
    assert graph.refused("DELETE", f"{path}/{found['id']}") == (404, "Request_ResourceNotFound")
    assert first != second


def test_an_application_is_given_a_role_of_microsoft_graph(graph: Graph, app: RelyingParty) -> None:
    """This is how administrators let a program read the directory."""
    home, api = principal(graph, APP_AT_AZURE), principal(graph, GRAPH)
    role = next(role["id"] for role in api["appRoles"] if role["value"] == "AuditLog.Read.All")
    path = f"/servicePrincipals/{home['id']}/appRoleAssignments"
    graph.post(path, assignment(home["id"], api["id"], role))
    told = app.claims(str(ask(app, SECRET)["access_token"]))
    assert "AuditLog.Read.All" in told["roles"]
    assert role in [one["appRoleId"] for one in graph.get(path, filter=f"resourceId eq '{api['id']}'")["value"]]


def test_a_role_of_one_s_own_stands_in_tokens(graph: Graph, parties: Parties) -> None:
    made = graph.post("/applications", NEW | {"appRoles": [ROLE], "web": {"redirectUris": [CALLBACK]}})
    resource = graph.post("/servicePrincipals", {"appId": made["appId"]})
    graph.post(f"/users/{ALICE_ID}/appRoleAssignments", assignment(ALICE_ID, resource["id"], ROLE["id"]))
    secret = graph.post(f"/applications/{made['id']}/addPassword", {})["secretText"]
    app = replace(parties.app_at_azure().registered(made["appId"], CALLBACK), client_secret=secret)
    assert app.claims(app.tokens(parties.browser(), ALICE)["id_token"])["roles"] == ["reader"]


def test_what_cannot_be_assigned_is_refused(graph: Graph) -> None:
    closed, home = principal(graph, CLOSED_APP_AT_AZURE), principal(graph, APP_AT_AZURE)
    path = f"/servicePrincipals/{closed['id']}/appRoleAssignedTo"
    graph.post(path, assignment(ALICE_ID, closed["id"]))
    nobody = ALICE_ID.replace("0001", "9999")
    for body, status in (
        (assignment(ALICE_ID, closed["id"]), 400),
        (assignment(ALICE_ID, home["id"]), 400),
        (assignment(ALICE_ID, closed["id"], ROLE["id"]), 400),
        (assignment("x", closed["id"]), 400),
        ({}, 400),
        (assignment(nobody, closed["id"]), 404),
    ):
        assert graph.refused("POST", path, body)[0] == status, body
    graph_role = principal(graph, GRAPH)["appRoles"][0]["id"]
    wrong = assignment(ALICE_ID, principal(graph, GRAPH)["id"], graph_role)
    assert graph.refused("POST", f"/users/{ALICE_ID}/appRoleAssignments", wrong)[0] == 400


def test_permissions_decide_about_assignments(application: GraphOf) -> None:
    program = application("Application.ReadWrite.All")
    closed = principal(program, CLOSED_APP_AT_AZURE)
    path = f"/servicePrincipals/{closed['id']}/appRoleAssignedTo"
    assert program.refused("POST", path, assignment(ALICE_ID, closed["id"]))[0] == 403
    assert application("AppRoleAssignment.ReadWrite.All").post(path, assignment(ALICE_ID, closed["id"]))["id"]


# Consents


def test_consents_are_listed_given_changed_and_taken(graph: Graph, parties: Parties) -> None:
    api, home = principal(graph, GRAPH), principal(graph, APP_AT_AZURE)
    (seeded,) = graph.get("/oauth2PermissionGrants", filter=f"clientId eq '{home['id']}'")["value"]
    assert (seeded["consentType"], seeded["principalId"], seeded["resourceId"]) == ("AllPrincipals", None, api["id"])
    body = {"clientId": home["id"], "consentType": "Principal", "principalId": ALICE_ID, "resourceId": api["id"]}
    made = graph.post("/oauth2PermissionGrants", body | {"scope": "Group.Read.All  User.Read"})
    assert made["scope"] == "Group.Read.All User.Read"
    path = f"/oauth2PermissionGrants/{made['id']}"
    graph.patch(path, {"scope": "User.Read"})
    assert graph.get(path)["scope"] == "User.Read"
    assert [one["id"] for one in graph.get(f"/users/{ALICE_ID}/oauth2PermissionGrants")["value"]] == [made["id"]]
    graph.delete(path)
    assert graph.refused("GET", path) == (404, "Request_ResourceNotFound")
    code = parties.app_at_azure().code(parties.browser(), ALICE)
    graph.delete(f"/oauth2PermissionGrants/{seeded['id']}")
    assert parties.app_at_azure().redeem(code).get_json()["error_codes"] == [65001]


def test_what_is_no_consent_is_refused(graph: Graph) -> None:
    api, home = principal(graph, GRAPH), principal(graph, APP_AT_AZURE)
    good = {"clientId": home["id"], "consentType": "AllPrincipals", "resourceId": api["id"], "scope": "User.Read"}
    for change, status in (
        ({}, 400),
        ({"consentType": "Principal"}, 400),
        ({"principalId": ALICE_ID}, 400),
        ({"consentType": "Everybody"}, 400),
        ({"clientId": ZERO}, 404),
        ({"scope": None}, 400),
        ({"consentType": "Principal", "principalId": ZERO}, 404),
    ):
        assert graph.refused("POST", "/oauth2PermissionGrants", good | change)[0] == status, change
