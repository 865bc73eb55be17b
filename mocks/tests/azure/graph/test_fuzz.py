"""Every route of Graph, fed with what nobody expects: an answer in its own words, never a 5xx."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mocks.azure.graph import resources
from mocks.azure.graph_resource import ROLE_IDS
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import GraphOf
from mocks.tests.cast import ALICE, APP_AT_AZURE, STAFF
from mocks.tests.parties import Parties

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
_NAMES = st.sampled_from(
    (
        *("displayName", "userPrincipalName", "mail", "accountEnabled", "passwordProfile", "employeeHireDate"),
        *("businessPhones", "onPremisesExtensionAttributes", "mailNickname", "@odata.id", "members@odata.bind"),
        *("requests", "ids", "types", "groupIds", "securityEnabled", "mailEnabled", "groupTypes", "appId", "web"),
        *("appRoles", "passwordCredential", "keyId", "principalId", "resourceId", "appRoleId", "currentPassword"),
    )
)
_BODIES = st.binary(max_size=40) | (_JSON | st.dictionaries(_NAMES, _JSON)).map(
    lambda value: json.dumps(value).encode()
)
_PIECES = st.sampled_from(
    (
        *("displayName", "mail", "accountEnabled", "createdDateTime", "proxyAddresses", "proxyAddresses/any(x:x", "id"),
        *(" eq ", " ne ", " and ", " or ", "not ", "(", ")", ",", "'", "'a'", "null", "true", "2026-01-01", "1"),
        *("startswith(", "endswith(", " in (", " desc", '"displayName:a"', " AND ", "latest", "manager", "*"),
    )
)
_VALUES = st.lists(_PIECES, max_size=8).map("".join) | st.text(max_size=30)
_OPTIONS = ("filter", "search", "orderby", "select", "expand", "top", "count", "skiptoken", "deltatoken")
_QUERIES = st.dictionaries(st.sampled_from([f"${name}" for name in _OPTIONS]), _VALUES, max_size=3)
_SEGMENTS = st.sampled_from(
    (ALICE.username, "00000000-0000-4000-8000-000000000001", STAFF, APP_AT_AZURE, "me-token-to-replace", "user")
) | st.text(st.characters(exclude_characters="/?#%\\", codec="utf-8"), min_size=1, max_size=30)
ROUTES = sorted({(method, path) for resource in resources().values() for method, path in resource.routes})


@pytest.fixture
def everything(application: GraphOf) -> Graph:
    """A program that may do whatever Graph lets anybody do."""
    return application(*ROLE_IDS).advanced


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=str)
def test_never_a_5xx(everything: Graph, method: str, path: str) -> None:
    """Whatever is sent is answered in Graph's own shape when it is refused."""

    @settings(max_examples=25)
    @given(st.data())
    def answers(data: Any) -> None:
        parts = path.split("/")
        filled = "/".join(
            part.partition("<")[0] + data.draw(_SEGMENTS) if part.endswith(">") else part for part in parts
        )
        body = data.draw(_BODIES) if method in ("POST", "PUT", "PATCH") else None
        answer = everything.raw(method, filled, body, data.draw(_QUERIES))
        assert answer.status_code < 500, answer.get_data(as_text=True)
        if answer.status_code >= 400 and filled.startswith("/v1.0/"):
            assert answer.get_json()["error"]["code"], answer.get_data(as_text=True)

    answers()


def test_requests_of_a_batch(graph: Graph, parties: Parties) -> None:
    """What stands in a batch is fed to the same routes: refused one by one, or the whole of it."""
    part = st.fixed_dictionaries(
        {"id": st.text(max_size=3), "method": st.sampled_from(("GET", "POST", "x")), "url": st.text(max_size=30)},
        optional={
            "headers": st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
            "body": _JSON,
            "dependsOn": st.lists(st.text(max_size=3), max_size=2),
        },
    )

    @settings(max_examples=200)
    @given(st.lists(part, max_size=3))
    def answers(requests: Any) -> None:
        answer = graph.raw("POST", "/v1.0/$batch", json.dumps({"requests": requests}).encode(), {})
        assert answer.status_code in (200, 400), answer.get_data(as_text=True)
        for response in answer.get_json().get("responses", ()):
            assert response["status"] < 500

    answers()
