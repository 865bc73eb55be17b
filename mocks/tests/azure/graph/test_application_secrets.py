"""Secrets of an application at Graph: told once, hashed, rolled over (fact sheet sections 3.2 and 7.8)."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.test_applications import by_app_id
from mocks.tests.azure.test_app_credentials import ask
from mocks.tests.cast import APP_AT_AZURE, SECRET
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def path(graph: Graph) -> str:
    """The address of the application of these tests."""
    return f"/applications/{by_app_id(graph, APP_AT_AZURE)['id']}"


def test_a_new_secret_is_told_once_and_works(graph: Graph, path: str, app: RelyingParty, parties: Parties) -> None:
    made = graph.post(f"{path}/addPassword", {"passwordCredential": {"displayName": "next"}})
    assert made["@odata.context"].endswith("#microsoft.graph.passwordCredential")
    assert len(made["secretText"]) == 40
    assert made["hint"] == made["secretText"][:3]
    assert (made["displayName"], made["startDateTime"]) == ("next", "2026-01-05T09:00:00Z")
    assert made["endDateTime"] == "2028-01-05T09:00:00Z"
    assert "access_token" in ask(app, made["secretText"])
    assert "access_token" in ask(app, SECRET)
    told = graph.get(path)["passwordCredentials"]
    assert [one["secretText"] for one in told] == [None, None]
    assert made["secretText"] not in repr(parties.azure.rows("app_registrations", "directory_audits", "changes"))


def test_the_old_one_is_taken_away(graph: Graph, path: str, app: RelyingParty) -> None:
    """Rollover: two are good at once, then one."""
    new = graph.post(f"/applications(appId='{APP_AT_AZURE}')/addPassword", {})
    (old,) = [one for one in graph.get(path)["passwordCredentials"] if one["keyId"] != new["keyId"]]
    assert graph.send("POST", f"{path}/removePassword", {"keyId": old["keyId"]}).status_code == 204
    assert ask(app, SECRET)["error_codes"] == [7000215]
    assert "access_token" in ask(app, new["secretText"])
    graph.patch(path, {"passwordCredentials": []})
    assert graph.get(path)["passwordCredentials"] == []


def test_a_secret_has_a_beginning_and_an_end(graph: Graph, path: str, app: RelyingParty, parties: Parties) -> None:
    asked = {"startDateTime": "2026-01-05T10:00:00Z", "endDateTime": "2026-01-05T11:00:00+00:00"}
    secret = graph.post(f"{path}/addPassword", {"passwordCredential": asked})["secretText"]
    assert ask(app, secret)["error_codes"] == [7000215]
    parties.clock.move(timedelta(hours=1))
    assert "access_token" in ask(app, secret)
    parties.clock.move(timedelta(hours=1))
    assert ask(app, secret)["error_codes"] == [7000222]


BAD: list[tuple[str, Any]] = [
    ("addPassword", {"passwordCredential": {"endDateTime": "2020-01-01T00:00:00Z"}}),
    ("addPassword", {"passwordCredential": {"endDateTime": "2027-01-01T00:00:00"}}),
    ("addPassword", {"passwordCredential": {"endDateTime": "soon"}}),
    ("addPassword", {"passwordCredential": {"displayName": "x" * 257}}),
    ("addPassword", {"passwordCredential": 7}),
    ("removePassword", {}),
    ("removePassword", {"keyId": "x"}),
    ("removePassword", {"keyId": "11111111-0000-4000-8000-000000000001"}),
]


@pytest.mark.parametrize(("action", "body"), BAD)
def test_what_makes_no_sense_is_refused(graph: Graph, path: str, action: str, body: Any) -> None:
    assert graph.refused("POST", f"{path}/{action}", body) == (400, "Request_BadRequest")
