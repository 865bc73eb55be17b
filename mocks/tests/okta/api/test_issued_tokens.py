"""Refresh tokens in an administrator's hands: listed by person and by server, and ended.

Expectations: Okta fact sheet 5.4; Okta's management API, user OAuth tokens and authorization server clients.
"""

from datetime import timedelta
from typing import Any

import pytest

from mocks.tests import cast
from mocks.tests.browser import Browser, Person
from mocks.tests.issuers.test_codes import refused
from mocks.tests.issuers.test_refresh import OFFLINE, refresh
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.custom_server import CustomServer
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

OF_USER = f"/users/{cast.OLIVIA.username}/clients/{cast.APP_AT_OKTA}/tokens"
OF_APP = f"/apps/{cast.APP_AT_OKTA}/tokens"
OF_SERVER = f"/authorizationServers/default/clients/{cast.APP_AT_OKTA}/tokens"


def earned(app: RelyingParty, parties: Parties, person: Person = cast.OLIVIA, scope: str = OFFLINE) -> dict[str, Any]:
    return app.tokens(parties.browser(), person, scope=scope)


@pytest.mark.parametrize("path", [OF_USER, OF_SERVER, OF_APP])
def test_they_are_listed(admin: Admin, app: RelyingParty, parties: Parties, path: str) -> None:
    earned(app, parties)
    (told,) = admin.get(path)
    assert (len(told["id"]), told["id"][:3], told["status"]) == (20, "oar", "ACTIVE")
    assert (told["issuer"], told["clientId"]) == (app.issuer, app.client_id)
    assert told["userId"] == admin.get(f"/users/{cast.OLIVIA.username}")["id"]
    assert set(told["scopes"]) == set(OFFLINE.split())
    assert told["created"] < told["expiresAt"]
    assert admin.get(told["_links"]["self"]["href"].removeprefix(f"{cast.OKTA}/api/v1")) == told
    expanded = admin.get(f"{path}/{told['id']}", expand="scope")["_embedded"]["scopes"]
    assert {scope["name"] for scope in expanded} == set(OFFLINE.split())
    assert admin.refused("GET", f"{path}/oarnobody") == (404, "E0000007")


def test_each_list_has_its_own(admin: Admin, app: RelyingParty, parties: Parties) -> None:
    """By person and client here, by server and client there; the org server's tokens are a person's only."""
    second, org = parties.second_app_at_okta(), parties.app_at_okta("")
    for client, person in ((app, cast.OLIVIA), (app, cast.GRACE), (second, cast.OLIVIA), (org, cast.OLIVIA)):
        earned(client, parties, person)
    assert {told["issuer"] for told in admin.get(OF_USER)} == {app.issuer, org.issuer}
    assert len({told["userId"] for told in admin.get(OF_SERVER)}) == 2
    assert [told["id"] for told in admin.get(OF_APP)] == sorted(
        {told["id"] for path in (OF_USER, OF_SERVER) for told in admin.get(path)}
    )
    assert len(admin.get(OF_USER.replace(cast.APP_AT_OKTA, cast.SECOND_APP_AT_OKTA))) == 1
    clients = [cast.APP_AT_OKTA, cast.SECOND_APP_AT_OKTA]
    for path in ("/authorizationServers/default/clients", f"/users/{cast.OLIVIA.username}/clients"):
        assert [client["client_id"] for client in admin.get(path)] == clients
        pages = admin.pages(path, limit=1)
        assert [client["client_name"] for page in pages for client in page] == ["Contoso Home", "Contoso Timesheets"]
    assert admin.get(f"/users/{cast.ERIN.username}/clients") == []
    assert len([told for page in admin.pages(OF_SERVER, limit=1) for told in page]) == 2


def test_a_token_keeps_its_name_when_it_rotates(admin: Admin, parties: Parties) -> None:
    second = parties.second_app_at_okta()
    first = earned(second, parties)["refresh_token"]
    path = OF_SERVER.replace(cast.APP_AT_OKTA, cast.SECOND_APP_AT_OKTA)
    before = admin.get(path)
    parties.clock.move(timedelta(minutes=1))
    refresh(second, first)
    after = admin.get(path)
    assert [told["id"] for told in after] == [told["id"] for told in before]
    assert after[0]["created"] > before[0]["created"]


@pytest.mark.parametrize("path", [OF_USER, OF_SERVER, OF_APP])
@pytest.mark.parametrize("alone", [True, False])
def test_they_are_ended(admin: Admin, app: RelyingParty, parties: Parties, path: str, alone: bool) -> None:
    """With the refresh token ends the access token that came with it; others stay."""
    first, second = earned(app, parties), earned(app, parties)
    (one, other) = admin.get(path)
    assert admin.send("DELETE", f"{path}/{one['id']}" if alone else path).status_code == 204
    assert [told["id"] for told in admin.get(path)] == ([other["id"]] if alone else [])
    alive = [app.userinfo(tokens["access_token"]).status_code == 200 for tokens in (first, second)]
    good = [refresh(app, tokens["refresh_token"]).status_code == 200 for tokens in (first, second)]
    assert alive == good
    assert sum(good) == (1 if alone else 0)
    assert admin.refused("DELETE", f"{path}/{one['id']}") == (404, "E0000007")
    events = admin.get("/logs", filter='eventType eq "app.oauth2.as.token.revoke"')
    assert len(events) == (1 if alone else 2)


def test_what_has_no_refresh_token_goes_on(admin: Admin, app: RelyingParty, parties: Parties) -> None:
    tokens = earned(app, parties, scope="openid")
    assert admin.get(OF_USER) == []
    admin.delete(OF_USER)
    assert app.userinfo(tokens["access_token"]).status_code == 200


def test_what_is_over_is_not_listed(admin: Admin, app: RelyingParty, parties: Parties) -> None:
    earned(app, parties)
    parties.clock.move(timedelta(days=7, seconds=1))
    assert admin.get(OF_USER) == admin.get(OF_SERVER) == []
    assert admin.get("/authorizationServers/default/clients") == []


def test_consent_that_is_taken_back_ends_its_tokens(admin: Admin, parties: Parties, browser: Browser) -> None:
    """What was earned by the scope ends, with and without a refresh token; what was earned by others goes on."""
    CustomServer(parties).add_scope("orders:read", consent="REQUIRED")
    app = parties.app_at_okta()
    page = app.sign_in(browser, cast.OLIVIA, scope="openid offline_access orders:read", prompt="consent")
    code = browser.submit(page, {"decision": "allow"}).parameters["code"]
    consented = app.redeem(code).get_json()
    short = app.tokens(browser, cast.OLIVIA, scope="openid orders:read")
    other = app.tokens(browser, cast.OLIVIA, scope="openid")
    (grant,) = admin.get(f"/users/{cast.OLIVIA.username}/grants")
    admin.delete(f"/users/{cast.OLIVIA.username}/grants/{grant['id']}")
    statuses = [app.userinfo(tokens["access_token"]).status_code for tokens in (consented, short, other)]
    assert statuses == [401, 401, 200]
    assert refused(refresh(app, consented["refresh_token"]))
    assert admin.get(OF_USER) == []


def test_somebody_else_s_are_not_for_everybody(
    admin: Admin, nobody: Admin, app: RelyingParty, parties: Parties
) -> None:
    earned(app, parties)
    for path in (OF_USER, OF_SERVER, OF_APP, "/authorizationServers/default/clients"):
        assert nobody.refused("GET", path) == (403, "E0000005")
    assert admin.refused("GET", "/authorizationServers/nobody/clients") == (404, "E0000007")
    assert admin.refused("GET", OF_SERVER.replace("default", "nobody")) == (404, "E0000007")
    assert admin.refused("GET", "/apps/nobody/tokens") == (404, "E0000007")


def test_consents_go_with_their_application(admin: Admin, parties: Parties, browser: Browser) -> None:
    CustomServer(parties).add_scope("orders:read", consent="REQUIRED")
    page = parties.app_at_okta().sign_in(browser, cast.OLIVIA, scope="openid orders:read", prompt="consent")
    browser.submit(page, {"decision": "allow"})
    admin.post(f"/apps/{cast.APP_AT_OKTA}/lifecycle/deactivate")
    admin.delete(f"/apps/{cast.APP_AT_OKTA}")
    assert admin.get(f"/users/{cast.OLIVIA.username}/grants") == []


@pytest.mark.parametrize("by", ["group", "name"])
def test_who_was_unassigned_refreshes_nothing(admin: Admin, app: RelyingParty, parties: Parties, by: str) -> None:
    """1.7: a removed assignment ends it; given back, the token is good again, as nobody revoked it."""
    (group,) = admin.get("/groups", q="Contoso Employees")
    assigned = f"/apps/{app.client_id}/groups/{group['id']}"
    if by == "name":
        admin.delete(assigned)
        assigned = f"/apps/{app.client_id}/users/{cast.OLIVIA.username}"
        admin.put(assigned)
    token = earned(app, parties)["refresh_token"]
    admin.delete(assigned)
    assert refused(refresh(app, token))
    admin.put(assigned)
    assert refresh(app, token).status_code == 200
