"""Certificates that an application rolls over by itself at Graph (fact sheet section 7.8)."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from mocks.oauth.certificates import self_signed
from mocks.tests import keys
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.test_applications import by_app_id
from mocks.tests.cast import APP_AT_AZURE, KEYED_AT_AZURE
from mocks.tests.parties import Parties

_other = rsa.generate_private_key(65537, 2048)
NEXT = base64.b64encode(self_signed("next.example")(_other, datetime(2026, 1, 1, tzinfo=UTC))).decode()
KEY = {"type": "AsymmetricX509Cert", "usage": "Verify", "key": NEXT}


@pytest.fixture
def keyed(graph: Graph) -> dict[str, Any]:
    return by_app_id(graph, KEYED_AT_AZURE)


def proof(app: dict[str, Any], parties: Parties, key: Any = keys.PRIVATE, **changes: Any) -> str:
    now = parties.clock.timestamp()
    claims = {"aud": "00000002-0000-0000-c000-000000000000", "iss": app["id"], "nbf": now, "exp": now + 600}
    return keys.sign({name: value for name, value in (claims | changes).items() if value is not None}, key=key)


def test_a_key_is_added_by_who_has_the_last_and_the_last_is_removed(
    graph: Graph, keyed: dict[str, Any], parties: Parties
) -> None:
    path = f"/applications/{keyed['id']}"
    made = graph.post(f"{path}/addKey", {"keyCredential": KEY, "proof": proof(keyed, parties)})
    assert made["@odata.context"].endswith("#microsoft.graph.keyCredential")
    assert (made["key"], made["endDateTime"]) == (None, "2030-12-31T00:00:00Z")
    old, new = graph.get(path)["keyCredentials"]
    assert new["keyId"] == made["keyId"]
    gone = {"keyId": old["keyId"], "proof": proof(keyed, parties)}
    assert graph.send("POST", f"{path}/removeKey", gone).status_code == 204
    assert [one["keyId"] for one in graph.get(path)["keyCredentials"]] == [new["keyId"]]
    assert graph.refused("POST", f"{path}/removeKey", gone)[0] == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"key": keys.STRANGER},
        {"aud": "https://graph.microsoft.com"},
        {"iss": KEYED_AT_AZURE},
        {"exp": None},
        {"nbf": "now"},
        {"exp": 0},
        {"nbf": 0},
    ],
)
def test_what_proves_nothing_is_refused(
    graph: Graph, keyed: dict[str, Any], parties: Parties, changes: dict[str, Any]
) -> None:
    body = {"keyCredential": KEY, "proof": proof(keyed, parties, **changes)}
    expected = (401, "Authentication_MissingOrMalformed")
    assert graph.refused("POST", f"/applications/{keyed['id']}/addKey", body) == expected
    assert graph.refused("POST", f"/applications/{keyed['id']}/addKey", body | {"proof": "x"}) == expected


def test_an_application_without_a_certificate_has_no_proof(graph: Graph, parties: Parties) -> None:
    app = by_app_id(graph, APP_AT_AZURE)
    body = {"keyCredential": KEY, "proof": proof(app, parties)}
    assert graph.refused("POST", f"/applications/{app['id']}/addKey", body)[0] == 401


def test_what_is_no_certificate_is_refused(graph: Graph, keyed: dict[str, Any], parties: Parties) -> None:
    path, good = f"/applications/{keyed['id']}", proof(keyed, parties)
    for body in ({"proof": good}, {"keyCredential": KEY | {"key": "eA=="}, "proof": good}, {"keyCredential": KEY}):
        assert graph.refused("POST", f"{path}/addKey", body) == (400, "Request_BadRequest")
    unknown = {"keyId": "11111111-0000-4000-8000-000000000001", "proof": good}
    assert graph.refused("POST", f"{path}/removeKey", unknown) == (400, "Request_BadRequest")
