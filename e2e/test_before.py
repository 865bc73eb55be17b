"""Before the migration: the same application, the same three values, pointed at Azure AD."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import urllib3
from playwright.sync_api import expect

from e2e.pages.webapp import Webapp
from e2e.people import ALICE
from e2e.ports import free_port
from e2e.walk import Walk

TENANT = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def before(walk: Walk) -> Iterator[Webapp]:
    """Run the sample as its README says, with Azure AD's three values."""
    url = f"http://localhost:{free_port()}"
    environment = {
        **os.environ,
        "ISSUER": f"{walk.lab.url('azure-ad')}/{TENANT}/v2.0",
        "CLIENT_ID": "5a3b1e00-0000-4000-8000-00000000000b",
        "CLIENT_SECRET": "webapp-at-azure-secret-for-the-lab-only-01",
        "BASE_URL": url,
        "PORT": url.rpartition(":")[2],
    }
    if walk.lab.tls:
        environment["REQUESTS_CA_BUNDLE"] = str(walk.lab.ca_file)
    process = subprocess.Popen([sys.executable, "-m", "webapp"], env=environment)
    try:
        _wait_for(f"{url}/health")
        yield Webapp(walk.page, url)
    finally:
        process.terminate()
        process.wait(10)


def test_the_application_signs_in_with_azure_directly(walk: Walk, before: Webapp) -> None:
    before.open()
    walk.azure.sign_in(ALICE.password, ALICE.username)
    before.expect_welcome(ALICE.name)
    claims = before.profile()
    assert claims["iss"].startswith(walk.lab.url("azure-ad"))
    assert claims["preferred_username"] == ALICE.username
    before.sign_out(everywhere=True)
    before.open()
    expect(walk.azure.username).to_be_visible()


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            if urllib3.request("GET", url, retries=False).status == 200:
                return
        except urllib3.exceptions.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(url)
