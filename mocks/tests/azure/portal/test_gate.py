"""Who enters the portal."""

import pytest

from mocks.azure import portal, portal_client
from mocks.azure.directory import conditional_access
from mocks.azure.directory.conditional_access import ALL, Policy
from mocks.tests import cast
from mocks.tests.azure.portal.administrator import PORTAL, Administrator, below, form_of
from mocks.tests.browser import Browser
from mocks.tests.parties import Parties

EVERY_PAGE = [rule for section in portal.SECTIONS for rule in section.pages]


@pytest.mark.parametrize("tenant", [cast.TENANT, "contoso.example"])
def test_who_is_not_signed_in_does_so_and_comes_back(browser: Browser, tenant: str) -> None:
    """The tenant's own sign-in pages; then the page that was asked for."""
    page = Administrator(browser).sign_in(cast.AVERY, f"{cast.AZURE}/{tenant}/portal/users/new")
    assert (page.status, below(page)) == (200, "/users/new")
    assert cast.AVERY.username in page.text


def test_a_session_is_enough(browser: Browser, parties: Parties) -> None:
    """Who signed in to any application of the tenant is asked for nothing more."""
    parties.app_at_azure().sign_in(browser, cast.AVERY)
    assert below(browser.open(PORTAL)) == "/users"


def test_people_without_a_role_are_refused(browser: Browser) -> None:
    """403, and the way to another account."""
    page = Administrator(browser).sign_in(cast.ALICE, f"{PORTAL}/users")
    assert page.status == 403
    assert cast.ALICE.username in page.text
    page = browser.open(page.links[0])
    assert page.status == 200
    assert page.url != f"{PORTAL}/users"


def test_an_administrator_of_another_tenant_is_nobody_here(browser: Browser, parties: Parties) -> None:
    """A session of theirs shows no page of this tenant."""
    Administrator(browser).sign_in(cast.AVERY)
    page = browser.open(f"{cast.AZURE}/{cast.OTHER_TENANT}/portal/users")
    assert "/portal" not in page.url or page.form.names >= {"flowToken"}
    assert "Adam" not in page.text


def test_conditional_access_holds_at_the_portal(browser: Browser, parties: Parties) -> None:
    """A policy for every application asks a session without a second proof for one."""
    administrator = Administrator(browser)
    administrator.sign_in(cast.AVERY)
    policy = Policy("ca000000-0000-4000-8000-000000000009", "All give a second proof", "mfa", users=(ALL,))
    with parties.azure.db() as db:
        conditional_access.put(db, cast.TENANT, policy)
    page = administrator.open("/users")
    assert "authenticator" in page.text


@pytest.mark.parametrize("rule", EVERY_PAGE)
def test_every_page_asks_for_a_sign_in(browser: Browser, rule: str) -> None:
    """None is shown to a stranger, whatever its method."""
    path = rule.replace("<uuid:id>", "00000000-0000-4000-8000-000000000001")
    for form in (None, {"do": "anything"}):
        page = browser.open(f"{PORTAL}{path}", form)
        assert "loginfmt" in page.form.names


def test_a_form_of_another_page_does_nothing(avery: Administrator) -> None:
    """Without the session's own token nothing is changed (CSRF)."""
    user = "/users/00000000-0000-4000-8000-000000000001"
    for token in ("", "forged", "é"):
        page = avery.press(user, "disable-user", {"csrf": token})
        assert page.status == 400
    assert form_of(avery.open(user), "disable-user")


def test_a_page_does_what_its_own_forms_ask_alone(avery: Administrator) -> None:
    form = avery.open("/users/new").form.fields
    assert avery.browser.open(f"{PORTAL}/users/new", {**form, "do": "disable-user"}).status == 400


def test_the_shared_addresses_have_no_portal(browser: Browser) -> None:
    assert browser.open(f"{cast.AZURE}/common/portal").status == 404
    assert browser.open(f"{cast.AZURE}/nobody.example/portal").status == 400


def test_the_way_back_leads_nowhere_else(avery: Administrator) -> None:
    """A state that somebody made up leads to the first page; a refused sign-in is told."""
    for state in ("//evil.example", "@evil.example", "/../x", "https://evil.example"):
        answer = avery.browser.request(f"{PORTAL}/signed-in?code=x&state={state}")
        assert answer.headers["Location"] == PORTAL
    assert avery.browser.open(f"{PORTAL}/signed-in?error=access_denied").status == 403


def test_a_code_of_the_portal_is_good_for_nothing(browser: Browser, parties: Parties) -> None:
    """The portal is a client that nobody can be at the token endpoint."""
    form = {"grant_type": "authorization_code", "code": "x", "client_id": portal_client.CLIENT_ID}
    answer = parties.app_at_azure().post(f"{cast.AZURE}/{cast.TENANT}/oauth2/v2.0/token", form)
    assert answer.status_code in (400, 401)
