"""A large org's management API, in one process without a server: CPU of each call. `python -m bench.directory`.

100,000 users are written into a database of their own; each figure is a median over calls at different places.
"""

import base64
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from flask.testing import FlaskClient

from mocks.kit.clock import LabClock
from mocks.kit.faults import NoFaults
from mocks.kit.http import HttpClient
from mocks.kit.ids import SystemIds
from mocks.kit.runtime import Runtime
from mocks.kit.store import Store
from mocks.okta.app import create_app
from mocks.okta.directory import METADATA, groups
from mocks.okta.directory.groups import MEMBERS
from mocks.okta.directory.users import USERS, Provider, Status
from mocks.okta.ids import okta_id
from mocks.okta.seed import ApiTokenSeed, OktaSeed, UserSeed
from mocks.okta.settings import Settings

PEOPLE, DEPARTMENTS, ROUNDS = 100_000, 400, 9
_ORG = "http://localhost:8081"
_TOKEN = "00bench-token-of-nobody-000000000000000001"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lab-bench-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'okta.sqlite'}", METADATA)
        runtime = Runtime(LabClock(), SystemIds(), store, HttpClient("bench"), NoFaults())
        owner = UserSeed("ada@bench.example", "Ada", "Adams", password="Bench-1-bench", administrator=True)
        seed = OktaSeed("Bench", users=[owner], api_tokens=[ApiTokenSeed("bench", _TOKEN, owner.login)])
        app = create_app(Settings(_ORG), runtime, seed)
        before = time.process_time()
        _fill(runtime)
        print(f"writing {PEOPLE:,} users: {time.process_time() - before:.1f} s CPU\n")
        print("| Call, at 100,000 users | CPU ms |\n| --- | ---: |")
        for name, call in _calls(app.test_client()).items():
            print(f"| {name} | {_cpu(call):.1f} |", flush=True)


def _fill(runtime: Runtime) -> None:
    now = runtime.clock.now().timestamp()
    with runtime.store.transaction() as db:
        everyone = groups.id_of(db, groups.EVERYONE)
        rows = [_user(runtime, number, now) for number in range(PEOPLE)]
        db.execute(USERS.insert(), rows)
        db.execute(MEMBERS.insert(), [{"group_id": everyone, "user_id": row["id"]} for row in rows])


def _user(runtime: Runtime, number: int, now: float) -> dict[str, Any]:
    login = f"person{number:06}@bench.example"
    profile = {
        "login": login,
        "email": login,
        "firstName": f"First{number % 5000}",
        "lastName": f"Last{number}",
        "department": f"Department {number % DEPARTMENTS}",
    }
    return {
        "id": okta_id(runtime.ids, "00u"),
        "status": Status.ACTIVE.value,
        "login_key": login,
        "email_key": login,
        "profile": msgspec.json.encode(profile).decode(),
        "provider": Provider.FEDERATION.value,
        "created": now,
        "last_updated": now,
    }


def _calls(client: FlaskClient) -> dict[str, Callable[[int], Any]]:
    def get(path: str, **query: str) -> Any:
        answer = client.get(f"/api/v1{path}", query_string=query, headers={"Authorization": f"SSWS {_TOKEN}"})
        assert answer.status_code == 200, answer.text
        return answer

    starts = _page_starts(get)
    return {
        "a page of 200, anywhere in the list": lambda at: get("/users", limit="200", after=starts[at]),
        "search by login": lambda at: get("/users", search=f'profile.login eq "person{at * 9999:06}@bench.example"'),
        "search by department (250 of them, 200 shown)": lambda at: get(
            "/users", search=f'profile.department eq "Department {at}"'
        ),
        "search by the beginning of a name": lambda at: get("/users", search=f'profile.firstName sw "first{at}1"'),
        "search sorted by login, a page of 200": lambda at: get(
            "/users", search='status eq "ACTIVE"', sortBy="profile.login", after=_sorted_start(at)
        ),
        "q, ten of them": lambda at: get("/users", q=f"person{at}"),
        "one user": lambda at: get(f"/users/person{at * 9999:06}@bench.example"),
    }


def _page_starts(get: Callable[..., Any]) -> list[str]:
    """Return cursors spread over the whole list, by walking it once."""
    found: list[str] = []
    after = ""
    while True:
        answer = get("/users", limit="200", **({"after": after} if after else {}))
        last = answer.headers.getlist("Link")[-1]
        if 'rel="next"' not in last:
            return found[:: max(len(found) // ROUNDS, 1)]
        after = last.partition("after=")[2].partition(">")[0].partition("&")[0]
        found.append(after)


def _sorted_start(at: int) -> str:
    key = msgspec.json.encode([f"person{at * 9999:06}@bench.example", "00u"])
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def _cpu(call: Callable[[int], Any]) -> float:
    """Return the median CPU of a call in milliseconds, over different places."""
    call(0)
    spent = []
    for at in range(ROUNDS):
        before = time.process_time()
        call(at)
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
