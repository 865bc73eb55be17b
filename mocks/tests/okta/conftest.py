"""What the tests of Okta share."""

import pytest

from mocks.okta.directory import api_tokens, users
from mocks.tests import cast
from mocks.tests.okta.api.admin import TOKEN, Admin
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """The application that trusts the org's `default` authorization server."""
    return parties.app_at_okta()


@pytest.fixture
def admin(parties: Parties) -> Admin:
    """Olivia's API token, and a client that sends it."""
    with parties.okta.db() as db:
        olivia = users.by_login(db, cast.OLIVIA.username)
        assert olivia
        api_tokens.add(db, "00Tatestatestatestat", "tests", olivia.id, TOKEN, parties.clock.now())
    return Admin(parties.network)
