"""Other people's clients against a running lab.

What these tests need is large, so it stays out of the other ones' environment; `make sdk` installs it.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from lab.client import LabClient
from lab.runners import running
from lab.tests.labs import new_lab
from lab.tests.sdk import registrations
from lab.topology import Lab

if TYPE_CHECKING:
    from lab.tests.sdk.okta_org import Org

_INSTALLED = all(
    find_spec(name) for name in ("okta", "okta_jwt_verifier", "oic", "msal", "azure", "msgraph", "deprecated")
)
collect_ignore_glob = [] if _INSTALLED else ["test_*.py"]


def pytest_report_header() -> str | None:
    return None if _INSTALLED else "left out: lab/tests/sdk, whose packages `make sdk` installs"


@pytest.fixture(scope="session")
def running_tls_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabClient]:
    folder = tmp_path_factory.mktemp("sdk")
    seed = registrations.seed(folder)
    with running(new_lab(folder / "state", LAB_TLS="1", LAB_SEED=str(seed)), "process") as client:
        yield client


@pytest.fixture
def tls_lab(running_tls_client: LabClient, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A lab over https, back at its seed; the environment is as `python -m lab ca` prints it and no more."""
    running_tls_client.reset()
    lab = running_tls_client.lab
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(lab.ca_file))
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", lab.url("azure-ad"))
    return lab


@pytest.fixture
def org(running_lab: Lab, monkeypatch: pytest.MonkeyPatch) -> "Org":
    """Okta's SDK, new, over an org back at its seed; it takes http only with its own switch for tests."""
    from lab.tests.sdk.okta_org import Org  # noqa: PLC0415 (the SDK is not installed everywhere)

    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    return Org(running_lab)
