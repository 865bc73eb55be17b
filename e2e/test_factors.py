"""A second factor at Okta, of every kind, as people meet it: set up while signing in, asked for the next time."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from e2e.authenticator_app import AuthenticatorApp
from e2e.clock import WITH_THE_SAMPLE_S_CLOCK
from e2e.org import Org
from e2e.pages.console import Mailbox
from e2e.people import ALICE, OLIVIA
from e2e.security_key import SecurityKey
from e2e.walk import Walk
from lab.client import LabClient

ONE_CODE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def two_factors(org: Org) -> None:
    org.ask_for_two_factors(factorLifetime=60)


def with_an_app(walk: Walk, client: LabClient) -> AuthenticatorApp:
    """Sign Olivia in, who sets an app up on the way."""
    walk.at_okta(OLIVIA)
    walk.okta.expect_choice(to_set_up=True)
    walk.okta.choose("Google Authenticator")
    app = AuthenticatorApp(client, walk.okta.key)
    walk.okta.enter_code(app.code())
    walk.webapp.expect_welcome(OLIVIA.name)
    return app


def test_an_authenticator_app(walk: Walk, client: LabClient) -> None:
    """The application is told how she proved herself; a code that was used does not work again."""
    app = with_an_app(walk, client)
    told = walk.webapp.profile()["amr"]
    assert all(method in told for method in ("pwd", "otp", "mfa")), told
    walk.webapp.sign_out(everywhere=True)

    walk.at_okta(OLIVIA)
    walk.okta.expect_heading("Verify with Google Authenticator")
    client.advance(ONE_CODE)
    walk.okta.enter_code("000000")
    walk.okta.expect_error("That is not right")
    code = app.code()
    walk.okta.enter_code(code)
    walk.webapp.expect_welcome(OLIVIA.name)
    walk.webapp.sign_out(everywhere=True)

    walk.at_okta(OLIVIA)
    walk.okta.enter_code(code)
    walk.okta.expect_error("This code was used before")
    client.advance(ONE_CODE)
    walk.okta.enter_code(app.code())
    walk.webapp.expect_welcome(OLIVIA.name)


@WITH_THE_SAMPLE_S_CLOCK
def test_a_code_by_mail(walk: Walk, client: LabClient) -> None:
    """It is read in the console, in another tab; after five minutes it takes another one."""
    mailbox = Mailbox(walk.page.context.new_page(), walk.lab.url("console"))
    walk.at_okta(OLIVIA)
    walk.okta.choose("Email")
    walk.okta.enter_code(mailbox.code_for(OLIVIA.username))
    walk.webapp.expect_welcome(OLIVIA.name)
    walk.webapp.sign_out(everywhere=True)

    client.advance(timedelta(minutes=1))
    walk.at_okta(OLIVIA)
    late = mailbox.code_for(OLIVIA.username)
    client.advance(timedelta(minutes=5))
    walk.okta.enter_code(late)
    walk.okta.expect_error("not good any more")
    walk.page.get_by_role("button", name="Send another code").click()
    walk.okta.enter_code(mailbox.code_for(OLIVIA.username))
    walk.webapp.expect_welcome(OLIVIA.name)


def test_a_security_question(walk: Walk) -> None:
    walk.at_okta(OLIVIA)
    walk.okta.choose("Security Question")
    walk.page.get_by_label("Question", exact=True).select_option(label="A question of my own")
    walk.page.get_by_label("Question of your own").fill("Who taught me to swim?")
    walk.page.get_by_label("Answer").fill("Aunt Ines")
    walk.page.get_by_role("button", name="Save").click()
    walk.webapp.expect_welcome(OLIVIA.name)
    walk.webapp.sign_out(everywhere=True)

    walk.at_okta(OLIVIA)
    for answer in ("Uncle Ines", "aunt ines"):
        walk.page.get_by_label("Who taught me to swim?").fill(answer)
        walk.page.get_by_role("button", name="Verify", exact=True).click()
    walk.webapp.expect_welcome(OLIVIA.name)


def test_a_security_key(walk: Walk) -> None:
    """The browser's own ceremony, with a key that is touched; another key is not taken."""
    key = SecurityKey(walk.page)
    walk.at_okta(OLIVIA)
    walk.okta.choose("Security Key")
    walk.page.get_by_role("button", name="Set up").click()
    walk.webapp.expect_welcome(OLIVIA.name)
    assert "hwk" in walk.webapp.profile()["amr"]
    walk.webapp.sign_out(everywhere=True)

    walk.at_okta(OLIVIA)
    walk.okta.expect_heading("Verify with your security key")
    walk.page.get_by_role("button", name="Verify", exact=True).click()
    walk.webapp.expect_welcome(OLIVIA.name)
    walk.webapp.sign_out(everywhere=True)

    key.forget()
    walk.at_okta(OLIVIA)
    walk.page.get_by_role("button", name="Verify", exact=True).click()
    expect(walk.page.get_by_text("The key was not used. Please try again.")).to_be_visible()


@WITH_THE_SAMPLE_S_CLOCK
def test_a_device_is_remembered_until_the_clock_says_otherwise(
    walk: Walk, another_walk: Walk, client: LabClient
) -> None:
    """For as long as the policy says, and in this browser alone."""
    app = with_an_app(walk, client)
    walk.webapp.sign_out(everywhere=True)
    client.advance(ONE_CODE)
    walk.at_okta(OLIVIA)
    walk.page.get_by_label("Do not ask me on this device for 1 hour").check()
    walk.okta.enter_code(app.code())
    walk.webapp.expect_welcome(OLIVIA.name)
    walk.webapp.sign_out(everywhere=True)

    client.advance(timedelta(minutes=59))
    walk.at_okta(OLIVIA)
    walk.webapp.expect_welcome(OLIVIA.name)
    walk.webapp.sign_out(everywhere=True)
    another_walk.at_okta(OLIVIA)
    another_walk.okta.expect_heading("Verify with Google Authenticator")

    client.advance(timedelta(minutes=1))
    walk.at_okta(OLIVIA)
    walk.okta.expect_heading("Verify with Google Authenticator")


def test_who_has_lost_the_phone_begins_anew(walk: Walk, client: LabClient, org: Org) -> None:
    """The administrator takes back what was set up, and the next sign-in offers to set something up."""
    with_an_app(walk, client)
    walk.webapp.sign_out(everywhere=True)
    org.call("POST", f"/users/{OLIVIA.username}/lifecycle/reset_factors")
    walk.at_okta(OLIVIA)
    walk.okta.expect_choice(to_set_up=True)


def test_who_has_several_chooses(walk: Walk, client: LabClient, org: Org) -> None:
    app = with_an_app(walk, client)
    walk.webapp.sign_out(everywhere=True)
    mail = {"factorType": "email", "provider": "OKTA", "profile": {"email": OLIVIA.username}}
    org.call("POST", f"/users/{OLIVIA.username}/factors?activate=true", mail)
    client.advance(ONE_CODE)

    walk.at_okta(OLIVIA)
    walk.okta.expect_choice()
    walk.okta.choose("Email")
    walk.okta.choose("Use another method")
    walk.okta.choose("Google Authenticator")
    walk.okta.enter_code(app.code())
    walk.webapp.expect_welcome(OLIVIA.name)


def test_a_federated_person_gives_a_factor_of_okta_s_own(walk: Walk, client: LabClient) -> None:
    """Azure AD has checked the password; the second factor is the org's."""
    walk.through_azure(ALICE)
    walk.okta.expect_choice(to_set_up=True)
    walk.okta.choose("Okta Verify")
    walk.okta.enter_code(AuthenticatorApp(client, walk.okta.key).code())
    walk.webapp.expect_welcome(ALICE.name)


def test_codes_need_no_scripts(browser: Browser, walk: Walk, client: LabClient) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        plain = Walk(context.new_page(), walk.lab)
        with_an_app(plain, client)
    finally:
        context.close()


def test_codes_need_no_mouse(walk: Walk, client: LabClient) -> None:
    """The first method is reached by Tab; the field for the code has the focus, and Enter goes on."""
    keyboard = walk.page.keyboard
    walk.at_okta(OLIVIA)
    method = walk.page.get_by_role("button", name="Google Authenticator")
    for _ in range(10):
        keyboard.press("Tab")
        if method.evaluate("element => element === document.activeElement"):
            break
    keyboard.press("Enter")
    walk.okta.expect_heading("Set up Google Authenticator")
    expect(walk.page.get_by_label("Code")).to_be_focused()
    keyboard.type(AuthenticatorApp(client, walk.okta.key).code())
    keyboard.press("Enter")
    walk.webapp.expect_welcome(OLIVIA.name)
