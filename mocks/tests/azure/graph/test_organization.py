"""The tenant and its domains at Graph (fact sheet section 7.8)."""

from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.cast import ALICE, AZURE, OTHER_TENANT, TENANT


def test_the_tenant_is_a_collection_of_one(graph: Graph) -> None:
    answer = graph.get("/organization")
    assert answer["@odata.context"] == f"{AZURE}/v1.0/$metadata#organization"
    (tenant,) = answer["value"]
    assert (tenant["id"], tenant["displayName"], tenant["tenantType"]) == (TENANT, "Contoso", "AAD")
    assert tenant["createdDateTime"] == "2026-01-05T09:00:00Z"
    domains = {domain["name"]: domain for domain in tenant["verifiedDomains"]}
    assert set(domains) == {"contoso.example", "contractors.example"}
    assert (domains["contoso.example"]["isDefault"], domains["contractors.example"]["isDefault"]) == (True, False)
    assert graph.get(f"/organization/{TENANT}")["displayName"] == "Contoso"
    assert graph.get("/organization", select="displayName")["value"] == [{"displayName": "Contoso"}]
    assert graph.refused("GET", f"/organization/{OTHER_TENANT}") == (404, "Request_ResourceNotFound")
    assert graph.refused("GET", "/organization", select="flavour") == (400, "Request_BadRequest")


def test_people_see_little_of_it(person: GraphOf) -> None:
    """Fact sheet 7.10: limited with User.Read."""
    (tenant,) = person(ALICE, "User.Read").get("/organization")["value"]
    assert tenant["displayName"] == "Contoso"
    assert tenant["verifiedDomains"]
    assert tenant["tenantType"] is None


def test_domains(graph: Graph) -> None:
    first, second = graph.get("/domains")["value"]
    assert (first["id"], first["isDefault"], first["isInitial"]) == ("contoso.example", True, True)
    assert (second["id"], second["authenticationType"]) == ("contractors.example", "Managed")
    assert graph.get("/domains/CONTOSO.example")["isVerified"] is True
    assert graph.refused("GET", "/domains/adatum.example") == (404, "Request_ResourceNotFound")


def test_permissions_decide(application: GraphOf) -> None:
    program = application("Domain.Read.All")
    assert len(program.get("/domains")["value"]) == 2
    assert program.refused("GET", "/organization")[0] == 403
