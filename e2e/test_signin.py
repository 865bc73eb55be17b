"""The main line: one sign-in through all three parties, and what follows from it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.people import ALICE, BOB, CAROL, GRACE, OLIVIA
from e2e.walk import Walk


def test_alice_is_mirrored_into_okta_and_welcomed(walk: Walk) -> None:
    """The password that only Azure AD knows opens the application; Okta knows her from then on."""
    walk.webapp.open()
    expect(walk.okta.username).to_be_visible()
    walk.okta.identify(ALICE.username)
    expect(walk.azure.username).to_have_value(ALICE.username)
    walk.azure.sign_in(ALICE.password)
    walk.webapp.expect_welcome(ALICE.name)


def test_every_claim_is_listed(walk: Walk) -> None:
    """The profile names issuer, subject, provider and the attributes that came from Azure AD."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    claims = walk.webapp.profile()
    assert claims["iss"] == f"{walk.lab.url('okta')}/oauth2/default"
    assert claims["sub"].startswith("00u")
    assert claims["idp"].startswith("0oa")
    assert claims["preferred_username"] == claims["email"] == ALICE.username
    assert (claims["given_name"], claims["family_name"]) == ("Alice", "Adams")


def test_again_at_once_asks_nothing(walk: Walk) -> None:
    """Single sign-on: after leaving the application alone, signing in again shows no page."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    walk.webapp.sign_out(everywhere=False)
    walk.page.get_by_role("link", name="Sign in again").click()
    walk.webapp.expect_welcome(ALICE.name)


def test_a_second_application_asks_nothing(walk: Walk) -> None:
    """Single sign-on: another application of the same org needs no page either."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    walk.timesheets.open()
    walk.timesheets.expect_welcome(ALICE.name)


def test_two_people_in_two_browsers_do_not_mix(walk: Walk, another_walk: Walk) -> None:
    """Interleaved sign-ins end with the right person in each browser."""
    walk.to_azure(ALICE.username)
    another_walk.to_azure(CAROL.username)
    walk.azure.sign_in(ALICE.password)
    another_walk.azure.sign_in(CAROL.password)
    walk.webapp.expect_welcome(ALICE.name)
    another_walk.webapp.expect_welcome(CAROL.name)


def test_an_okta_sourced_user_gets_a_password_page(walk: Walk) -> None:
    """Whom no rule routes away proves themselves at Okta."""
    walk.at_okta(OLIVIA)
    walk.webapp.expect_welcome(OLIVIA.name)


def test_a_partner_signs_in_with_their_own_company(walk: Walk) -> None:
    """The broker is not tied to our own mock: Fabrikam runs somebody else's provider."""
    walk.through_partner(BOB)
    walk.webapp.expect_welcome(BOB.name)
    assert walk.webapp.profile()["email"] == BOB.username


def test_somebody_known_on_both_sides_is_linked(walk: Walk) -> None:
    """Grace exists in Okta with the same address: the provider's setting links her, and no second Grace appears."""
    walk.through_azure(GRACE)
    walk.webapp.expect_welcome(GRACE.name)
    federated = walk.webapp.profile()["sub"]
    walk.webapp.sign_out(everywhere=True)
    walk.through_azure(GRACE)
    assert walk.webapp.profile()["sub"] == federated


def test_idp_parameter_skips_the_first_page(walk: Walk) -> None:
    """`idp=` on the request goes straight to Azure AD."""
    walk.webapp.open()
    walk.page.goto(f"{walk.page.url}&idp=0oaazuread0000000001")
    expect(walk.azure.username).to_be_visible()


def test_staying_signed_in_keeps_the_session_beyond_the_browser(walk: Walk) -> None:
    """Yes to "Stay signed in?" makes Azure AD's cookie outlive the browser; No does not."""
    walk.to_azure(ALICE.username)
    walk.azure.next()
    walk.azure.password(ALICE.password)
    walk.azure.stay_signed_in(yes=True)
    walk.webapp.expect_welcome(ALICE.name)
    (cookie,) = [cookie for cookie in walk.page.context.cookies() if cookie["name"] == "ESTSAUTH"]
    assert cookie["expires"] > 0
    assert cookie["httpOnly"]


def test_the_whole_way_works_without_scripts(browser: Browser, walk: Walk) -> None:
    """Every page is a plain form."""
    context = browser.new_context(java_script_enabled=False)
    try:
        plain = Walk(context.new_page(), walk.lab)
        plain.through_azure(ALICE)
        plain.webapp.expect_welcome(ALICE.name)
    finally:
        context.close()


def test_the_whole_way_works_by_keyboard(walk: Walk) -> None:
    """The field to type into has the focus, Enter goes on; "Stay signed in?" is answered by Enter as well."""
    keyboard = walk.page.keyboard
    walk.webapp.open()
    expect(walk.okta.username).to_be_focused()
    keyboard.type(ALICE.username)
    keyboard.press("Enter")
    expect(walk.azure.username).to_be_focused()
    keyboard.press("Enter")
    expect(walk.azure.password_box).to_be_focused()
    keyboard.type(ALICE.password)
    keyboard.press("Enter")
    expect(walk.page.locator("#kmsiTitle")).to_be_visible()
    while walk.page.evaluate("document.activeElement.id") != "idSIButton9":
        keyboard.press("Tab")
    keyboard.press("Enter")
    walk.webapp.expect_welcome(ALICE.name)


@pytest.mark.parametrize("width", [320, 375])
def test_no_page_scrolls_sideways_on_a_phone(walk: Walk, width: int) -> None:
    """The sign-in fits a phone."""
    walk.page.set_viewport_size({"width": width, "height": 720})
    walk.webapp.open()
    _fits(walk.page)
    walk.okta.identify(ALICE.username)
    walk.azure.username.wait_for()
    _fits(walk.page)
    walk.azure.next()
    walk.azure.password_box.wait_for()
    _fits(walk.page)
    walk.azure.password(ALICE.password)
    _fits(walk.page)
    walk.azure.stay_signed_in()
    walk.webapp.expect_welcome(ALICE.name)
    _fits(walk.page)
    walk.webapp.profile()
    _fits(walk.page)


def _fits(page: Page) -> None:
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen, f"{page.url} is {wide} wide on a screen of {screen}"
