"""Access tokens for the tenant's own APIs, and what a person is asked before (fact sheet 3.4, 3.7, 4.2 and 8)."""

import pytest

from mocks.azure.claims import GRAPH, GRAPH_URL
from mocks.tests.azure.apis import ACCESS, API, expose, grant
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP_AT_AZURE, AZURE, CLOSED_APP_AT_AZURE, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def test_an_api_of_the_tenant_gets_a_token_of_its_own(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Version 2.0 where the registration takes it: `aud` is the app id; no scope of Graph's is in it."""
    expose(parties)
    grant(parties, "access_as_user")
    told = app.tokens(browser, ALICE, scope=f"openid profile offline_access {ACCESS}")
    claims = app.claims(told["access_token"])
    assert (claims["aud"], claims["ver"], claims["iss"]) == (API, "2.0", f"{AZURE}/{TENANT}/v2.0")
    assert (claims["scp"], claims["azp"], claims["azpacr"]) == ("access_as_user", APP_AT_AZURE, "1")
    assert claims["preferred_username"] == ALICE.username
    assert told["scope"] == ACCESS
    assert {"id_token", "refresh_token"} <= told.keys()


def test_an_older_api_gets_the_older_format(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """`aud` as the request calls the resource."""
    expose(parties, version=None)
    grant(parties, "access_as_user")
    claims = app.claims(app.tokens(browser, ALICE, scope=ACCESS)["access_token"])
    assert (claims["aud"], claims["ver"]) == (f"api://{API}", "1.0")
    assert claims["iss"] == f"https://sts.windows.net/{TENANT}/"
    assert (claims["appid"], claims["scp"]) == (APP_AT_AZURE, "access_as_user")


def test_such_a_token_is_not_for_userinfo(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Userinfo is Microsoft Graph's."""
    expose(parties)
    grant(parties, "access_as_user")
    token = app.tokens(browser, ALICE, scope=f"openid {ACCESS}")["access_token"]
    assert app.userinfo(token).status_code == 401
    token = app.tokens(parties.browser(), ALICE, scope="openid https://graph.microsoft.com/User.Read")["access_token"]
    assert app.userinfo(token).status_code == 200


def test_graph_by_its_full_name_is_told_by_it(app: RelyingParty, browser: Browser) -> None:
    told = app.tokens(browser, ALICE, scope="openid https://graph.microsoft.com/User.Read")
    claims = app.claims(told["access_token"])
    assert (claims["aud"], claims["scp"]) == (GRAPH_URL, "openid User.Read")
    assert told["scope"] == "openid https://graph.microsoft.com/User.Read"


@pytest.mark.parametrize("resource", [f"api://{API}", GRAPH_URL])
def test_the_default_scope_is_all_that_was_granted(
    app: RelyingParty, browser: Browser, parties: Parties, resource: str
) -> None:
    """It is echoed beside what it stands for."""
    expose(parties)
    grant(parties, "access_as_user")
    told = app.tokens(browser, ALICE, scope=f"{resource}/.default")
    names = app.claims(told["access_token"])["scp"].split()
    assert "User.Read" in names if resource == GRAPH_URL else names == ["access_as_user"]
    assert told["scope"].split() == [*(f"{resource}/{name}" for name in names), f"{resource}/.default"]


def test_a_person_consents_to_a_permission_of_an_api(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """The page calls it what the API calls it; what is granted at one resource is not granted at another."""
    expose(parties)
    grant(parties, "access_as_user", resource=GRAPH)
    page = browser.open(app.authorize_url(scope=ACCESS))
    page = browser.submit(page, {"loginfmt": ALICE.username})
    page = browser.submit(browser.submit(page, {"passwd": ALICE.password}), {"kmsi": "0"})
    assert "Read your timesheets" in page.text
    page = browser.submit(page, {"consent": "accept"})
    claims = app.claims(app.redeem(page.parameters["code"]).get_json()["access_token"])
    assert claims["scp"] == "access_as_user"
    assert "code" in browser.open(app.authorize_url(scope=ACCESS, prompt="none")).parameters


def test_a_permission_for_administrators_is_theirs_to_grant(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    expose(parties, kind="Admin")
    assert "AADSTS90094" in app.sign_in(browser, ALICE, scope=ACCESS).text


def test_an_api_may_trust_an_application_beforehand(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """`preAuthorizedApplications`: nobody is asked."""
    expose(parties, trusted=(APP_AT_AZURE,))
    app.sign_in(browser, ALICE)
    assert "code" in browser.open(app.authorize_url(scope=ACCESS, prompt="none")).parameters


def test_a_scope_that_an_api_does_not_have_is_named(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    expose(parties)
    told = browser.open(app.authorize_url(scope=f"openid api://{API}/unknown")).parameters
    assert (told["error"], told["error_description"].partition(":")[0]) == ("invalid_scope", "AADSTS650053")


@pytest.mark.parametrize("scope", ["api://unknown.example/read", "/User.Read"])
def test_an_api_that_is_not_there_is_told_on_a_page(app: RelyingParty, browser: Browser, scope: str) -> None:
    """500011 is never sent to the application (fact sheet 2.7)."""
    page = browser.open(app.authorize_url(scope=f"openid {scope}"))
    assert (page.left, "AADSTS500011" in page.text) == (False, True)


def test_an_api_may_be_for_those_who_are_assigned(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """50105 at the token endpoint: the application itself is for everybody."""
    grant(parties, "anything", resource=CLOSED_APP_AT_AZURE)
    code = app.code(browser, ALICE, scope=f"{CLOSED_APP_AT_AZURE}/.default")
    assert app.redeem(code).get_json()["error_codes"] == [50105]
