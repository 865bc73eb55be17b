"""Applications and service principals that were deleted, and what comes back with them (fact sheet section 8)."""

import pytest

from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.test_groups import ALICE_ID
from mocks.tests.azure.graph.test_service_principals import assignment, principal
from mocks.tests.azure.test_app_credentials import ask
from mocks.tests.cast import ALICE, APP_AT_AZURE, BOARD, CALLBACK, CLOSED_APP_AT_AZURE, SECRET
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def test_a_restored_application_is_signed_in_to_again(graph: Graph, app: RelyingParty, parties: Parties) -> None:
    """With its secret, its service principal and what was consented to."""
    found = graph.get(f"/applications(appId='{APP_AT_AZURE}')")
    home = principal(graph, APP_AT_AZURE)
    graph.delete(f"/applications/{found['id']}")
    assert ask(app, SECRET)["error_codes"] == [700016]
    for kind, id in (("application", found["id"]), ("servicePrincipal", home["id"])):
        deleted = graph.get(f"/directory/deletedItems/microsoft.graph.{kind}")["value"]
        assert [one["id"] for one in deleted] == [id]
    restored = graph.post(f"/directory/deletedItems/{found['id']}/restore")
    assert (restored["@odata.type"], restored["appId"]) == ("#microsoft.graph.application", APP_AT_AZURE)
    assert principal(graph, APP_AT_AZURE)["id"] == home["id"]
    assert app.code(parties.browser(), ALICE)


def test_an_application_that_is_gone_for_good_leaves_nothing(graph: Graph, parties: Parties) -> None:
    home = principal(graph, APP_AT_AZURE)
    graph.post(f"/groups/{BOARD}/members/$ref", {"@odata.id": f"/servicePrincipals/{home['id']}"})
    found = graph.get(f"/applications(appId='{APP_AT_AZURE}')")
    graph.delete(f"/applications/{found['id']}")
    graph.delete(f"/directory/deletedItems/{found['id']}")
    tables = ("app_registrations", "service_principals", "oauth2_permission_grants", "app_role_assignments")
    left = repr(parties.azure.rows(*tables, "group_members"))
    assert found["id"] not in left
    assert home["id"] not in left
    assert graph.refused("POST", f"/directory/deletedItems/{found['id']}/restore")[0] == 404


def test_a_deleted_service_principal_takes_consents_along(graph: Graph, parties: Parties) -> None:
    """And a new one begins without: whoever was assigned or consented before is asked again."""
    closed = principal(graph, CLOSED_APP_AT_AZURE)
    app = parties.app_at_azure().registered(CLOSED_APP_AT_AZURE, CALLBACK)
    graph.post(f"/servicePrincipals/{closed['id']}/appRoleAssignedTo", assignment(ALICE_ID, closed["id"]))
    browser = parties.browser()
    assert app.code(browser, ALICE)
    graph.delete(f"/servicePrincipals/{closed['id']}")
    told = browser.open(app.authorize_url(prompt="none")).parameters
    assert (told["error"], "AADSTS65001" in told["error_description"]) == ("consent_required", True)
    again = graph.post("/servicePrincipals", {"appId": CLOSED_APP_AT_AZURE, "appRoleAssignmentRequired": True})
    assert graph.get(f"/servicePrincipals/{again['id']}/appRoleAssignedTo")["value"] == []
    assert "AADSTS50105" in app.sign_in(parties.browser(), ALICE).text
    assert graph.refused("POST", f"/directory/deletedItems/{closed['id']}/restore")[0] == 404


@pytest.mark.parametrize("deleted", [False, True])
def test_a_restored_service_principal_knows_who_was_assigned(graph: Graph, parties: Parties, deleted: bool) -> None:
    closed = principal(graph, CLOSED_APP_AT_AZURE)
    graph.post(f"/servicePrincipals/{closed['id']}/appRoleAssignedTo", assignment(ALICE_ID, closed["id"]))
    if deleted:
        graph.delete(f"/servicePrincipals/{closed['id']}")
        graph.post(f"/directory/deletedItems/{closed['id']}/restore")
    app = parties.app_at_azure().registered(CLOSED_APP_AT_AZURE, CALLBACK)
    assert app.code(parties.browser(), ALICE)


def test_an_application_itself_is_nobody_s_member(graph: Graph) -> None:
    """Fact sheet 7.7: its service principal may be one."""
    found = graph.get(f"/applications(appId='{APP_AT_AZURE}')")
    reference = {"@odata.id": f"/directoryObjects/{found['id']}"}
    for path in (f"/groups/{BOARD}/members/$ref", f"/groups/{BOARD}/owners/$ref"):
        assert graph.refused("POST", path, reference) == (400, "Request_BadRequest")
