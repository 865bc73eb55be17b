"""A console over services that answer as a test says."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from lab.cast import load_cast
from lab.console.app import create_app
from lab.flow.control import ControlApi, ControlError
from lab.flow.hop import Hop
from lab.topology import Lab, from_environment
from mocks.kit.mailbox import SentMail

SEED = Path(__file__).parents[3] / "lab.yaml"
URL = "http://localhost:8090"
START = 1_800_000_000.0


class Services(ControlApi):
    """The control API of all services, in memory. problems: what a service cannot be reached for."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab, "token")
        self.problems: dict[str, ControlError] = {}
        self.offsets = dict.fromkeys(lab.ports, 0.0)
        self.faults: dict[str, list[dict[str, Any]]] = {service: [] for service in lab.ports}
        self.hops: list[Hop] = []
        self.forgotten: list[str] = []
        self.mails: list[SentMail] = []

    def call(self, service: str, method: str, path: str, body: Any = None) -> bytes:
        if service in self.problems:
            raise self.problems[service]
        name, _, query = path.partition("?")
        answer = getattr(self, f"_{method.lower()}_{name}")(service, body if body is not None else query)
        return msgspec.json.encode(answer)

    def _get_clock(self, service: str, _: object) -> dict[str, float]:
        return {"offset": self.offsets[service], "now": START + self.offsets[service]}

    def _put_clock(self, service: str, body: dict[str, float]) -> dict[str, float]:
        self.offsets[service] = json.loads(json.dumps(body))["offset"]
        return self._get_clock(service, None)

    def _get_faults(self, service: str, _: object) -> list[dict[str, Any]]:
        return self.faults[service]

    def _post_faults(self, service: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        self.faults[service].append({"id": 1, **body, "remaining": body["count"]})
        return self.faults[service]

    def _delete_faults(self, service: str, _: object) -> dict[str, str]:
        self.faults[service] = []
        return {}

    def _get_hops(self, service: str, query: str) -> dict[str, Any]:
        after = int(query.removeprefix("after="))
        return {"service": service, "hops": [hop for hop in self.hops if hop.service == service and hop.id > after]}

    def _get_mails(self, service: str, query: str) -> list[SentMail]:
        return self.mails

    def _delete_mails(self, service: str, _: object) -> dict[str, str]:
        self.mails = []
        self.forgotten.append(service)
        return {}

    def _delete_hops(self, service: str, _: object) -> dict[str, str]:
        self.forgotten.append(service)
        self.hops = [hop for hop in self.hops if hop.service != service]
        return {}


class Visitor:
    """A browser at the console: keeps its cookie, sends forms as its pages have them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def read(self, path: str, status: int = 200) -> str:
        response = self.client.get(path, base_url=URL)
        assert response.status_code == status
        return response.text

    def send(self, path: str, form: dict[str, str], status: int = 303, follow: bool = True) -> str:
        """Send a form with the token of the page that it stands on; return the page that comes."""
        token = self.read("/clock/").partition('name="csrf_token" value="')[2].partition('"')[0]
        response = self.client.post(path, data={"csrf_token": token, **form}, base_url=URL, headers={"Origin": URL})
        assert response.status_code == status
        return self.read(response.location) if status == 303 and follow else response.text


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return from_environment({"LAB_STATE": str(tmp_path), "LAB_SEED": str(SEED)})


@pytest.fixture
def services(lab: Lab) -> Services:
    return Services(lab)


@pytest.fixture
def client(lab: Lab, services: Services) -> FlaskClient:
    app = create_app(lab, load_cast(lab), services)
    app.testing = True
    return app.test_client()


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)
