"""Forgetting what services stored: in files, and in a database that others may use too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lab.runners import LabError, runner_named, running
from lab.runners._state import forget
from lab.tests.labs import new_lab
from lab.topology import SERVICES
from mocks.tests import databases


def test_only_what_the_lab_made_is_removed(tmp_path: Path) -> None:
    """A state folder may be anybody's folder."""
    lab = new_lab(tmp_path)
    (tmp_path / "thesis.txt").write_text("years of work")
    for service in SERVICES:
        lab.state_of(service.name).mkdir()
    forget(lab)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    forget(lab)


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    """Name a PostgreSQL database: the one that the environment names, else one of our own."""
    programs = databases.server_programs()
    if given := databases.given_url():
        yield given
    elif programs:
        with databases.running_server(programs) as own:
            yield own
    else:
        pytest.skip("no PostgreSQL here: install its server, or name a database in LAB_TEST_DATABASE_URL")


def schemas(url: str) -> set[str]:
    engine = create_engine(url)
    with engine.connect() as db:
        found = set(db.execute(text("SELECT schema_name FROM information_schema.schemata")).scalars())
    engine.dispose()
    return found


def test_in_a_shared_database_only_the_labs_schemas_go(tmp_path: Path, database_url: str) -> None:
    """The whole lab runs on PostgreSQL, two workers a service, and leaves the database as it found it."""
    before = schemas(database_url)
    lab = new_lab(tmp_path / "state", LAB_DATABASE_URL=database_url, LAB_WORKERS="2")
    with running(lab, "process") as client:
        client.snapshot("before")
        client.reset()
        assert {"okta_state", "azure_ad_state", "webapp_probe"} <= schemas(database_url) - before
        assert "okta_state_snapshot_before" in schemas(database_url)
    assert schemas(database_url) == before


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    lab = new_lab(tmp_path / "state", LAB_DATABASE_URL="postgresql+psycopg://lab@127.0.0.1:1/lab?connect_timeout=2")
    with (
        pytest.raises(LabError, match=r"did not start: OperationalError: .*127\.0\.0\.1") as caught,
        running(lab, "process"),
    ):
        pass
    assert "\n" not in str(caught.value)
    assert not runner_named("process").is_running(lab)
