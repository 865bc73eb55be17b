"""What Okta's policies do to people, with the lab's clock moved: sessions, proofs that grow old, passwords."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from e2e.clock import WITH_THE_SAMPLE_S_CLOCK
from e2e.org import Org
from e2e.pages.console import Mailbox
from e2e.pages.okta import Okta
from e2e.people import ALICE, OLIVIA, Person
from e2e.walk import Walk
from lab.client import LabClient

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NEW = Person(OLIVIA.username, "Quiet-Harbour-27", OLIVIA.name)


def again(walk: Walk) -> None:
    """Leave the application alone, and sign in to it once more."""
    walk.webapp.sign_out(everywhere=False)
    walk.page.get_by_role("link", name="Sign in again").click()


def signed_in(walk: Walk) -> None:
    walk.at_okta(OLIVIA)
    walk.webapp.expect_welcome(OLIVIA.name)


@WITH_THE_SAMPLE_S_CLOCK
def test_a_session_that_is_not_used_ends(walk: Walk, client: LabClient, org: Org) -> None:
    """Within its idle time it answers by itself; after it, somebody has to say who they are."""
    org.session_rule(session={"maxSessionIdleMinutes": 15})
    signed_in(walk)
    client.advance(14 * MINUTE)
    again(walk)
    walk.webapp.expect_welcome(OLIVIA.name)
    client.advance(15 * MINUTE)
    again(walk)
    expect(walk.okta.username).to_be_visible()


@WITH_THE_SAMPLE_S_CLOCK
def test_a_session_that_is_used_ends_as_well(walk: Walk, client: LabClient, org: Org) -> None:
    """However much it is used, its lifetime is its lifetime."""
    org.session_rule(session={"maxSessionIdleMinutes": 15, "maxSessionLifetimeMinutes": 30})
    signed_in(walk)
    for _ in range(2):
        client.advance(14 * MINUTE)
        again(walk)
        walk.webapp.expect_welcome(OLIVIA.name)
    client.advance(3 * MINUTE)
    again(walk)
    expect(walk.okta.username).to_be_visible()


@WITH_THE_SAMPLE_S_CLOCK
def test_a_password_is_asked_for_again_after_an_hour(walk: Walk, client: LabClient, org: Org) -> None:
    """The name is known; the password alone is asked for, and the application gets its answer."""
    org.app_rule(reauthenticateIn="PT1H")
    signed_in(walk)
    client.advance(HOUR + MINUTE)
    again(walk)
    walk.okta.expect_heading("Verify with your password")
    walk.okta.password(OLIVIA.password)
    walk.webapp.expect_welcome(OLIVIA.name)
    again(walk)
    walk.webapp.expect_welcome(OLIVIA.name)


@WITH_THE_SAMPLE_S_CLOCK
def test_somebody_of_azure_ad_proves_it_there_again(walk: Walk, client: LabClient, org: Org) -> None:
    """Azure AD, whose session is alive, asks for the password all the same."""
    org.app_rule(reauthenticateIn="PT1H")
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    client.advance(HOUR + MINUTE)
    again(walk)
    walk.azure.sign_in(ALICE.password)
    walk.webapp.expect_welcome(ALICE.name)


@pytest.mark.parametrize("by_the_app", [False, True], ids=["session", "application"])
def test_who_comes_from_azure_ad_is_kept_out(walk: Walk, another_walk: Walk, org: Org, *, by_the_app: bool) -> None:
    """A rule for people of one provider; everybody else comes in."""
    azure = next(idp["id"] for idp in org.call("GET", "/idps") if idp["name"] == "Azure AD")
    conditions: dict[str, object] = {"identityProvider": {"provider": "SPECIFIC_IDP", "idpIds": [azure]}}
    (org.app_rule if by_the_app else org.session_rule)(conditions=conditions, access="DENY")
    walk.through_azure(ALICE)
    walk.webapp.expect_refusal("access_denied", "Policy evaluation failed")
    signed_in(another_walk)


def test_who_comes_from_elsewhere_is_kept_out(walk: Walk, org: Org) -> None:
    """A rule for a network: whatever address these browsers have here, they are not in the office."""
    everywhere = [{"type": "CIDR", "value": half} for half in ("0.0.0.0/1", "128.0.0.0/1")]
    zone = {"type": "IP", "name": "Here", "gateways": everywhere}
    id = org.call("POST", "/zones", zone)["id"]
    org.session_rule(conditions={"network": {"connection": "ZONE", "include": [id]}}, access="DENY")
    walk.at_okta(OLIVIA)
    walk.webapp.expect_refusal("access_denied")
    org.call("PUT", f"/zones/{id}", zone | {"gateways": [{"type": "CIDR", "value": "203.0.113.0/24"}]})
    signed_in(walk)


@WITH_THE_SAMPLE_S_CLOCK
def test_wrong_passwords_lock_for_a_while(walk: Walk, client: LabClient, org: Org) -> None:
    """The right one is refused too until the lock has ended by itself."""
    org.password_settings(lockout={"maxAttempts": 3, "autoUnlockMinutes": 10, "showLockoutFailures": True})
    walk.at_okta(OLIVIA._replace(password="wrong"))
    for password in ("wrong", "wrong", OLIVIA.password):
        walk.okta.expect_heading("Verify with your password")
        walk.okta.password(password)
    walk.okta.expect_error("Your account is locked")
    client.advance(10 * MINUTE)
    walk.okta.password(OLIVIA.password)
    walk.webapp.expect_welcome(OLIVIA.name)


@WITH_THE_SAMPLE_S_CLOCK
def test_a_password_grows_old(walk: Walk, client: LabClient, org: Org) -> None:
    """First a warning that can be put off, then another one that meets the policy and is none of before."""
    org.password_settings(
        complexity={"minLength": 14, "minSymbol": 2}, age={"maxAgeDays": 20, "expireWarnDays": 5, "historyCount": 2}
    )
    client.advance(16 * DAY)
    walk.at_okta(OLIVIA)
    walk.okta.expect_heading("Your password expires in 4 days")
    walk.page.get_by_role("button", name="Remind me later").click()
    walk.webapp.expect_welcome(OLIVIA.name)
    walk.webapp.sign_out(everywhere=True)

    client.advance(4 * DAY)
    walk.at_okta(OLIVIA)
    walk.okta.expect_heading("Your password has expired")
    walk.okta.choose_password("short")
    walk.okta.expect_error("at least 14 characters, an uppercase letter, a number, 2 symbols")
    walk.okta.choose_password(NEW.password)
    walk.webapp.expect_welcome(OLIVIA.name)


def test_a_forgotten_password(walk: Walk, another_walk: Walk) -> None:
    """The link is in the lab's mailbox; it leads to a new password, which is good at once."""
    walk.webapp.open()
    walk.okta.identify(OLIVIA.username)
    walk.okta.forget_password(OLIVIA.username)
    tab = walk.page.context.new_page()
    Mailbox(tab, walk.lab.url("console")).follow_link_for(OLIVIA.username)
    page = Okta(tab, walk.lab.url("okta"))
    page.expect_heading("Reset your password")
    page.choose_password(NEW.password)
    page.expect_heading("Your password is set")
    another_walk.at_okta(NEW)
    another_walk.webapp.expect_welcome(OLIVIA.name)


def test_what_nobody_may_set_up_is_not_offered(walk: Walk, org: Org) -> None:
    """Enrolment: of the methods that the org has, the policy lets people set up one."""
    (policy,) = org.call("GET", "/policies?type=MFA_ENROLL")
    allowed = [
        {"key": "okta_password", "enroll": {"self": "REQUIRED"}},
        {"key": "google_otp", "enroll": {"self": "OPTIONAL"}},
    ]
    settings = {"type": "AUTHENTICATORS", "authenticators": allowed}
    org.call("PUT", f"/policies/{policy['id']}", {"name": policy["name"], "settings": settings})
    org.ask_for_two_factors()
    walk.at_okta(OLIVIA)
    walk.okta.expect_choice(to_set_up=True)
    offered = walk.page.get_by_role("main").get_by_role("button")
    # Of a list that is given, the locator may show more: only their number says that nothing else is offered.
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Google Authenticator")
