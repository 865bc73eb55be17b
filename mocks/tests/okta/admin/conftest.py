"""What the tests of the administrator's pages share."""

import pytest

from mocks.tests.browser import Browser
from mocks.tests.okta.admin.walk import Walk


@pytest.fixture
def walk(browser: Browser) -> Walk:
    """Olivia, who administers the org, signed in."""
    return Walk(browser)
