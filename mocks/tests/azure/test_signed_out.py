"""The end of a sign-out."""

from urllib.parse import urlencode

import pytest

from mocks.tests.browser import Browser
from mocks.tests.cast import ALICE, APP, CALLBACK, NEW_APP_AT_AZURE
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """An application that has registered a front-channel logout URL."""
    return parties.app_at_azure().registered(NEW_APP_AT_AZURE, CALLBACK)


def sign_out(app: RelyingParty, **parameters: str) -> str:
    return f"{app.metadata['end_session_endpoint']}?{urlencode(parameters)}"


def test_applications_of_the_session_are_called(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    """Azure AD fact sheet 5.2: a hidden frame with the `sid` that the session's answers have as session_state."""
    parties.app_at_azure().code(browser, ALICE)
    sid = app.sign_in(browser, ALICE).parameters["session_state"]
    page = browser.open(sign_out(app))
    assert page.html.count("<iframe") == 1
    assert f'src="{APP}/signed-out?from=azure&amp;sid={sid}"' in page.html
    assert f"frame-src {APP};" in page.headers["Content-Security-Policy"]
    assert "error" in browser.open(app.authorize_url(prompt="none")).parameters


def test_then_the_browser_goes_on(app: RelyingParty, browser: Browser) -> None:
    app.sign_in(browser, ALICE)
    where = {"client_id": NEW_APP_AT_AZURE, "post_logout_redirect_uri": f"{APP}/", "state": "s"}
    page = browser.open(sign_out(app, **where))
    assert "<iframe" in page.html
    assert f'content="0; url={APP}/?state=s"' in page.html
    assert page.links == [f"{APP}/?state=s"]


def test_who_never_came_is_not_called(app: RelyingParty, browser: Browser, parties: Parties) -> None:
    parties.app_at_azure().code(browser, ALICE)
    assert "<iframe" not in browser.open(sign_out(app)).html
    assert "<iframe" not in browser.open(sign_out(app)).html, "nor after the session"
