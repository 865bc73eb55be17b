"""As in production: https, and each party a site of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Playwright, expect

from e2e.browsers import launch
from e2e.people import ALICE, BOB
from e2e.ports import free_port
from e2e.walk import Walk
from lab.runners import running
from lab.topology import SERVICES, Lab, from_environment


@pytest.fixture(scope="module")
def production(lab: Lab, engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run a second lab beside the first one, with names and https."""
    settings = {service.port_variable: str(free_port()) for service in SERVICES}
    settings |= {"LAB_STATE": str(tmp_path_factory.mktemp("https")), "LAB_TLS": "1", "LAB_DOMAIN": "localhost"}
    there = from_environment({**lab.environment, "LAB_DATABASE_URL": "", **settings})
    with running(there, engine):
        yield there


@pytest.fixture(scope="module")
def trusting(playwright: Playwright, production: Lab) -> Iterator[Browser]:
    browser = launch(playwright, production.ca_file)
    yield browser
    browser.close()


@pytest.fixture
def walked(trusting: Browser, production: Lab) -> Iterator[Walk]:
    context = trusting.new_context()
    context.set_default_timeout(15_000)
    yield Walk(context.new_page(), production)
    context.close()


def test_the_whole_way_over_https_and_across_sites(walked: Walk) -> None:
    """Application, Okta and Azure AD: every cookie is for https alone, and none gets lost between the sites."""
    walked.through_azure(ALICE)
    walked.webapp.expect_welcome(ALICE.name)
    cookies = {cookie["name"]: cookie for cookie in walked.page.context.cookies()}
    assert {"ESTSAUTH", "webapp_session"} <= set(cookies)
    assert [name for name, cookie in cookies.items() if not cookie["secure"]] == []
    assert cookies["ESTSAUTH"]["sameSite"] == "None"
    assert walked.webapp.profile()["iss"] == f"{walked.lab.url('okta')}/oauth2/default"
    walked.timesheets.open()
    walked.timesheets.expect_welcome(ALICE.name)


def test_the_partner_s_own_provider_takes_part(walked: Walk) -> None:
    """Somebody else's package, as it comes: what it publishes follows the scheme too."""
    walked.through_partner(BOB)
    walked.webapp.expect_welcome(BOB.name)


def test_the_console_shows_it(walked: Walk) -> None:
    walked.through_azure(ALICE)
    walked.page.goto(f"{walked.lab.url('console')}/flows/")
    expect(walked.page.get_by_role("main")).to_contain_text(ALICE.username)


def test_a_browser_that_does_not_know_the_authority_warns(production: Lab, playwright: Playwright) -> None:
    stranger = launch(playwright)
    try:
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            stranger.new_page().goto(production.url("webapp"))
    finally:
        stranger.close()
