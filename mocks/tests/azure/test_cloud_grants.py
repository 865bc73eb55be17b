"""Grants that have to say which tenant is meant (fact sheet 3.1)."""

import pytest

from mocks.tests import cast
from mocks.tests.parties import Parties


@pytest.mark.parametrize(("segment", "status"), [("organizations", 200), ("common", 400), (cast.TENANT, 200)])
def test_a_name_says_whose_password_it_is(parties: Parties, segment: str, status: int) -> None:
    """Except at `common`: 9001023."""
    app = parties.app_at_azure().registered(cast.MULTI_TENANT_TV_AT_AZURE, "")
    form = {"grant_type": "password", "username": cast.ALICE.username, "password": cast.ALICE.password}
    url = f"{cast.AZURE}/{segment}/oauth2/v2.0/token"
    answer = app.post(url, form | {"client_id": app.client_id, "scope": "openid profile"})
    assert answer.status_code == status, answer.text
    if status == 200:
        assert app.claims(answer.get_json()["id_token"])["tid"] == cast.TENANT
    else:
        assert answer.get_json()["error_codes"] == [9001023]


def test_nobody_is_asked_for_the_password_of_an_unknown_domain(parties: Parties) -> None:
    app = parties.app_at_azure().registered(cast.MULTI_TENANT_TV_AT_AZURE, "")
    form = {"grant_type": "password", "username": "x@unknown.example", "password": "x", "scope": "openid"}
    answer = app.post(f"{cast.AZURE}/organizations/oauth2/v2.0/token", form | {"client_id": app.client_id})
    assert (answer.status_code, answer.get_json()["error_codes"]) == (400, [9001023])
