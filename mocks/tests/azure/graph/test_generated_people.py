"""A tenant of many people as Graph tells of it, with those that the generator makes."""

from mocks.azure import generator
from mocks.azure.generator import PASSWORD, group_id, person_id
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.test_delta import whole_round
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def fill(parties: Parties, first: int, count: int) -> int:
    with parties.azure.db() as db:
        return generator.fill(db, TENANT, first, count, parties.clock.now().timestamp())


def test_the_same_people_at_every_run(graph: Graph, parties: Parties) -> None:
    """Made in parts or at once, and no second time."""
    assert (fill(parties, 0, 70), fill(parties, 40, 80), fill(parties, 0, 120)) == (70, 50, 0)
    assert graph.advanced.get("/users/$count") == str(11 + 120)
    seventh = graph.get(f"/users/{person_id(7)}")
    assert (seventh["displayName"], seventh["mail"]) == ("Hugo Abel", "hugo.abel.7@contoso.example")


def test_every_fifty_share_a_team(graph: Graph, parties: Parties) -> None:
    fill(parties, 0, 120)
    members = [graph.get(f"/groups/{group_id(number)}/members", top="999")["value"] for number in (0, 50, 100)]
    assert [len(found) for found in members] == [50, 50, 20]
    assert group_id(49) == group_id(0) != group_id(50)


def test_they_can_sign_in(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    fill(parties, 7, 1)
    claims = app.claims(app.tokens(browser, Person("hugo.abel.7@contoso.example", PASSWORD))["id_token"])
    assert claims["oid"] == person_id(7)


def test_who_mirrors_the_directory_hears_of_them(graph: Graph, parties: Parties) -> None:
    _, link = whole_round(graph, "/users/delta")
    fill(parties, 0, 120)
    found, _ = whole_round(graph, link)
    assert {user["id"] for user in found} == {person_id(number) for number in range(120)}
