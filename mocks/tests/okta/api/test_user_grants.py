"""Consent grants through the management API: what was allowed is listed; taken back, it is asked again."""

import pytest

from mocks.tests import cast
from mocks.tests.browser import Browser
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.custom_server import CustomServer
from mocks.tests.parties import Parties

GRANTS = f"/users/{cast.OLIVIA.username}/grants"
OF_CLIENT = f"/users/{cast.OLIVIA.username}/clients/{cast.APP_AT_OKTA}/grants"


@pytest.fixture
def allowed(parties: Parties, browser: Browser) -> None:
    """Olivia has allowed the application two scopes."""
    server = CustomServer(parties)
    for name in ("orders:read", "orders:write"):
        server.add_scope(name, consent="REQUIRED")
    app = parties.app_at_okta()
    page = app.sign_in(browser, cast.OLIVIA, scope="openid orders:read orders:write", prompt="consent")
    browser.submit(page, {"decision": "allow"})


@pytest.mark.usefixtures("allowed")
def test_grants_are_listed(admin: Admin) -> None:
    grants = admin.get(GRANTS)
    assert len(grants) == 2
    assert admin.get(OF_CLIENT) == grants
    assert admin.get(f"/users/{cast.OLIVIA.username}/clients/0oanobody/grants") == []
    grant = admin.get(f"{GRANTS}/{grants[0]['id']}")
    assert grant == grants[0]
    assert (grant["clientId"], grant["issuer"]) == (cast.APP_AT_OKTA, f"{cast.OKTA}/oauth2/default")
    scopes = {scope["id"]: scope["name"] for scope in admin.get("/authorizationServers/default/scopes")}
    assert {scopes[it["scopeId"]] for it in grants} == {"orders:read", "orders:write"}
    assert admin.get(f"/users/{cast.ERIN.username}/grants") == []


@pytest.mark.usefixtures("allowed")
def test_one_is_taken_back(admin: Admin) -> None:
    first, second = (grant["id"] for grant in admin.get(GRANTS))
    assert admin.send("DELETE", f"{GRANTS}/{first}").status_code == 204
    assert [grant["id"] for grant in admin.get(GRANTS)] == [second]
    assert admin.refused("GET", f"{GRANTS}/{first}") == (404, "E0000007")
    assert admin.refused("DELETE", f"{GRANTS}/{first}") == (404, "E0000007")
    assert admin.refused("DELETE", f"/users/{cast.ERIN.username}/grants/{second}") == (404, "E0000007")


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("path", [GRANTS, OF_CLIENT])
def test_all_are_taken_back(admin: Admin, path: str) -> None:
    assert admin.send("DELETE", path).status_code == 204
    assert admin.get(GRANTS) == []
