"""The supervisor and its services: what is said, what is stopped, what is noticed."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.runners import LabError, ServiceStatus, State, runner_named, running
from lab.tests.labs import ROOT, environment, free_ports, new_lab, say
from lab.topology import SERVICES, Lab

RUNNER = runner_named("process")
HEALTHY = {service.name: State.RUNNING for service in SERVICES}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run one lab for this module: its services are stopped and killed, and started again."""
    deep = tmp_path_factory.mktemp("a-folder-with-a-long-name" * 4) / ("deeper" * 12)
    with running(new_lab(deep), "process") as client:
        yield client.lab


@pytest.fixture
def lab(shared: Lab) -> Iterator[Lab]:
    """Hand out the running lab, and mend it afterwards."""
    yield shared
    for each in RUNNER.status(shared):
        if each.state is not State.RUNNING:
            RUNNER.start(shared, each.name)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Lab]:
    """Hand out a lab that is down, and take down whatever a test leaves."""
    lab = new_lab(tmp_path / "state")
    yield lab
    RUNNER.down(lab)


def find(lab: Lab, service: str) -> ServiceStatus:
    return next(each for each in RUNNER.status(lab) if each.name == service)


def pid_of(lab: Lab, service: str) -> int:
    return int(find(lab, service).where.removeprefix("process "))


def supervisor_of(lab: Lab) -> int:
    return int(json.loads((lab.state / "supervisor.json").read_text())["pid"])


def listens(lab: Lab, service: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", lab.ports[service]), 1).close()
    except OSError:
        return False
    return True


def nothing_runs(lab: Lab) -> bool:
    return not any(listens(lab, service.name) for service in SERVICES) and not RUNNER.is_running(lab)


def eventually(holds: Callable[[], bool], limit: float = 5.0) -> bool:
    end = time.monotonic() + limit
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_every_service_is_a_healthy_process_of_its_own(lab: Lab) -> None:
    found = RUNNER.status(lab)
    assert {each.name: each.state for each in found if each.healthy} == HEALTHY
    assert len({each.where for each in found}) == len(SERVICES)


def test_a_second_up_changes_nothing_and_says_so(lab: Lab) -> None:
    before = [each.where for each in RUNNER.status(lab)]
    said = say(lab, "up")
    assert said.returncode == 0
    assert said.stdout.startswith("The lab is running already (local processes); nothing was changed.\n")
    assert lab.url("webapp") in said.stdout
    assert [each.where for each in RUNNER.status(lab)] == before


def test_a_second_up_with_other_settings_names_them(lab: Lab) -> None:
    said = say(lab, "up", LAB_WORKERS="2")
    assert said.returncode == 1
    assert "with other settings: LAB_WORKERS is 1 there and 2 here. `make lab-down` stops it" in said.stderr


def test_a_second_up_with_another_seed_says_so(lab: Lab, tmp_path: Path) -> None:
    """The same file that says something else counts, not only another file."""
    seed = lab.seed.read_text()
    moved = new_lab(tmp_path / "state", LAB_SEED=str(tmp_path / "lab.yaml"))
    moved.seed.write_text(seed)
    with running(moved, "process"):
        moved.seed.write_text(seed.replace("Alice Adams", "Alice Alder"))
        said = say(moved, "up")
    assert said.returncode == 1
    assert f"{moved.seed} has changed since" in said.stderr


def test_a_service_is_stopped_and_started(lab: Lab) -> None:
    RUNNER.stop(lab, "okta")
    assert find(lab, "okta").state is State.STOPPED
    assert not listens(lab, "okta")
    RUNNER.stop(lab, "okta")
    RUNNER.start(lab, "okta")
    assert find(lab, "okta").healthy


def test_starting_what_runs_changes_nothing(lab: Lab) -> None:
    before = pid_of(lab, "webapp")
    RUNNER.start(lab, "webapp")
    assert pid_of(lab, "webapp") == before


def test_a_restart_is_another_process_with_the_same_state(lab: Lab) -> None:
    database = lab.state_of("azure-ad") / "state.sqlite"
    before, seen = pid_of(lab, "azure-ad"), _users(database)
    RUNNER.restart(lab, "azure-ad")
    assert pid_of(lab, "azure-ad") != before
    assert _users(database) == seen


def _users(database: Path) -> list[object]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        found = list(db.execute("SELECT * FROM users ORDER BY id"))
    db.close()
    return found


def test_a_service_that_is_killed_is_noticed_with_how_and_what_it_wrote(lab: Lab) -> None:
    with (lab.state / "logs" / "webapp.log").open("a") as log:
        log.write("the last words\n\n")
    os.kill(pid_of(lab, "webapp"), signal.SIGKILL)
    assert eventually(lambda: find(lab, "webapp").state is State.DIED)
    assert find(lab, "webapp").detail == "ended by SIGKILL; the last line of its log: the last words"
    assert eventually(lambda: not listens(lab, "webapp")), "its workers go with it"
    assert say(lab, "status").returncode == 1
    said = say(lab, "up")
    assert said.returncode == 1
    assert "not whole: webapp ended by SIGKILL" in said.stderr


def test_a_service_that_cannot_start_again_says_why(lab: Lab) -> None:
    """The reason comes from the service's own process, through the supervisor, to whoever asked."""
    RUNNER.stop(lab, "okta")
    database = lab.state_of("okta") / "state.sqlite"
    with sqlite3.connect(database) as db:
        (version,) = db.execute("SELECT version FROM schema_version").fetchone()
        db.execute("UPDATE schema_version SET version = '0'")
    db.close()
    try:
        with pytest.raises(LabError, match=r"^okta did not start: the stored state is of another version of the lab"):
            RUNNER.start(lab, "okta")
        assert find(lab, "okta").state is State.DIED
    finally:
        with sqlite3.connect(database) as db:
            db.execute("UPDATE schema_version SET version = ?", (version,))
        db.close()


def test_logs_are_read_once_or_as_they_grow(lab: Lab) -> None:
    log = lab.state / "logs" / "console.log"
    log.write_text("one\n")
    assert list(RUNNER.logs(lab, ["console"], follow=False)) == ["one"]
    lines = RUNNER.logs(lab, ["console", "webapp"], follow=True)
    assert next(line for line in lines if line.startswith("console")) == "console  one"
    with log.open("a") as more:
        more.write("half a ")
        more.flush()
        more.write("line\n")
    assert next(line for line in lines if line.startswith("console")) == "console  half a line"


def test_secrets_are_in_no_log(lab: Lab) -> None:
    written = "".join(path.read_text() for path in (lab.state / "logs").iterdir())
    key = json.loads((lab.state / "supervisor.json").read_text())["key"]
    for secret in (lab.token_file.read_text(), key, "sample-webapp-secret-for-the-lab-only-001", "Alice-in-Azure-1"):
        assert secret not in written


def test_a_stranger_at_the_control_channel_gets_no_answer(lab: Lab) -> None:
    port = json.loads((lab.state / "supervisor.json").read_text())["port"]
    for request in (b'{"key": "guess", "verb": "down", "service": ""}\n', b"GET / HTTP/1.1\r\n\r\n", b"\n"):
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(request)
            assert connection.recv(100) == b""
    assert RUNNER.is_running(lab)


def test_the_state_folder_is_its_owners_alone(lab: Lab) -> None:
    assert lab.state.stat().st_mode & 0o077 == 0
    assert (lab.state / "supervisor.json").stat().st_mode & 0o077 == 0


def test_services_end_with_their_supervisor(fresh: Lab) -> None:
    """However it ends; what is left is recognised as stale, and does not keep the lab from starting again."""
    assert say(fresh, "up").returncode == 0
    os.kill(supervisor_of(fresh), signal.SIGKILL)
    assert eventually(lambda: nothing_runs(fresh))
    assert (fresh.state / "supervisor.json").exists()
    assert say(fresh, "status").stderr == "The lab is not running; `make lab-up` starts it.\n"
    assert say(fresh, "down").stdout == "The lab is not running.\n"
    assert say(fresh, "up").returncode == 0
    assert say(fresh, "down").stdout == "The lab is down (local processes).\n"
    assert nothing_runs(fresh)


def test_an_address_that_somebody_else_has_now_is_stale(fresh: Lab) -> None:
    """After a restart of the machine, the process id and the port may belong to anybody."""
    fresh.state.mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stale = {"pid": os.getpid(), "port": stranger.getsockname()[1], "key": "k", "environment": {}, "seed": ""}
        (fresh.state / "supervisor.json").write_text(json.dumps(stale))
        stranger.close()
        assert not RUNNER.is_running(fresh)
    assert not RUNNER.down(fresh)
    (fresh.state / "supervisor.json").write_text("{half a fi")
    assert not RUNNER.is_running(fresh)


def test_a_supervisor_that_does_not_answer_is_ended(fresh: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    assert say(fresh, "up").returncode == 0
    monkeypatch.setattr("lab.runners._channel._LIMIT", 0.2)
    os.kill(supervisor_of(fresh), signal.SIGSTOP)
    monkeypatch.setattr("lab.runners.processes._PATIENCE", 0.2)
    assert RUNNER.down(fresh)
    assert eventually(lambda: nothing_runs(fresh))


def test_of_two_ups_at_once_one_wins_and_the_other_says_so(fresh: Lab) -> None:
    command = [sys.executable, "-m", "lab", "up"]
    both = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment(fresh), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60) for process in both]
    assert sorted(process.returncode for process in both) in ([0, 0], [0, 1])
    for process, (printed, complaint) in zip(both, said, strict=True):
        assert "Traceback" not in complaint
        if process.returncode:
            assert complaint.startswith(("Another `up` or `down` is at work", "The lab is running already"))
        else:
            assert printed.startswith(("Starting the lab", "The lab is running already"))
    assert [printed for printed, _ in said if printed.startswith("Starting the lab") and "healthy after" in printed]


def test_a_taken_port_is_named_before_anything_starts(fresh: Lab) -> None:
    with socket.create_server(("127.0.0.1", fresh.ports["okta"])):
        said = say(fresh, "up")
    assert said.returncode == 1
    port = fresh.ports["okta"]
    assert said.stderr.startswith(f"Port {port}, wanted for okta, is taken")
    assert said.stderr.count("\n") == 1
    assert "LAB_OKTA_PORT=" in said.stderr
    assert nothing_runs(fresh)


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_a_port_is_taken_where_a_browser_would_look_first(fresh: Lab) -> None:
    """`localhost` is ::1 too, and browsers begin there."""
    try:
        listener = socket.create_server(("::1", fresh.ports["webapp"]), family=socket.AF_INET6)
    except OSError:
        listener = None  # IPv6 is compiled in and switched off
    if listener:
        with listener:
            assert "wanted for webapp, is taken" in say(fresh, "up").stderr


def test_a_broken_seed_is_one_sentence(fresh: Lab, tmp_path: Path) -> None:
    seed = tmp_path / "broken.yaml"
    seed.write_text(fresh.seed.read_text().replace("display_name: Alice Adams", "display_nam: Alice Adams"))
    said = say(fresh, "up", LAB_SEED=str(seed))
    assert said.returncode == 1
    assert said.stderr == (
        f"The seed cannot be used. {seed}: at azure_ad.tenants[0].users[0]: "
        "Object contains unknown field `display_nam`\n"
    )
    assert nothing_runs(fresh)


def test_a_service_that_dies_at_the_start_takes_the_lab_down_with_its_reason(fresh: Lab) -> None:
    fresh.state_of("azure-ad").mkdir(parents=True)
    (fresh.state_of("azure-ad") / "state.sqlite").write_text("this is no database, but long enough to look like one")
    said = say(fresh, "up")
    assert said.returncode == 1
    assert said.stderr.startswith("azure-ad did not start: DatabaseError: ")
    assert "Traceback" not in said.stderr
    assert nothing_runs(fresh)


def test_a_state_of_another_seed_is_refused_and_can_be_forgotten(fresh: Lab, tmp_path: Path) -> None:
    assert say(fresh, "up").returncode == 0
    assert say(fresh, "down").returncode == 0
    moved = {"LAB_WEBAPP_PORT": str(free_ports(1)[0])}
    said = say(fresh, "up", **moved)
    assert said.returncode == 1
    assert "did not start: the stored state was made from another seed" in said.stderr
    assert nothing_runs(fresh)
    assert say(fresh, "reset").returncode == 0
    assert say(fresh, "up", **moved).returncode == 0


def test_down_leaves_nothing_but_the_state(fresh: Lab) -> None:
    assert say(fresh, "up").returncode == 0
    assert say(fresh, "down").returncode == 0
    assert nothing_runs(fresh)
    assert {path.name for path in fresh.state.iterdir()} == {
        "lock", "logs", "control-token", *(service.name for service in SERVICES),
    }  # fmt: skip
    assert say(fresh, "down", "--state").returncode == 0
    assert {path.name for path in fresh.state.iterdir()} == {"lock", "logs", "control-token"}


def test_an_interrupted_up_leaves_nothing(fresh: Lab) -> None:
    # As at a terminal: a shell has what it runs in the background ignore interrupts, and that is inherited.
    code = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "runpy.run_module('lab', run_name='__main__')"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", code, "up"],
        cwd=ROOT,
        env=environment(fresh),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert eventually((fresh.state / "supervisor.json").exists)
    started.send_signal(signal.SIGINT)
    assert started.wait(20) != 0
    assert eventually(lambda: nothing_runs(fresh))


def test_a_service_without_a_supervisor_cannot_be_started(fresh: Lab) -> None:
    for verb in (RUNNER.start, RUNNER.stop, RUNNER.restart):
        with pytest.raises(LabError, match="The lab is not running; `make lab-up` starts it"):
            verb(fresh, "okta")


def test_two_workers_serve_one_service(tmp_path: Path) -> None:
    """Reset and clock, done at one of them, hold for both."""
    with running(new_lab(tmp_path / "state", LAB_WORKERS="2"), "process") as client:
        client.reset()
        assert client.ready()
