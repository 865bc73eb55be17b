"""The portal's page of Conditional Access."""

from mocks.tests import cast
from mocks.tests.azure.portal.administrator import Administrator
from mocks.tests.browser import Browser
from mocks.tests.parties import Parties

PAGE = "/conditional-access"


def test_a_policy_is_turned_off_and_on(avery: Administrator, parties: Parties) -> None:
    """It lets in whom it kept out, and keeps them out again."""
    app = parties.app_at_azure()
    assert "Boris stays out Block, on" in avery.open(PAGE).text
    page = avery.press(PAGE, "turn-off", {"policy": cast.BLOCK_POLICY})
    assert "The policy is off." in page.text
    assert "Boris stays out Block, off" in page.text
    assert "code" in app.sign_in(Browser(parties.network), cast.BORIS).parameters
    page = avery.press(page, "turn-on", {"policy": cast.BLOCK_POLICY})
    assert "Boris stays out Block, on" in page.text
    assert "AADSTS53003" in Browser(parties.network).sign_in(app.authorize_url(), cast.BORIS).text


def test_a_policy_that_is_not_there_is_told(avery: Administrator) -> None:
    page = avery.press(PAGE, "turn-off", {"policy": "nothing"})
    assert (page.status, "does not exist" in page.text) == (404, True)
