"""Which way the lab is run, and what is said about it."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.runners import Choice, LabError, Runner, choose, runner_named, runners, running_here
from lab.runners import _engine as engine
from lab.tests.labs import new_lab
from lab.topology import Lab


@pytest.fixture
def no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing name a Docker Engine."""
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setattr(engine, "_SOCKET", tmp_path / "docker.sock")


@pytest.fixture
def an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(runner_named("compose")), "missing", lambda _: "")


def test_the_folder_is_the_list_of_runners() -> None:
    assert sorted(runners()) == ["compose", "process"]
    assert all(isinstance(runner, Runner) and runner.title for runner in runners().values())


@pytest.mark.parametrize("name", ["process", "compose"])
def test_what_is_asked_for_is_taken(name: str) -> None:
    """Whether it can run is found out when it starts, not by taking another one silently."""
    assert choose({"ENGINE": name}) == Choice(runner_named(name), f"ENGINE={name}", is_asked_for=True)


def test_an_unknown_engine_is_named_with_those_that_there_are() -> None:
    with pytest.raises(LabError, match="ENGINE=podman is unknown; there are: compose, process"):
        choose({"ENGINE": "podman"})


@pytest.mark.usefixtures("no_engine")
def test_without_an_engine_it_is_processes() -> None:
    expected = Choice(runner_named("process"), "no Docker Engine answers", is_asked_for=False)
    assert choose({}) == choose({"ENGINE": ""}) == expected


@pytest.mark.usefixtures("an_engine")
def test_with_an_engine_it_is_containers() -> None:
    assert choose({}) == Choice(runner_named("compose"), "a Docker Engine answers", is_asked_for=False)


@pytest.mark.usefixtures("no_engine")
def test_an_address_at_which_nobody_answers_is_no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not even its library is asked: that takes longer than the answer is worth."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    monkeypatch.setitem(sys.modules, "docker", None)
    assert choose({}).runner is runner_named("process")


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Listen and never say a word, as an engine that hangs does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.usefixtures("no_engine")
def test_an_engine_that_hangs_is_none(silent_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_LIMIT", 0.2)
    monkeypatch.setenv("DOCKER_HOST", silent_server)
    assert choose({}).runner is runner_named("process")


@pytest.mark.usefixtures("no_engine")
def test_a_context_of_the_docker_command_is_a_reason_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker Desktop names its engine there and nowhere else."""
    assert not engine._may_be_there()
    (tmp_path / "config.json").write_text('{"currentContext": "desktop-linux"}')
    assert engine._may_be_there()
    (tmp_path / "config.json").write_text("half a fi")
    assert not engine._may_be_there()


@pytest.mark.usefixtures("no_engine")
def test_a_running_lab_is_found_whatever_runs_it(running_lab: Lab, tmp_path: Path) -> None:
    assert running_here(running_lab, {}) is runner_named("process")
    assert running_here(running_lab, {"ENGINE": "compose"}) is None
    assert running_here(new_lab(tmp_path), {}) is None
