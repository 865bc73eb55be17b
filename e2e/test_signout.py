"""Sign-out: of the application, of Okta, and of Azure AD where the provider's setting carries it on."""

from datetime import timedelta

from playwright.sync_api import expect

from e2e.people import ALICE, BOB
from e2e.walk import Walk
from lab.client import LabClient


def test_everywhere_means_azure_too(walk: Walk) -> None:
    """Azure AD takes part in single log-out (`participate_slo`): afterwards it asks for the password again."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    walk.webapp.sign_out(everywhere=True)
    assert walk.page.url.startswith(walk.lab.url("webapp"))
    walk.to_azure(ALICE.username)
    walk.azure.next()
    expect(walk.azure.password_box).to_be_visible()


def test_a_provider_that_takes_no_part_keeps_its_session(walk: Walk) -> None:
    """Fabrikam takes no part: Okta's session ends and its page comes again."""
    walk.through_partner(BOB)
    walk.webapp.expect_welcome(BOB.name)
    walk.webapp.sign_out(everywhere=True)
    walk.webapp.open()
    expect(walk.okta.username).to_be_visible()


def test_signing_out_at_okta_itself(walk: Walk) -> None:
    """The org's own page ends its session; the form carries a token of its own."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    walk.page.goto(f"{walk.lab.url('okta')}/")
    expect(walk.page.get_by_text(ALICE.name)).to_be_visible()
    expect(walk.page.get_by_role("link", name="Contoso Home")).to_be_visible()
    walk.page.get_by_role("button", name="Sign out").click()
    expect(walk.page.get_by_role("main")).to_contain_text("signed out")


def test_okta_forgets_when_its_idle_time_is_over(walk: Walk, client: LabClient) -> None:
    """Moving the lab's clock three hours ends a session that lasts two."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    client.advance(timedelta(hours=3))
    walk.page.goto(f"{walk.lab.url('okta')}/")
    expect(walk.page.get_by_role("main")).to_contain_text("Nobody is signed in here.")
