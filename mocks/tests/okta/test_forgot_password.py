"""A new password for who forgot the old one, by mail. Expectations: Okta fact sheet 2.1 and 6.4."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.okta.directory import lockouts, mailbox, users
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import ALICE, ERIN, OKTA, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.org_policies import default
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

NEW = Person(OLIVIA.username, "Quiet-Harbour-27")
ADDRESS = f"{OKTA}/signin/forgot-password"


def asked(browser: Browser, name: str) -> str:
    page = browser.submit(browser.open(ADDRESS), {"identifier": name})
    assert page.status == 200
    return page.text


def links(parties: Parties) -> list[str]:
    """The links in the mailbox, the newest first."""
    with parties.okta.db() as db:
        return [sent.mail.link for sent in mailbox.MAILBOX.latest(db)]


def set_rule(admin: Admin, **actions: Any) -> None:
    """Say what the default rule lets people do by themselves."""
    path = f"{default(admin, 'PASSWORD')}/rules"
    rule = admin.get(path)[-1]
    admin.put(f"{path}/{rule['id']}", rule | {"actions": rule["actions"] | actions})


def lock_erin(parties: Parties) -> None:
    with parties.okta.db() as db:
        user = users.by_login(db, ERIN.username)
        assert user
        lockouts.lock(db, user.id, parties.clock.now())


def test_from_the_password_page_to_a_new_password(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """The page leads there; the old password is good until the link is used, and the link works once."""
    page = browser.submit(browser.open(app.authorize_url()), {"identifier": OLIVIA.username})
    assert page.links[0] == "/signin/forgot-password"
    asked(browser, "olivia")
    assert "code" in app.sign_in(parties.browser(), OLIVIA).parameters
    (link,) = links(parties)
    chosen = {"newPassword": NEW.password, "confirmPassword": NEW.password}
    assert "Your password is set" in browser.submit(browser.open(link), chosen).text
    assert browser.open(link).status == 403
    assert "code" in app.sign_in(parties.browser(), NEW).parameters
    assert not app.sign_in(parties.browser(), OLIVIA).left


@pytest.mark.parametrize("name", ["nobody@nowhere.example", "nobody", ALICE.username])
def test_nobody_learns_who_has_an_account(app: RelyingParty, browser: Browser, parties: Parties, name: str) -> None:
    """Nor who has no password here."""
    app.code(parties.browser(), ALICE)
    assert asked(browser, name) == asked(browser, OLIVIA.username)
    assert len(links(parties)) == 1


def test_a_name_is_needed(browser: Browser) -> None:
    assert "Enter your username." in asked(browser, " ")
    assert "Enter your username." in asked(browser, "x" * 101)


def test_the_link_lives_as_long_as_the_policy_says(browser: Browser, admin: Admin, parties: Parties) -> None:
    factors = {"okta_email": {"properties": {"recoveryToken": {"tokenLifetimeMinutes": 90}}}}
    admin.put(default(admin, "PASSWORD"), {"name": "Default Policy", "settings": {"recovery": {"factors": factors}}})
    asked(browser, OLIVIA.username)
    with parties.okta.db() as db:
        assert "90 minutes" in mailbox.MAILBOX.latest(db)[0].mail.text
    parties.clock.move(timedelta(minutes=89))
    assert browser.open(links(parties)[0]).status == 200
    parties.clock.move(timedelta(minutes=1))
    assert browser.open(links(parties)[0]).status == 403


def test_a_policy_may_allow_none(browser: Browser, admin: Admin, parties: Parties) -> None:
    set_rule(admin, selfServicePasswordReset={"access": "DENY"})
    asked(browser, OLIVIA.username)
    assert links(parties) == []
    set_rule(admin, selfServicePasswordReset={"access": "ALLOW"})
    recovery = {"factors": {"okta_email": {"status": "INACTIVE"}}}
    admin.put(default(admin, "PASSWORD"), {"name": "Default Policy", "settings": {"recovery": recovery}})
    asked(browser, OLIVIA.username)
    assert links(parties) == []


def test_a_lock_is_not_lifted_by_the_way(browser: Browser, admin: Admin, parties: Parties) -> None:
    """`selfServiceUnlock`: neither a new link nor an old one lets a locked person in, until it is allowed."""
    asked(browser, ERIN.username)
    lock_erin(parties)
    asked(browser, ERIN.username)
    (link,) = links(parties)
    assert browser.open(link).status == 403
    set_rule(admin, selfServiceUnlock={"access": "ALLOW"})
    parties.clock.move(timedelta(minutes=1))
    asked(browser, ERIN.username)
    assert browser.open(links(parties)[0]).status == 200


def test_nobody_takes_a_link_away_by_asking_for_others(browser: Browser, parties: Parties) -> None:
    """A new link makes the one before void, so there is a pause between two."""
    said = asked(browser, OLIVIA.username)
    assert asked(browser, OLIVIA.username) == said
    (link,) = links(parties)
    assert browser.open(link).status == 200
    parties.clock.move(timedelta(minutes=1))
    asked(browser, OLIVIA.username)
    assert len(links(parties)) == 2
    assert browser.open(link).status == 403
