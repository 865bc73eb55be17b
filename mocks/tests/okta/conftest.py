"""What the tests of Okta share."""

import pytest

from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """The application that trusts the org's `default` authorization server."""
    return parties.app_at_okta()
