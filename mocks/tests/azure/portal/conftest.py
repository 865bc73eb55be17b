"""What the tests of the portal share: an administrator at their browser."""

import pytest

from mocks.tests.azure.portal.administrator import Administrator
from mocks.tests.browser import Browser
from mocks.tests.cast import AVERY


@pytest.fixture
def avery(browser: Browser) -> Administrator:
    """An administrator who has signed in."""
    administrator = Administrator(browser)
    administrator.sign_in(AVERY)
    return administrator
