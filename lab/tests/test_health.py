"""`python -m lab.health SERVICE`, as containers call it."""

import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from lab.health import trouble
from lab.tests.labs import ROOT, environment, new_lab
from lab.topology import Lab

HEAVY = {"flask", "sqlalchemy", "urllib3", "msgspec", "http.client", "yaml", "typer", "lab.runners", "lab.cast"}


def health(lab: Lab, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lab.health", *arguments]
    env = environment(lab, **more)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_healthy_service_is_a_success(running_lab: Lab) -> None:
    answered = health(running_lab, "okta")
    assert (answered.returncode, answered.stderr) == (0, "")


def test_another_labs_token_is_none(running_lab: Lab) -> None:
    answered = health(running_lab, "okta", LAB_CONTROL_TOKEN="of-another-lab")
    assert (answered.returncode, answered.stderr) == (1, "okta answers 'HTTP/1.1 401 Unauthorized'\n")


def test_nobody_there_is_a_failure(tmp_path: Path) -> None:
    answered = health(new_lab(tmp_path), "okta", LAB_CONTROL_TOKEN="any")
    assert (answered.returncode, answered.stderr) == (1, "okta does not answer: Connection refused\n")


def test_a_state_folder_without_a_token_is_a_failure(tmp_path: Path) -> None:
    answered = health(new_lab(tmp_path), "okta")
    assert answered.returncode == 1
    assert "control-token" in answered.stderr


@pytest.mark.parametrize("arguments", [(), ("nobody",), ("okta", "webapp")])
def test_a_wrong_call_is_told_how_it_is_done(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answered = health(new_lab(tmp_path), *arguments)
    assert answered.returncode == 2
    assert answered.stderr.startswith("usage: python -m lab.health SERVICE, one of azure-ad, okta,")


def test_a_listener_that_hangs_up_is_not_healthy(tmp_path: Path) -> None:
    lab = new_lab(tmp_path)

    def hang_up(server: socket.socket) -> None:
        server.accept()[0].close()

    with socket.create_server(("127.0.0.1", lab.ports["okta"])) as server:
        hanging_up = Thread(target=hang_up, args=(server,))
        hanging_up.start()
        assert trouble(lab, "okta", "any", 5.0)
        hanging_up.join()


def test_a_listener_that_says_nothing_is_not_healthy(tmp_path: Path) -> None:
    lab = new_lab(tmp_path)
    with socket.create_server(("127.0.0.1", lab.ports["okta"])):
        assert trouble(lab, "okta", "any", 0.05) == "does not answer: timed out"


def test_it_loads_nothing_heavy() -> None:
    """A container runs it every few seconds."""
    code = "import lab.health, sys; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())
