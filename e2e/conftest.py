"""One lab for the whole run, on ports of its own; a fresh browser context and a reset lab for each test.

ENGINE=process|compose chooses how the lab is run; without it, processes. LAB_TLS, LAB_DOMAIN, LAB_WORKERS and
LAB_DATABASE_URL are the lab's as always.
"""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from e2e.browsers import launch
from e2e.org import Org
from e2e.ports import free_port
from e2e.walk import Walk
from lab.client import LabClient
from lab.runners import Runner, runner_named, running
from lab.topology import SERVICES, Lab, from_environment

_ROOT = Path(__file__).parent.parent
_TAKEN_OVER = ("LAB_TLS", "LAB_DOMAIN", "LAB_DATABASE_URL", "LAB_WORKERS")


@pytest.fixture(scope="session")
def engine() -> str:
    return os.environ.get("ENGINE") or "process"


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Describe a lab that is in nobody's way: free ports, a state folder of its own, short patience."""
    with tempfile.TemporaryDirectory(prefix="lab-e2e-") as folder:
        settings = {service.port_variable: str(free_port()) for service in SERVICES}
        settings |= {"LAB_STATE": folder, "LAB_SEED": str(_ROOT / "lab.yaml"), "LAB_PEER_TIMEOUT": "2"}
        settings |= {name: os.environ[name] for name in _TAKEN_OVER if name in os.environ}
        yield from_environment(settings)


@pytest.fixture(scope="session")
def running_lab(lab: Lab, engine: str) -> Iterator[LabClient]:
    if os.environ.get("LAB_OFFLINE_PROOF"):
        assert [name for _, name in socket.if_nameindex()] == ["lo"], "there is more than loopback here"
    with running(lab, engine) as client:
        yield client


@pytest.fixture
def client(running_lab: LabClient) -> LabClient:
    """Hand out the lab's client, everything back at the seed."""
    running_lab.reset()
    return running_lab


@pytest.fixture(scope="session")
def runner(engine: str) -> Runner:
    return runner_named(engine)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, lab: Lab, running_lab: LabClient) -> Iterator[Browser]:
    # A lab that runs has its authority.
    browser = launch(playwright, lab.ca_file if lab.tls else None)
    yield browser
    browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def walk(page: Page, lab: Lab, client: LabClient) -> Walk:
    return Walk(page, lab)


@pytest.fixture
def org(lab: Lab, client: LabClient) -> Org:
    return Org(lab)


@pytest.fixture
def another_walk(browser: Browser, lab: Lab, client: LabClient) -> Iterator[Walk]:
    """Hand out a second browser: other cookies, same lab."""
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield Walk(context.new_page(), lab)
    context.close()
