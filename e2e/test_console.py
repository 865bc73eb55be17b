"""The lab's own window shows what happened."""

import re

from playwright.sync_api import expect

from e2e.people import ALICE, ERIN
from e2e.walk import Walk


def test_a_sign_in_is_drawn_hop_by_hop(walk: Walk) -> None:
    """The newest sign-in names who signed in where; its picture shows all parties and the back channel."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    walk.page.goto(f"{walk.lab.url('console')}/flows/")
    walk.page.get_by_role("link", name=re.compile(ALICE.username)).first.click()
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text(f"{ALICE.username} signed in")
    picture = walk.page.locator("svg").first
    for party in ("Browser", "Sample application", "Okta", "Azure AD"):
        expect(picture).to_contain_text(party)
    expect(picture).to_contain_text("redeems the code")
    expect(walk.page.locator("body")).not_to_contain_text(ALICE.password)


def test_a_refusal_is_shown_with_its_reason(walk: Walk) -> None:
    walk.at_okta(ERIN)
    walk.webapp.expect_refusal("access_denied")
    walk.page.goto(f"{walk.lab.url('console')}/flows/")
    walk.page.get_by_role("link", name=re.compile(ERIN.username)).first.click()
    expect(walk.page.get_by_role("main")).to_contain_text("User is not assigned to the client application.")


def test_a_fault_switched_on_at_the_console_hits_the_next_sign_in(walk: Walk) -> None:
    """Once, as asked: the sign-in after it works."""
    walk.page.goto(f"{walk.lab.url('console')}/faults/")
    card = walk.page.locator("#id-token-expired")
    card.get_by_label("At").select_option("azure-ad")
    card.get_by_label("Times").fill("1")
    card.get_by_role("button", name="Switch on").click()
    expect(walk.page.get_by_role("region", name="Active faults")).to_contain_text("id-token-expired")
    walk.through_azure(ALICE)
    walk.webapp.expect_refusal("expired")
    walk.webapp.open()
    walk.okta.identify(ALICE.username)
    walk.webapp.expect_welcome(ALICE.name)
