"""What the tests of Azure AD share."""

import pytest

from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """An application of the tenant."""
    return parties.app_at_azure()
