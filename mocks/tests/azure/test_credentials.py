"""Smart lockout and the change of a password that is not to be used any longer."""

from datetime import timedelta

import pytest

from mocks.tests.azure.signin.second_proof import until_second_proof
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, AZURE, OSCAR
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

NEW = "Sunflower-Yacht-7"


def fail(app: RelyingParty, browser: Browser, count: int, word: str = "wrong") -> None:
    page = browser.submit(browser.open(app.authorize_url(prompt="login")), {"loginfmt": ALICE.username})
    for number in range(count):
        page = browser.submit(page, {"passwd": f"{word}-{number}"})


def test_ten_wrong_passwords_lock_the_account_for_a_minute(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """Fact sheet 9, 50053: even the right password is refused; longer the next time."""
    fail(app, browser, 10)
    assert "Too many wrong passwords" in app.sign_in(browser, ALICE).text
    parties.clock.move(timedelta(seconds=61))
    fail(app, browser, 1, "again")
    parties.clock.move(timedelta(seconds=61))
    assert "Too many wrong passwords" in app.sign_in(browser, ALICE).text
    parties.clock.move(timedelta(seconds=60))
    assert "code" in app.sign_in(browser, ALICE).parameters


def test_nine_do_not(app: RelyingParty, browser: Browser) -> None:
    fail(app, browser, 9)
    assert "code" in app.sign_in(browser, ALICE).parameters
    fail(app, browser, 9)
    assert "code" in app.sign_in(browser, ALICE, prompt="login").parameters, "the right one begins anew"


def test_the_same_wrong_password_counts_once(app: RelyingParty, browser: Browser) -> None:
    """Fact sheet 9: the last three are remembered."""
    page = browser.submit(browser.open(app.authorize_url()), {"loginfmt": ALICE.username})
    for _ in range(4):
        for word in ("old-1", "old-2", "old-3"):
            page = browser.submit(page, {"passwd": word})
    assert "code" in app.sign_in(browser, ALICE).parameters


def test_an_expired_password_is_changed_before_anything_else(app: RelyingParty, browser: Browser) -> None:
    """50055: the page of the right password; then the sign-in goes on, and the new one is the person's."""
    page = until_second_proof(app, browser, OSCAR)
    assert {"oldpassword", "newpassword", "confirmpassword"} <= page.form.names
    page = browser.submit(page, {"oldpassword": OSCAR.password, "newpassword": NEW, "confirmpassword": NEW})
    assert "code" in browser.submit(page, {"kmsi": "0"}).parameters
    assert "code" in app.sign_in(browser, Person(OSCAR.username, NEW), prompt="login").parameters
    assert "incorrect" in app.sign_in(browser, OSCAR, prompt="login").text


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "The current password is incorrect"),
        (OSCAR.password, NEW, "other", "are not the same"),
        (OSCAR.password, OSCAR.password, OSCAR.password, "must be another one"),
        (OSCAR.password, "Sh0rt!", "Sh0rt!", "Use 8 to 256 characters"),
        (OSCAR.password, "onlylowercase", "onlylowercase", "Use 8 to 256 characters"),
        (OSCAR.password, "Ünicode-Word-7", "Ünicode-Word-7", "Use 8 to 256 characters"),
        (OSCAR.password, "", "", "Use 8 to 256 characters"),
        (OSCAR.password, "A1-oscar-zz", "A1-oscar-zz", "must not contain your name"),
        (OSCAR.password, "P-Password-9", "P-Password-9", "too easy to guess"),
    ],
)
def test_what_a_new_password_must_be(
    app: RelyingParty, browser: Browser, old: str, new: str, again: str, said: str
) -> None:
    """Fact sheet 6.1 and 9, the 120000 series."""
    page = until_second_proof(app, browser, OSCAR)
    page = browser.submit(page, {"oldpassword": old, "newpassword": new, "confirmpassword": again})
    assert said in page.text
    assert browser.cookie(AZURE, "ESTSAUTH") is None


def test_nobody_passes_by_the_change(app: RelyingParty, browser: Browser) -> None:
    page = until_second_proof(app, browser, OSCAR)
    forged = browser.open(f"{AZURE}/common/login/stay_signed_in", {**page.form.fields, "kmsi": "0"})
    assert "newpassword" in forged.form.names
