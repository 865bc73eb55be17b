"""What the tests of Okta share."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from mocks.kit.http import HttpClient
from mocks.okta.directory import api_tokens, users
from mocks.tests import cast
from mocks.tests.okta import hook_service
from mocks.tests.okta.api.admin import TOKEN, Admin
from mocks.tests.okta.hook_service import HookService
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty


@pytest.fixture
def app(parties: Parties) -> RelyingParty:
    """The application that trusts the org's `default` authorization server."""
    return parties.app_at_okta()


@pytest.fixture
def admin(parties: Parties) -> Admin:
    return administrator(parties)


def administrator(parties: Parties) -> Admin:
    """Give Olivia an API token, and return a client that sends it."""
    with parties.okta.db() as db:
        olivia = users.by_login(db, cast.OLIVIA.username)
        assert olivia
        api_tokens.add(db, "00Tatestatestatestat", "tests", olivia.id, TOKEN, parties.clock.now())
    return Admin(parties.network)


@pytest.fixture(scope="session")
def okta_with_sockets(built_parties: Parties) -> Flask:
    """A worker of the org that calls others over real sockets."""
    return built_parties.okta.make_app(replace(built_parties.okta.runtime, http=HttpClient("okta")))


@pytest.fixture
def service(parties: Parties, okta_with_sockets: Flask) -> Iterator[HookService]:
    """A service for hooks, and the org able to call it."""
    parties.network.serve(cast.OKTA, okta_with_sockets)
    with hook_service.running() as running:
        yield running
