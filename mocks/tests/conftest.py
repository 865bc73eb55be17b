"""What the tests of the mocks share: databases, the parties in their seeded state, a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from mocks.kit.clock import StoppedClock
from mocks.tests import databases
from mocks.tests.browser import Browser
from mocks.tests.databases import Database
from mocks.tests.parties import Parties, build

settings.register_profile(
    "mocks", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("mocks")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL database: the one that the environment names, else one of our own."""
    url = databases.given_url()
    programs = databases.server_programs()
    if url:
        yield url
    elif programs:
        with databases.running_server(programs) as own:
            yield own
    else:
        pytest.skip("no PostgreSQL here: install its server, or name a database in LAB_TEST_DATABASE_URL")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Each kind of database that a service can be given, empty."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    return databases.fresh(tmp_path, url)


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    return databases.fresh(tmp_path, None)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(scope="session")
def built_parties(tmp_path_factory: pytest.TempPathFactory) -> Parties:
    """Both vendors, built once: in PostgreSQL when the environment names a database, else in SQLite."""
    return build(databases.fresh(tmp_path_factory.mktemp("parties"), databases.given_url()))


@pytest.fixture
def parties(built_parties: Parties) -> Parties:
    """Both vendors as their seeds have them."""
    built_parties.reset()
    return built_parties


@pytest.fixture
def browser(parties: Parties) -> Browser:
    return parties.browser()
