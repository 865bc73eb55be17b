"""What the tests of the directory agent share."""

from collections.abc import Iterator

import pytest

from mocks.ad_agent.memory import METADATA
from mocks.okta.provisioning import delegation
from mocks.tests.ad_agent.mirror import Mirror
from mocks.tests.azure.graph.client import Graph
from mocks.tests.azure.graph.conftest import WRITER, GraphOf, application
from mocks.tests.databases import Database
from mocks.tests.network import Network
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.conftest import admin
from mocks.tests.okta.importing import Source
from mocks.tests.parties import Parties

__all__ = ["admin", "application"]


@pytest.fixture
def mirror(
    parties: Parties, admin: Admin, application: GraphOf, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mirror]:
    """An agent that has imported nothing yet; the org's waits for it are its work."""
    graph: Graph = application(WRITER)
    source = Source(admin, type="ACTIVE_DIRECTORY", credential="DELEGATED")
    store = sqlite.store("ad_agent", METADATA)
    mirror = Mirror(parties, graph, source, store)
    monkeypatch.setattr(delegation, "pause", mirror.step_elsewhere)
    yield mirror
    store.close()


@pytest.fixture
def network(parties: Parties) -> Network:
    return parties.network
