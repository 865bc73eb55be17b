"""Roles of administrators through the management API. Expectations: Okta fact sheet 7.1 and 7.2."""

import pytest

from mocks.okta.directory import api_tokens, users
from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties


@pytest.fixture
def erin(parties: Parties) -> Admin:
    """A token of Erin's, who has no role at first."""
    value = "00" + "e" * 40
    with parties.okta.db() as db:
        user = users.by_login(db, cast.ERIN.username)
        assert user
        api_tokens.add(db, "00Terinerinerinerine", "hers", user.id, value, parties.clock.now())
    return Admin(parties.network, value)


ROLES = f"/users/{cast.ERIN.username}/roles"


def test_a_role_gives_its_rights_and_takes_them_away(admin: Admin, erin: Admin) -> None:
    """7.1: a token carries the rights that its administrator has when it is used."""
    assert erin.refused("GET", "/users") == (403, "E0000006")
    answer = admin.send("POST", ROLES, {"type": "ORG_ADMIN"})
    role = answer.get_json()
    assert answer.status_code == 201
    assert (role["type"], role["label"], role["status"]) == ("ORG_ADMIN", "Organization Administrator", "ACTIVE")
    assert admin.get(ROLES) == [role]
    assert admin.get(f"{ROLES}/{role['id']}") == role
    assert erin.get("/users")
    admin.delete(f"{ROLES}/{role['id']}")
    assert admin.get(ROLES) == []
    assert erin.refused("GET", "/users") == (403, "E0000006")


def test_who_may_only_read_changes_nothing(admin: Admin, erin: Admin) -> None:
    admin.post(ROLES, {"type": "READ_ONLY_ADMIN"})
    assert erin.get("/groups")
    assert erin.refused("POST", "/groups", {"profile": {"name": "Newcomers"}}) == (403, "E0000006")


def test_only_the_highest_role_gives_roles(admin: Admin, erin: Admin) -> None:
    """Whoever may change users must not make themselves the org's owner."""
    role = admin.post(ROLES, {"type": "ORG_ADMIN"})
    assert erin.refused("POST", ROLES, {"type": "SUPER_ADMIN"}) == (403, "E0000006")
    assert erin.refused("DELETE", f"{ROLES}/{role['id']}") == (403, "E0000006")


def test_what_cannot_be_given(admin: Admin) -> None:
    """7.2: E0000090 for a role that somebody has; an unknown type names its cause."""
    admin.post(ROLES, {"type": "APP_ADMIN"})
    assert admin.refused("POST", ROLES, {"type": "APP_ADMIN"}) == (409, "E0000090")
    assert admin.refused("POST", ROLES, {"type": "EMPEROR"}) == (400, "E0000001")
    assert admin.refused("POST", "/users/nobody@x.example/roles", {"type": "APP_ADMIN"}) == (404, "E0000007")
    assert admin.refused("GET", f"{ROLES}/ra1nowhere") == (404, "E0000007")
