"""Giving a second proof as a person with an authenticator app does."""

from mocks.kit import totp
from mocks.kit.clock import StoppedClock
from mocks.tests.browser import Browser, Person
from mocks.tests.cast import CALLBACK, MONA, SECURED_APP_AT_AZURE
from mocks.tests.pages import Page
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


def secured_app(parties: Parties) -> RelyingParty:
    """Return the application for which a policy asks a second proof."""
    return parties.app_at_azure().registered(SECURED_APP_AT_AZURE, CALLBACK)


def code_for(clock: StoppedClock, secret: str) -> str:
    return totp.code_at(secret, clock.timestamp() // totp.PERIOD)


def until_second_proof(app: RelyingParty, browser: Browser, person: Person = MONA, **changes: str) -> Page:
    """Give name and password; return the page that follows."""
    page = browser.submit(browser.open(app.authorize_url(**changes)), {"loginfmt": person.username})
    return browser.submit(page, {"passwd": person.password})
