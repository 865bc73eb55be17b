"""What the tests of the management API share."""

import pytest

from mocks.okta.directory import api_tokens, users
from mocks.tests import cast
from mocks.tests.okta.api.admin import TOKEN, Admin
from mocks.tests.parties import Parties


@pytest.fixture
def admin(parties: Parties) -> Admin:
    """Olivia's API token, and a client that sends it."""
    with parties.okta.db() as db:
        olivia = users.by_login(db, cast.OLIVIA.username)
        assert olivia
        api_tokens.add(db, "00Tatestatestatestat", "tests", olivia.id, TOKEN, parties.clock.now())
    return Admin(parties.network)


@pytest.fixture
def nobody(parties: Parties) -> Admin:
    return Admin(parties.network, None)
