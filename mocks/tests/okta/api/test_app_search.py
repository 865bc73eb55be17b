"""Lists of applications: `q`, filters, both together, and whom `expand` brings along. Expectations: fact sheet 5.1."""

from typing import Any

import pytest

from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin


def _found(admin: Admin, **query: Any) -> set[str]:
    return {app["id"] for page in admin.pages("/apps", **query) for app in page}


@pytest.fixture
def everything(admin: Admin) -> set[str]:
    return _found(admin)


@pytest.mark.parametrize("q", ["oidc", "OIDC_client", "contoso home"])
def test_q_begins_a_name_or_a_label(admin: Admin, everything: set[str], q: str) -> None:
    assert _found(admin, q=q) == (everything if q.lower().startswith("oidc") else {cast.APP_AT_OKTA})
    assert _found(admin, q="home") == set()


def test_filters(admin: Admin, everything: set[str]) -> None:
    erin = admin.get(f"/users/{cast.ERIN.username}")["id"]
    (everyone,) = admin.get("/groups", q="Everyone")
    of_erin = _found(admin, filter=f'user.id eq "{erin}"')
    assert cast.SECOND_APP_AT_OKTA in of_erin < everything
    assert _found(admin, filter=f'group.id eq "{everyone["id"]}"') == of_erin
    assert _found(admin, filter='name eq "oidc_client"') == everything
    assert _found(admin, filter='name eq "salesforce"') == set()
    admin.post(f"/apps/{cast.SECOND_APP_AT_OKTA}/lifecycle/deactivate")
    both = f'user.id eq "{erin}" and status eq "ACTIVE"'
    assert _found(admin, filter=both) == of_erin - {cast.SECOND_APP_AT_OKTA}
    assert _found(admin, filter=both, q="contoso pay", limit=1) == {cast.KEYED_AT_OKTA}
    either = f'id eq "{cast.APP_AT_OKTA}" or status eq "INACTIVE"'
    assert _found(admin, filter=either) == {cast.APP_AT_OKTA, cast.SECOND_APP_AT_OKTA}


@pytest.mark.parametrize("expression", ['user.id gt "x"', "user.id eq 7", 'label eq "x"', "status pr or", "name ne 1"])
def test_what_cannot_be_asked(admin: Admin, expression: str) -> None:
    assert admin.refused("GET", "/apps", filter=expression) == (400, "E0000031")


def test_expand_brings_the_user_along(admin: Admin) -> None:
    """5.1: `expand=user/{id}` embeds the application's user, for who is assigned."""
    erin = admin.get(f"/users/{cast.ERIN.username}")["id"]
    found = {app["id"]: app for app in admin.get("/apps", expand=f"user/{erin}")}
    embedded = found[cast.SECOND_APP_AT_OKTA]["_embedded"]["user"]
    assert embedded == admin.get(f"/apps/{cast.SECOND_APP_AT_OKTA}/users/{erin}")
    assert "_embedded" not in found[cast.APP_AT_OKTA]
    one = admin.get(f"/apps/{cast.SECOND_APP_AT_OKTA}", expand=f"user/{erin}")
    assert one["_embedded"]["user"] == embedded
    assert "_embedded" not in admin.get(f"/apps/{cast.SECOND_APP_AT_OKTA}", expand="user/nobody")
    sdk = {"User-Agent": "OpenAPI-Generator/1.0.0/python"}
    answer = admin.send("GET", f"/apps/{cast.SECOND_APP_AT_OKTA}", headers=sdk, expand=f"user/{erin}")
    assert "_embedded" not in answer.get_json()
