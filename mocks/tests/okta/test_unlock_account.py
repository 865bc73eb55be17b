"""The page behind a link that lifts a lock. Expectations: Okta fact sheet 6.4."""

import pytest

from mocks.okta.directory import users
from mocks.okta.directory.users import Status
from mocks.tests.browser import Browser
from mocks.tests.cast import ERIN, OKTA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.api.test_authn import put
from mocks.tests.okta.test_forgot_password import links, set_rule
from mocks.tests.parties import Parties


@pytest.fixture
def unlock_link(admin: Admin, parties: Parties) -> str:
    set_rule(admin, selfServiceUnlock={"access": "ALLOW"})
    put(parties, Status.LOCKED_OUT, ERIN)
    admin.post("/authn/recovery/unlock", {"username": ERIN.username, "factorType": "EMAIL"})
    (link,) = links(parties)
    return link


def status(parties: Parties) -> Status:
    with parties.okta.db() as db:
        user = users.by_login(db, ERIN.username)
    assert user
    return user.status


def test_the_link_lifts_the_lock_once(browser: Browser, parties: Parties, unlock_link: str) -> None:
    """Opening it does nothing yet: programs that look into mails open links."""
    page = browser.open(unlock_link)
    assert (page.status, status(parties)) == (200, Status.LOCKED_OUT)
    assert "Your account is unlocked" in browser.submit(page, {}).text
    assert status(parties) is Status.ACTIVE
    assert browser.open(unlock_link).status == 403


def test_the_policy_may_change_its_mind(admin: Admin, browser: Browser, parties: Parties, unlock_link: str) -> None:
    set_rule(admin, selfServiceUnlock={"access": "DENY"})
    assert browser.open(unlock_link).status == 403
    assert status(parties) is Status.LOCKED_OUT
    assert browser.open(f"{OKTA}/unlock_account/nonsense").status == 403
