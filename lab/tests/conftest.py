"""A lab that runs for all tests that only use one: back at its seed before each."""

from collections.abc import Iterator

import pytest

from lab.client import LabClient
from lab.runners import running
from lab.tests.labs import new_lab
from lab.topology import Lab


@pytest.fixture(scope="session")
def running_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabClient]:
    with running(new_lab(tmp_path_factory.mktemp("lab") / "state"), "process") as client:
        yield client


@pytest.fixture
def client(running_client: LabClient) -> LabClient:
    running_client.reset()
    return running_client


@pytest.fixture
def running_lab(client: LabClient) -> Lab:
    return client.lab
