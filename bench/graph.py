"""Microsoft Graph over a large tenant, in one process without a server: CPU of each call. `python -m bench.graph`.

100,000 people and 2,000 groups are written into a database of their own; each figure is a median over calls at
different places.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from mocks.azure import generator
from mocks.azure.app import create_app
from mocks.azure.directory import METADATA, objects
from mocks.azure.directory.users import USER
from mocks.azure.generator import person_id
from mocks.azure.seed import AzureSeed, TenantSeed
from mocks.azure.seeded_apps import AppRegistrationSeed
from mocks.azure.settings import Settings
from mocks.kit.clock import LabClock
from mocks.kit.faults import NoFaults
from mocks.kit.http import HttpClient
from mocks.kit.ids import SystemIds
from mocks.kit.runtime import Runtime
from mocks.kit.store import Store

PEOPLE, AT_ONCE, ROUNDS = 100_000, 5000, 9
_URL = "http://localhost:8082"
_TENANT, _APP = "11111111-2222-4333-8444-555555555555", "5a3b1e00-0000-4000-8000-00000000000b"
_SECRET = "bench-secret-of-nobody-0000000000000001"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lab-bench-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'azure.sqlite'}", METADATA)
        runtime = Runtime(LabClock(), SystemIds(), store, HttpClient("bench"), NoFaults())
        app = AppRegistrationSeed(_APP, "Bench", [], _SECRET, application_permissions=["Directory.ReadWrite.All"])
        seed = AzureSeed([TenantSeed(_TENANT, "Bench", ["bench.example"], app_registrations=[app])])
        client = create_app(Settings(_URL), runtime, seed).test_client()
        before = time.process_time()
        for first in range(0, PEOPLE, AT_ONCE):
            with runtime.store.transaction() as db:
                generator.fill(db, _TENANT, first, AT_ONCE, runtime.clock.now().timestamp())
        print(f"making {PEOPLE:,} people: {time.process_time() - before:.1f} s CPU\n")
        print("| Call, at 100,000 people | CPU ms |\n| --- | ---: |")
        get = _getter(client)
        link = get("/v1.0/users/delta?$deltatoken=latest")["@odata.deltaLink"]
        for name, call in _calls(get, link).items():
            print(f"| {name} | {_cpu(call):.1f} |", flush=True)
        _change(runtime, 100)
        print(f"| a delta round with 100 changes | {_cpu(lambda _: get(link)):.1f} |", flush=True)


def _calls(get: Callable[[str], Any], link: str) -> dict[str, Callable[[int], Any]]:
    starts, sorted_starts = _page_starts(get, "/v1.0/users"), _page_starts(get, "/v1.0/users?$orderby=displayName")
    pages = _page_starts(get, "/v1.0/users/delta")
    return {
        "a page of 100, anywhere in the list": lambda at: get(starts[at]),
        "a page of 100 sorted by name, anywhere": lambda at: get(sorted_starts[at]),
        "a page of 999": lambda _: get("/v1.0/users?$top=999"),
        "filter by name": lambda at: get(f"/v1.0/users?$filter=startswith(userPrincipalName,'ada.abel.{at}')"),
        "filter by department (12,500 people, 100 shown)": lambda _: get("/v1.0/users?$filter=department eq 'Sales'"),
        "search for a surname, 100 shown": lambda _: get('/v1.0/users?$search="displayName:garcia"'),
        "the number of all": lambda _: get("/v1.0/users/$count"),
        "one person": lambda at: get(f"/v1.0/users/{person_id(at * 9999)}"),
        "a page of the first delta round": lambda at: get(pages[at]),
        "a delta round without changes": lambda _: get(link),
    }


def _getter(client: FlaskClient) -> Callable[[str], Any]:
    form = {"grant_type": "client_credentials", "client_id": _APP, "client_secret": _SECRET}
    form["scope"] = "https://graph.microsoft.com/.default"
    token = client.post(f"/{_TENANT}/oauth2/v2.0/token", data=form).get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "ConsistencyLevel": "eventual"}

    def get(url: str) -> Any:
        parts = urlsplit(url)
        answer = client.get(parts.path, query_string=parts.query, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.get_json(silent=True)

    return get


def _page_starts(get: Callable[[str], Any], url: str) -> list[str]:
    """Return links spread over a whole list, by walking it once."""
    found, page = [], get(url)
    while link := page.get("@odata.nextLink"):
        found.append(link)
        page = get(link)
    return found[:: max(len(found) // (ROUNDS + 1), 1)]


def _change(runtime: Runtime, people: int) -> None:
    now = runtime.clock.now().timestamp()
    with runtime.store.transaction() as db:
        for number in range(people):
            objects.change(db, USER, (_TENANT, person_id(number * 99)), {"job_title": "Changed"}, now)


def _cpu(call: Callable[[int], Any]) -> float:
    """Return the median CPU of a call in milliseconds, over different places."""
    call(0)
    spent = []
    for at in range(1, ROUNDS + 1):
        before = time.process_time()
        call(at)
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
