"""Setting an authenticator up while signing in."""

import re

import pytest

from mocks.okta.directory import authenticator_settings
from mocks.okta.policies._assurance import Enroll
from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, OLIVIA
from mocks.tests.okta.signin.round_trip import log
from mocks.tests.okta.signin.second_proof import TWO, Policy, amr, choose, code, mailed_code, next_code
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

PASSCODE, QUESTION, ANSWER = "credentials.totp", "credentials.question", "credentials.answer"


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Policy:
    return Policy(monkeypatch)


@pytest.fixture
def choice(app: RelyingParty, browser: Browser) -> Page:
    """The page that offers what can be set up."""
    page = app.sign_in(browser, OLIVIA, acr_values=TWO)
    assert "Set up a security method" in page.text
    return page


def key(page: Page) -> str:
    found = re.search(r'<code class="key" id="key">([A-Z2-7 ]+)</code>', page.html)
    assert found, page.text
    return found[1].replace(" ", "")


def offered(page: Page) -> set[str]:
    return set(re.findall(r'name="authenticator" value="(\w+)"', page.html))


def test_an_authenticator_app(app: RelyingParty, browser: Browser, parties: Parties, choice: Page) -> None:
    """The same key for as long as the page is shown; with the first right code it is set up, and never shown again."""
    page = choose(browser, choice, "google_otp")
    secret = key(page)
    assert 'src="data:image/svg+xml' in page.html
    page = browser.submit(page, {PASSCODE: "000000"})
    assert key(page) == secret
    assert "That is not right" in page.text

    assert amr(app, browser.submit(page, {PASSCODE: code(parties, secret)})) == ["pwd", "otp", "mfa"]

    assert log(parties, "user.mfa.factor.activate") == [("SUCCESS", None)]
    other = parties.browser()
    page = app.sign_in(other, OLIVIA, acr_values=TWO)
    assert "Verify with Google Authenticator" in page.text
    assert secret not in page.html.replace(" ", "")
    page = other.submit(page, {PASSCODE: code(parties, secret)})
    assert "used before" in page.text
    next_code(parties)
    assert other.submit(page, {PASSCODE: code(parties, secret)}).left


def test_an_address(app: RelyingParty, browser: Browser, parties: Parties, choice: Page) -> None:
    page = choose(browser, choice, "okta_email")
    assert "A code was sent to" in page.text
    assert amr(app, browser.submit(page, {PASSCODE: mailed_code(parties)})) == ["pwd", "email", "mfa"]


def test_a_security_question(app: RelyingParty, browser: Browser, choice: Page) -> None:
    """What was typed stays when it is refused."""
    page = choose(browser, choice, "security_question")
    own = {QUESTION: "custom", "credentials.questionText": "Which <street>?", ANSWER: "abc"}
    page = browser.submit(page, own)
    assert "at least 4 characters" in page.text
    assert 'value="Which &lt;street&gt;?"' in page.html
    assert '<option value="custom" selected>' in page.html
    assert amr(app, browser.submit(page, own | {ANSWER: "Main Street"})) == ["pwd", "kba", "mfa"]


def test_one_can_think_again(app: RelyingParty, browser: Browser, parties: Parties, choice: Page) -> None:
    """What was begun and left leaves nothing that could be used."""
    page = choose(browser, choice, "google_otp")
    secret = key(page)
    page = choose(browser, page, "other")
    assert offered(page) == offered(choice)
    page = choose(browser, page, "okta_verify")
    assert key(page) != secret
    assert "That is not right" in browser.submit(page, {PASSCODE: code(parties, secret)}).text


def test_only_what_the_policy_allows_is_offered(
    app: RelyingParty, browser: Browser, parties: Parties, policy: Policy
) -> None:
    """What is not allowed, switched off, or not enough stays out, and no form of one's own brings it in."""
    policy.ask(possession=True)
    policy.enrolment = {"okta_verify": Enroll.NOT_ALLOWED}
    with parties.okta.db() as db:
        authenticator_settings.switch(db, "okta_email", authenticator_settings.INACTIVE, parties.clock.now())
    page = app.sign_in(browser, OLIVIA)
    left_out = {"okta_verify", "okta_email", "security_question", "okta_password"}
    assert "google_otp" in offered(page)
    assert not offered(page) & left_out
    for wanted in left_out:
        assert "Set up a security method" in choose(browser, page, wanted).text


def test_with_nothing_to_set_up_the_sign_in_is_refused(
    app: RelyingParty, browser: Browser, parties: Parties, policy: Policy
) -> None:
    policy.ask()
    with parties.okta.db() as db:
        for setting in authenticator_settings.every(db):
            authenticator_settings.switch(db, setting.key, authenticator_settings.INACTIVE, parties.clock.now())
    page = app.sign_in(browser, OLIVIA)
    assert page.parameters["error"] == "access_denied"


def test_a_federated_person_sets_up_the_orgs_own(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    page = app.sign_in(browser, ALICE, acr_values=TWO)
    page = choose(browser, page, "google_otp")
    assert amr(app, browser.submit(page, {PASSCODE: code(parties, key(page))})) == ["fed", "otp", "mfa"]


def test_an_attempt_is_of_its_own_browser(app: RelyingParty, parties: Parties, choice: Page) -> None:
    """Another browser that got hold of the form sets nothing up."""
    page = parties.browser().submit(choice, {"authenticator": "google_otp"})
    assert page.status == 400
    assert parties.okta.rows("factors") == {"factors": []}
