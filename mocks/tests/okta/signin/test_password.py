"""The password page, for people whose password Okta itself checks."""

import pytest
from sqlalchemy import update

from mocks.okta import credentials
from mocks.okta.directory.users import USERS
from mocks.okta.policies._passwords import Lockout, PasswordSettings
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, FRANK, OKTA, OLIVIA
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def failed(page: Page) -> bool:
    return page.status == 200 and "Unable to sign in" in page.text and "credentials.passcode" in page.form.names


def test_a_password_of_the_org_signs_in(app: RelyingParty, browser: Browser) -> None:
    tokens = app.tokens(browser, OLIVIA)
    claims = app.claims(tokens["id_token"])
    assert (claims["amr"], claims["idp"][:3]) == (["pwd"], "00o")
    assert browser.cookie(OKTA, "idx")


@pytest.mark.parametrize("name", ["olivia", "OLIVIA", " Olivia ", "OLIVIA@contoso-subsidiary.example"])
def test_a_short_name_and_any_case_will_do(app: RelyingParty, browser: Browser, name: str) -> None:
    """Okta: the part before the @ is enough where it is unique."""
    assert "code" in app.sign_in(browser, Person(name, OLIVIA.password)).parameters


def test_a_short_name_that_two_people_have_is_nobody_s(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    with parties.okta.db() as db:
        db.execute(update(USERS).where(USERS.c.login_key.like("erin@%")).values(login_key="olivia@other.example"))
    assert failed(app.sign_in(browser, Person("olivia", OLIVIA.password)))
    assert "code" in app.sign_in(browser, OLIVIA).parameters


@pytest.mark.parametrize(
    "name", ["%", "_livia", "oliv%", "o_ivia", "olivia@", "@contoso-subsidiary.example", "/", "\\"]
)
def test_a_short_name_is_no_pattern(app: RelyingParty, browser: Browser, name: str) -> None:
    assert failed(app.sign_in(browser, Person(name, OLIVIA.password)))


@pytest.mark.parametrize(
    "person",
    [
        Person(OLIVIA.username, "wrong"),
        Person(OLIVIA.username, OLIVIA.password.upper()),
        Person("nobody@nowhere.example", "x"),
        Person("nobody", OLIVIA.password),
    ],
)
def test_what_is_wrong_is_not_told(app: RelyingParty, browser: Browser, person: Person) -> None:
    """Okta fact sheet 2.1: one text for a wrong password and for nobody."""
    assert failed(app.sign_in(browser, person))
    assert browser.cookie(OKTA, "idx") is None


@pytest.mark.parametrize("status", ["DEPROVISIONED", "SUSPENDED", "LOCKED_OUT", "STAGED", "PROVISIONED", "RECOVERY"])
def test_only_an_active_user_signs_in(app: RelyingParty, browser: Browser, parties: Parties, status: str) -> None:
    with parties.okta.db() as db:
        db.execute(update(USERS).where(USERS.c.login_key == OLIVIA.username).values(status=status))
    assert failed(app.sign_in(browser, OLIVIA))


def test_a_federated_user_has_no_password_here(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Okta fact sheet 2.4: refused, as no local password exists; also when one is left over in the database."""
    app.code(parties.browser(), ALICE)
    with parties.okta.db() as db:
        stored = db.execute(USERS.select().where(USERS.c.login_key == OLIVIA.username)).one().password_hash
        values = {"password_hash": stored, "login_key": "alice@elsewhere.example"}
        db.execute(update(USERS).where(USERS.c.login_key == ALICE.username).values(values))
    assert failed(app.sign_in(browser, Person("alice@elsewhere.example", OLIVIA.password)))


def test_a_deactivated_user_is_refused_after_azure_ad_let_them_in(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    before = parties.okta.rows("users", "account_links", "group_members")
    told = app.sign_in(browser, FRANK).parameters
    assert (told["error"], told["error_description"]) == ("access_denied", "User status is invalid.")
    assert parties.okta.rows("users", "account_links", "group_members") == before
    assert browser.cookie(OKTA, "idx") is None


def test_the_page_leads_back_to_the_start(app: RelyingParty, browser: Browser) -> None:
    page = browser.submit(browser.open(app.authorize_url(max_age="600")), {"identifier": OLIVIA.username})
    _, again = page.links
    page = browser.open(again)
    assert "identifier" in page.form.names
    assert "max_age=600" in again
    page = browser.sign_in(page, OLIVIA)
    assert page.parameters["state"] == "state-of-the-test"
    assert app.redeem(page.parameters["code"]).status_code == 200


@pytest.mark.parametrize(("shown", "text"), [(True, "Your account is locked."), (False, "Unable to sign in")])
def test_wrong_passwords_lock(
    app: RelyingParty, parties: Parties, monkeypatch: pytest.MonkeyPatch, shown: bool, text: str
) -> None:
    """Okta fact sheet 6.4: the page tells of it only where the policy says so; everybody could learn who exists."""
    settings = PasswordSettings(lockout=Lockout(max_attempts=2, show_lockout_failures=shown))
    monkeypatch.setattr(credentials, "settings_for", lambda unit, user: settings)
    wrong = Person(OLIVIA.username, "wrong")
    assert "Unable to sign in" in app.sign_in(parties.browser(), wrong).text
    assert text in app.sign_in(parties.browser(), wrong).text
    assert text in app.sign_in(parties.browser(), OLIVIA).text
