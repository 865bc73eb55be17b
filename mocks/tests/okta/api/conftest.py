"""What the tests of the management API share."""

import pytest

from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties


@pytest.fixture
def nobody(parties: Parties) -> Admin:
    return Admin(parties.network, None)
