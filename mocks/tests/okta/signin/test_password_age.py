"""Passwords that are about to expire, and those that have. Expectations: Okta fact sheet 6.4."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.kit.passwords import SEED_COST, hash_password
from mocks.okta.directory import users
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import default
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

DAY = timedelta(days=1)
NEW = Person(OLIVIA.username, "Quiet-Harbour-27")
TYPED = {"newPassword": NEW.password, "confirmPassword": NEW.password}


@pytest.fixture(autouse=True)
def age(admin: Admin) -> None:
    """Passwords live for 30 days, and people are told during the last five."""
    settings = {"password": {"age": {"maxAgeDays": 30, "expireWarnDays": 5}}}
    admin.put(default(admin, "PASSWORD"), {"name": "Default Policy", "settings": settings})


def test_a_young_password_is_not_spoken_of(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    parties.clock.move(25 * DAY - timedelta(seconds=1))
    assert "code" in app.sign_in(browser, OLIVIA).parameters


def test_a_warning_may_be_put_off(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Once for this sign-in; the next one warns again."""
    parties.clock.move(26 * DAY)
    page = app.sign_in(browser, OLIVIA)
    assert "Your password expires in 4 days" in page.text
    assert "code" in browser.submit(page, {"later": "true"}).parameters
    assert "expires in 4 days" in app.sign_in(parties.browser(), OLIVIA).text


def test_a_warning_may_be_followed(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    parties.clock.move(30 * DAY - timedelta(hours=1))
    page = app.sign_in(browser, OLIVIA)
    assert "expires in 1 day" in page.text
    page = browser.submit(page, {"newPassword": "short", "confirmPassword": "short"})
    assert "A password needs" in page.text
    assert "code" in browser.submit(page, TYPED).parameters
    parties.clock.move(2 * DAY)
    assert "code" in app.sign_in(parties.browser(), NEW).parameters


def test_an_expired_password_has_to_be_changed(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """There is no way around it; then the sign-in goes on, and the new one lives its own time."""
    parties.clock.move(30 * DAY)
    page = app.sign_in(browser, OLIVIA)
    assert "Your password has expired" in page.text
    assert not browser.submit(page, {"later": "true"}).left
    assert "code" in browser.submit(page, TYPED).parameters
    parties.clock.move(20 * DAY)
    assert "code" in app.sign_in(parties.browser(), NEW).parameters


def test_people_of_a_provider_are_outside_of_it(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """6.4: federated users have no password that could expire."""
    app.code(browser, ALICE)
    parties.clock.move(40 * DAY)
    assert "code" in app.sign_in(parties.browser(), ALICE).parameters


def test_who_comes_by_a_provider_is_not_asked_for_a_password_of_the_org(
    app: RelyingParty, browser: Browser, parties: Parties
) -> None:
    """They have proven none: how old it is matters when they use it."""
    app.code(browser, ALICE)
    with parties.okta.db() as db:
        user = users.by_login(db, ALICE.username)
        assert user
        hashed = hash_password(NEW.password, SEED_COST)
        users.set_credentials(db, user.id, password_hash=hashed, provider=users.Provider.OKTA, now=parties.clock.now())
    parties.clock.move(31 * DAY)
    assert "code" in app.sign_in(parties.browser(), ALICE).parameters


def test_who_may_not_change_it_is_not_warned(
    app: RelyingParty, browser: Browser, parties: Parties, admin: Admin
) -> None:
    path = f"{default(admin, 'PASSWORD')}/rules"
    rule: dict[str, Any] = admin.get(path)[-1]
    admin.put(f"{path}/{rule['id']}", rule | {"actions": {"passwordChange": {"access": "DENY"}}})
    parties.clock.move(26 * DAY)
    assert "code" in app.sign_in(browser, OLIVIA).parameters
