"""Several requests in one (fact sheet section 7.12), and being told to wait (7.11)."""

import base64
from typing import Any

import pytest

from mocks.tests.azure.graph.client import Graph
from mocks.tests.cast import ALICE, AZURE
from mocks.tests.parties import Parties


def part(id: str, url: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "method": "GET", "url": url, **more}


def send(graph: Graph, *parts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = graph.post("/$batch", {"requests": list(parts)})
    return {response["id"]: response for response in answer["responses"]}


def test_each_request_is_answered_as_if_it_came_alone(graph: Graph) -> None:
    """Outer 200 whatever the inner statuses; links inside stay absolute."""
    found = send(
        graph,
        part("1", "/users?$top=2&$select=displayName"),
        part("2", "users/nobody@contoso.example"),
        part("3", "/users/$count", headers={"ConsistencyLevel": "eventual"}),
        part("4", "/users?$filter=startswith(displayName,'A') and accountEnabled eq true&$select=displayName"),
        part("5", "/nothing"),
    )
    assert {id: answer["status"] for id, answer in found.items()} == {"1": 200, "2": 404, "3": 200, "4": 200, "5": 404}
    assert found["1"]["body"]["@odata.nextLink"].startswith(f"{AZURE}/v1.0/users?$top=2&")
    assert found["1"]["headers"]["Content-Type"] == "application/json"
    assert found["2"]["body"]["error"]["code"] == "Request_ResourceNotFound"
    assert base64.b64decode(found["3"]["body"]) == b"11"
    assert len(found["4"]["body"]["value"]) == 2


def test_what_depends_on_a_failure_is_not_tried(graph: Graph) -> None:
    """424, and so on down the line; the order in which they are sent does not matter."""
    found = send(
        graph,
        part("c", "/users", dependsOn=["b"]),
        part("b", "/users", dependsOn=["a"]),
        part("a", "/users/nobody"),
        part("d", "/users/alice@contoso.example", dependsOn=["e"]),
        part("e", "/users/alice@contoso.example"),
    )
    assert {id: answer["status"] for id, answer in found.items()} == {"a": 404, "b": 424, "c": 424, "d": 200, "e": 200}
    assert found["d"]["body"]["userPrincipalName"] == ALICE.username


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [part(str(number), "/users") for number in range(21)],
        [part("a", "/users"), part("A", "/users")],
        [part("1", "/users", body={})],
        [part("1", "/users", dependsOn=["2"])],
        [part("1", "/users", dependsOn=["2"]), part("2", "/users", dependsOn=["1"])],
        [part("1", "https://graph.example/users") | {"method": "TRACE"}],
        [part("1", "//users")],
        [part("1", "/users", headers={"X-Y": "a\r\nb"})],
        [{"id": "1"}],
        "none",
    ],
    ids=lambda requests: str(requests)[:60],
)
def test_a_batch_that_is_no_batch(graph: Graph, requests: Any) -> None:
    """The whole of it is refused, with nothing done."""
    assert graph.refused("POST", "/$batch", {"requests": requests}) == (400, "BadRequest")


def test_a_batch_in_a_batch(graph: Graph) -> None:
    inner = part("1", "/%24batch", method="POST", body={}, headers={"Content-Type": "application/json"})
    assert send(graph, inner)["1"]["status"] == 400


def test_a_batch_needs_a_token(parties: Parties) -> None:
    assert Graph(parties.network, "").refused("POST", "/$batch", {}) == (401, "InvalidAuthenticationToken")


def test_throttling(graph: Graph, parties: Parties) -> None:
    """429 with Retry-After, in a batch for the request that it hits."""
    turns = iter((0, 7))
    parties.azure.faults.script["graph.throttle"] = lambda _: next(turns, 0)
    answer = send(graph, part("1", "/users"))["1"]
    assert (answer["status"], answer["headers"]["Retry-After"]) == (429, "7")
    assert answer["body"]["error"]["code"] == "TooManyRequests"
    parties.azure.faults.script["graph.throttle"] = lambda _: 3
    response = graph.send("GET", "/users")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3")
    assert graph.refused("GET", "/users") == (429, "TooManyRequests")
