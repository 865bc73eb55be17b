"""Everything measured in one run, as tables for bench/README.md: `make bench`.

A lab is started on free ports with a cast of its own, used, and taken down. Needs Linux (figures come from /proc).
"""

import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench import cast, floor
from bench.calls import Calls
from bench.processes import cpu, memory
from bench.signins import Connections, Plain, brokered
from e2e.ports import free_port
from lab.client import LabClient
from lab.runners import Runner, runner_named, running
from lab.topology import SERVICES, Lab, from_environment

PARTIES = ("webapp", "okta", "azure-ad")
ROUND, ROUNDS, PEOPLE = 40, 7, 2000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lab-bench-") as folder:
        cast.write(Path(folder) / "bench.yaml", PEOPLE)
        settings = {service.port_variable: str(free_port()) for service in SERVICES}
        lab = from_environment(settings | {"LAB_STATE": folder, "LAB_SEED": f"{folder}/bench.yaml"})
        runner = runner_named("process")
        _table("Floor on this machine", "CPU ms", _floor())
        with running(lab, "process") as client:
            pids = _pids(runner, lab)
            _sign_ins(lab, pids)
            _table("Lab", "", _whole(client, pids))
    _table("Start", "s", {"cold `lab up` to all healthy": _cold_start()})


def _floor() -> dict[str, float]:
    return {
        "RS256 signature": floor.signature(),
        "password hash": floor.password_hash(),
        "Flask view that does nothing": floor.null_view(),
    }


def _pids(runner: Runner, lab: Lab) -> dict[str, int]:
    return {status.name: int(status.where.split()[-1]) for status in runner.status(lab)}


def _sign_ins(lab: Lab, pids: dict[str, int]) -> None:
    people = iter(range(PEOPLE))
    counts = brokered(lab, next(people), {}).requests

    def new_user(connections: Connections) -> None:
        brokered(lab, next(people), connections)

    spent = _per_sign_in(pids, PARTIES, new_user)
    _table("One brokered sign-in of a new user, password hash apart", "CPU ms", spent)
    print(f"Requests of the browser: {sum(counts.values())}, and four behind it.\n")
    for party in ("okta", "azure-ad"):
        title = f"One plain sign-in at {party} (authorize, forms, token, userinfo), password hash apart"
        _table(title, "CPU ms", _per_sign_in(pids, (party,), _plain(lab, party)))
    _table("One call at Okta", "CPU ms", _calls(lab, pids["okta"]))


def _calls(lab: Lab, okta: int) -> dict[str, float]:
    """Return the median CPU of each kind of call over rounds, the first left out."""
    kinds = Calls(lab, PEOPLE - 1).kinds((ROUNDS + 1) * ROUND)
    spent = {}
    for name, call in kinds.items():
        rounds = []
        for _ in range(ROUNDS + 1):
            before = cpu(okta)
            for _ in range(ROUND):
                call()
            rounds.append((cpu(okta) - before) / ROUND)
        spent[name] = statistics.median(rounds[1:])
    return spent


def _plain(lab: Lab, party: str) -> Callable[[Connections], None]:
    plain, people = Plain(lab, party), iter(range(PEOPLE))
    return lambda connections: plain.sign_in(next(people), connections)


def _per_sign_in(
    pids: dict[str, int], parties: tuple[str, ...], act: Callable[[Connections], None]
) -> dict[str, float]:
    """Return medians over rounds: CPU of each party and together, one at a time and four at a time."""
    spent = {}
    for title, at_once in (("one at a time", 1), ("four at a time", 4)):
        rounds = [_round(pids, parties, act, at_once) for _ in range(ROUNDS + 1)][1:]
        for party in parties:
            spent[f"{title}: {party}"] = statistics.median(each[party] for each in rounds)
        if len(parties) > 1:
            spent[f"{title}: **together**"] = statistics.median(sum(each.values()) for each in rounds)
    return spent


def _round(
    pids: dict[str, int], parties: tuple[str, ...], act: Callable[[Connections], None], at_once: int
) -> dict[str, float]:
    before = {party: cpu(pids[party]) for party in parties}

    def share(_: int) -> None:
        connections: dict[str, http.client.HTTPConnection] = {}
        for _ in range(ROUND // at_once):
            act(connections)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(share, range(at_once)))
    return {party: (cpu(pids[party]) - before[party]) / ROUND for party in parties}


def _whole(client: LabClient, pids: dict[str, int]) -> dict[str, str]:
    resets = []
    for _ in range(9):
        before = time.perf_counter()
        client.reset()
        resets.append((time.perf_counter() - before) * 1000)
    return {
        f"reset of every service, {PEOPLE} people in each directory": f"{statistics.median(resets):.0f} ms",
        "memory of all services (shared pages counted once)": f"{sum(map(memory, pids.values())):.0f} MB",
    }


def _cold_start() -> float:
    """Return the median time of a first `lab up` with the default cast, in seconds."""
    took = []
    for _ in range(5):
        with tempfile.TemporaryDirectory(prefix="lab-bench-") as folder:
            ports = {service.port_variable: str(free_port()) for service in SERVICES}
            environment = {**ports, "LAB_STATE": folder, "ENGINE": "process", "PATH": "/usr/bin:/bin"}
            before = time.perf_counter()
            subprocess.run([sys.executable, "-m", "lab", "up"], env=environment, check=True, capture_output=True)
            took.append(time.perf_counter() - before)
            subprocess.run([sys.executable, "-m", "lab", "down"], env=environment, check=True, capture_output=True)
    return statistics.median(took)


def _table(title: str, unit: str, rows: dict[str, float] | dict[str, str]) -> None:
    print(f"### {title}\n\n| | {unit} |\n| --- | ---: |")
    for name, value in rows.items():
        print(f"| {name} | {value if isinstance(value, str) else f'{value:.2f}'} |")
    print(flush=True)


if __name__ == "__main__":
    main()
