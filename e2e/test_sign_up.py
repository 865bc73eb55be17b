"""A stranger who signs up at Okta, where the profile enrollment policy lets them."""

from playwright.sync_api import expect

from e2e.org import Org
from e2e.pages.console import Mailbox
from e2e.people import OLIVIA, Person
from e2e.walk import Walk
from lab.topology import Lab

STELLA = Person("stella@strangers.example", "Quiet-Harbour-27", "Stella Stranger")


def let_strangers_sign_up(org: Org) -> None:
    (policy,) = org.call("GET", "/policies?type=PROFILE_ENROLLMENT")
    (rule,) = org.call("GET", f"/policies/{policy['id']}/rules")
    enrollment = rule["actions"]["profileEnrollment"] | {"unknownUserAction": "REGISTER"}
    changed = rule | {"actions": {"profileEnrollment": enrollment}}
    org.call("PUT", f"/policies/{policy['id']}/rules/{rule['id']}", changed)


def sign_up(walk: Walk, person: Person) -> None:
    """From the application to the page that says where to look."""
    walk.timesheets.open()
    walk.page.get_by_role("link", name="Sign up").click()
    first, _, last = person.name.partition(" ")
    for label, text in {"Primary email": person.username, "First name": first, "Last name": last}.items():
        walk.page.get_by_label(label).fill(text)
    walk.page.get_by_role("button", name="Sign up").click()
    walk.okta.expect_heading("Check your mail")


def test_a_stranger_signs_up_and_in(walk: Walk, another_walk: Walk, lab: Lab, org: Org) -> None:
    """By the link of a mail, which lets them choose a password; the application knows them from then on."""
    let_strangers_sign_up(org)
    sign_up(walk, STELLA)
    Mailbox(another_walk.page, lab.url("console")).follow_link_for(STELLA.username)
    another_walk.okta.choose_password(STELLA.password)
    another_walk.okta.expect_heading("Your password is set")
    walk.timesheets.open()
    walk.okta.identify(STELLA.username)
    walk.okta.password(STELLA.password)
    walk.timesheets.expect_welcome(STELLA.name)


def test_who_is_known_already_is_not_given_away(walk: Walk, org: Org) -> None:
    """The page says the same as to everybody."""
    let_strangers_sign_up(org)
    sign_up(walk, OLIVIA)


def test_nobody_signs_up_at_first(walk: Walk) -> None:
    walk.timesheets.open()
    expect(walk.okta.username).to_be_visible()
    expect(walk.page.get_by_role("link", name="Sign up")).to_have_count(0)
