"""Tokens and authorization servers on the administrator's pages. Expectations: Okta fact sheet 5.4 and 7.1."""

import re

import pytest

from mocks.tests.cast import OLIVIA
from mocks.tests.okta.admin.walk import Walk, form_to, read_only
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties


def test_a_token_is_told_once_and_is_good(walk: Walk, parties: Parties) -> None:
    page = walk.fill(walk.open("/api"), "/tokens", name="Nightly export")
    told = re.search(r"Token value (00\w{40})", page.text)
    assert told
    assert Admin(parties.network, told[1]).get("/users/me")["profile"]["login"] == OLIVIA.username
    again = walk.open("/api")
    assert "Nightly export" in again.text
    assert told[1] not in again.html


def test_a_revoked_token_is_good_no_more(walk: Walk, admin: Admin) -> None:
    """The token of the tests' own client."""
    (token,) = admin.get("/api-tokens")
    page = walk.fill(walk.open("/api"), f"/{token['id']}/revoke")
    assert "Revoked." in page.text
    assert admin.refused("GET", "/users/me") == (401, "E0000011")


@pytest.mark.parametrize("name", ["", " ", "x" * 101])
def test_a_token_needs_a_name(walk: Walk, name: str) -> None:
    page = walk.fill(walk.open("/api"), "/tokens", name=name)
    assert page.status == 400
    assert "cannot be left blank" in page.text
    assert form_to(page, "/tokens").fields["name"] == name


def test_who_may_only_look_gets_no_token(walk: Walk, admin: Admin, parties: Parties) -> None:
    read_only(parties)
    page = walk.fill(walk.open("/api"), "/tokens", name="Mine")
    assert page.status == 403
    assert [token["name"] for token in admin.get("/api-tokens")] == ["tests"]


def test_the_authorization_servers_are_listed(walk: Walk, admin: Admin) -> None:
    text = walk.open("/api").text
    for server in admin.get("/authorizationServers"):
        assert server["issuer"] in text


def test_an_org_without_the_feature_is_told_so(walk: Walk, parties: Parties) -> None:
    with parties.okta.db() as db:
        table = parties.okta.runtime.store.metadata.tables["org"]
        db.execute(table.update().values(api_access_management=False))
    page = walk.open("/api")
    assert page.status == 200
    assert "no API Access Management" in page.text
