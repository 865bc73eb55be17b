"""The first page, and where a sign-in goes from it."""

import msgspec
import pytest

from mocks.okta.directory import identity_providers
from mocks.okta.policies._routing_rule import RoutingRule
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, AZURE, AZURE_IDP, CONTRACTORS_IDP, IVAN, OKTA, OLIVIA, SECOND_APP_AT_OKTA
from mocks.tests.okta.rules import rule
from mocks.tests.okta.rules import set_rules as write_rules
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def set_rules(parties: Parties, *rules: RoutingRule) -> None:
    with parties.okta.db() as db:
        write_rules(db, *rules)


def deactivate(parties: Parties, id: str) -> None:
    with parties.okta.db() as db:
        idp = identity_providers.active(db, id)
        assert idp
        identity_providers.replace(db, msgspec.structs.replace(idp, status="INACTIVE"))


def named(page: Page, browser: Browser, name: str) -> Page:
    return browser.submit(page, {"identifier": name})


def at_azure(page: Page) -> bool:
    return page.url.startswith(AZURE) and "loginfmt" in page.form.names


def test_the_page_asks_for_the_name_alone(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 2.1: identifier first, with a box to stay signed in."""
    page = browser.open(app.authorize_url())
    assert page.url.startswith(f"{OKTA}/oauth2/default/v1/authorize")
    assert page.form.names == {"stateToken", "identifier"}
    assert "Contoso Home" in page.text
    assert 'name="rememberMe"' in page.html


def test_a_domain_is_routed_to_its_provider_with_the_name(app: RelyingParty, browser: Browser) -> None:
    page = named(browser.open(app.authorize_url()), browser, ALICE.username)
    assert at_azure(page)
    assert page.form.fields["loginfmt"] == ALICE.username, "login_hint"


@pytest.mark.parametrize("name", [OLIVIA.username, "olivia", "nobody@nowhere.example", "nobody"])
def test_everybody_else_has_a_password_page(app: RelyingParty, browser: Browser, name: str) -> None:
    """Okta fact sheet 2.1: it is not revealed who exists."""
    page = named(browser.open(app.authorize_url()), browser, name)
    assert page.url.startswith(OKTA)
    assert "credentials.passcode" in page.form.names
    assert name in page.text


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_name_is_needed_and_not_too_long(app: RelyingParty, browser: Browser, name: str) -> None:
    page = named(browser.open(app.authorize_url()), browser, name)
    assert "identifier" in page.form.names
    assert "Enter your username." in page.text


def test_a_rule_decides_by_its_place(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    first = rule([CONTRACTORS_IDP], [("EQUALS", ALICE.username)])
    set_rules(parties, first, rule([AZURE_IDP], [("SUFFIX", "contoso.example")]))
    named(browser.open(app.authorize_url()), browser, ALICE.username)
    assert CONTRACTORS_IDP in repr(parties.okta.rows("artifacts"))
    parties.reset()
    named(browser.open(app.authorize_url()), browser, ALICE.username)
    assert CONTRACTORS_IDP not in repr(parties.okta.rows("artifacts"))


def test_a_rule_without_patterns_and_one_provider_skips_the_page(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    set_rules(parties, rule([AZURE_IDP]))
    assert at_azure(browser.open(app.authorize_url()))


def test_a_rule_may_be_for_one_application(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    set_rules(parties, rule([AZURE_IDP], clients=[SECOND_APP_AT_OKTA]))
    assert "identifier" in browser.open(app.authorize_url()).form.names
    assert at_azure(parties.browser().open(parties.second_app_at_okta().authorize_url()))


def test_a_provider_that_is_inactive_is_passed_over(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 3.8: an inactive provider in a rule is skipped; none left means Okta itself."""
    deactivate(parties, AZURE_IDP)
    page = named(browser.open(app.authorize_url()), browser, ALICE.username)
    assert "credentials.passcode" in page.form.names
    set_rules(parties, rule([AZURE_IDP, CONTRACTORS_IDP]))
    assert at_azure(parties.browser().open(app.authorize_url()))


def test_several_providers_are_buttons(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 2.1 and 3.8."""
    set_rules(parties, rule([AZURE_IDP, CONTRACTORS_IDP]))
    page = browser.open(app.authorize_url())
    assert page.form.buttons == [("idp", AZURE_IDP), ("idp", CONTRACTORS_IDP)]
    assert "Sign in with Azure AD for contractors" in page.text
    page = browser.submit(page, {"idp": AZURE_IDP})
    assert at_azure(page)
    assert "code" in browser.sign_in(page, ALICE).parameters


def test_beside_okta_itself_a_provider_is_a_button(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 3.8: several providers, of which Okta is one."""
    set_rules(parties, rule(["OKTA", AZURE_IDP]))
    page = browser.open(app.authorize_url())
    assert page.form.buttons == [("idp", AZURE_IDP)]
    assert "code" in browser.sign_in(named(page, browser, OLIVIA.username), OLIVIA).parameters
    other = parties.browser()
    assert at_azure(other.submit(other.open(app.authorize_url()), {"idp": AZURE_IDP}))


def test_idp_may_be_okta_itself(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 3.3: whom a rule would send away may sign in here."""
    page = named(browser.open(app.authorize_url(idp="OKTA")), browser, ALICE.username)
    assert "credentials.passcode" in page.form.names


@pytest.mark.parametrize("forged", ["0oanobody00000000001", "x", CONTRACTORS_IDP])
def test_only_what_is_offered_can_be_picked(app: RelyingParty, browser: Browser, parties: Parties, forged: str) -> None:
    page = browser.submit(browser.open(app.authorize_url()), {"idp": forged})
    assert page.url.startswith(OKTA)
    assert "This identity provider cannot be used here." in page.text


def test_idp_on_the_request_goes_before_the_rules(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 1.5 and 3.8: bypasses them, and skips the page."""
    page = browser.open(app.authorize_url(idp=AZURE_IDP))
    assert at_azure(page)
    assert "code" in browser.sign_in(page, ALICE).parameters


def test_with_a_session_idp_is_not_used(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 1.5: used only when there is no Okta session."""
    app.code(browser, OLIVIA)
    assert "code" in browser.open(app.authorize_url(idp=AZURE_IDP)).parameters


@pytest.mark.parametrize("idp", ["0oanobody00000000001", "x", "'", "ä" * 100])
def test_an_idp_that_is_unknown_is_told_to_the_client(app: RelyingParty, browser: Browser, idp: str) -> None:
    """Okta fact sheet 1.11: unknown_idp."""
    told = browser.open(app.authorize_url(idp=idp)).parameters
    assert (told["error"], told["error_description"]) == ("invalid_request", "Identity provider is not valid.")


def test_an_idp_that_is_inactive_is_unknown(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    deactivate(parties, AZURE_IDP)
    assert browser.open(app.authorize_url(idp=AZURE_IDP)).parameters["error"] == "invalid_request"


def test_a_login_hint_feeds_the_rules(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 3.8; the provider gets the hint too."""
    page = browser.open(app.authorize_url(login_hint=ALICE.username))
    assert at_azure(page)
    assert page.form.fields["loginfmt"] == ALICE.username
    page = parties.browser().open(app.authorize_url(login_hint=OLIVIA.username))
    assert page.form.fields["identifier"] == OLIVIA.username


def test_what_is_typed_goes_before_the_hint(app: RelyingParty, browser: Browser) -> None:
    page = browser.open(app.authorize_url(login_hint=OLIVIA.username))
    assert at_azure(named(page, browser, ALICE.username))


def test_the_back_button_lets_another_name_be_typed(app: RelyingParty, browser: Browser) -> None:
    """From Azure AD's page back to Okta's: the first form may be sent again."""
    page = browser.open(app.authorize_url())
    assert at_azure(named(page, browser, ALICE.username))
    assert "code" in browser.sign_in(named(page, browser, OLIVIA.username), OLIVIA).parameters


def test_staying_signed_in_is_remembered(app: RelyingParty, browser: Browser) -> None:
    """Okta fact sheet 2.2: persistent only where the person chose it."""
    page = browser.submit(browser.open(app.authorize_url()), {"identifier": OLIVIA.username, "rememberMe": "true"})
    browser.sign_in(page, OLIVIA)
    cookie = browser.at(OKTA).get_cookie("idx", domain="localhost")
    assert cookie
    assert cookie.max_age == 30 * 24 * 3600


def test_contractors_must_exist(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Routed by their domain to a provider that creates nobody."""
    before = parties.okta.rows("users", "account_links")
    told = app.sign_in(browser, IVAN).parameters
    assert (told["error"], told["error_description"]) == ("access_denied", "User creation was disabled.")
    assert parties.okta.rows("users", "account_links") == before


def test_prompt_none_is_never_routed(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Nothing is started at a provider for a request that may show no page."""
    set_rules(parties, rule([AZURE_IDP]))
    for changes in ({}, {"login_hint": ALICE.username}, {"idp": AZURE_IDP}):
        assert browser.open(app.authorize_url(prompt="none", **changes)).parameters["error"] == "login_required"


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}])
def test_a_new_sign_in_is_asked_for_there_too(app: RelyingParty, browser: Browser, changes: dict[str, str]) -> None:
    """A session at Azure AD must not answer what asked for a new sign-in."""
    app.code(browser, ALICE)
    page = browser.open(app.authorize_url(login_hint=ALICE.username, **changes))
    assert at_azure(page)
    assert "code" in browser.sign_in(page, Person(ALICE.username, ALICE.password)).parameters
