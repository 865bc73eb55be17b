"""What `docker compose` is called with, and what containers are taken to be at; no engine is needed here."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
import yaml

from lab.cast import Cast, load_cast
from lab.runners import CannotRunHere, LabError, State, runner_named
from lab.runners import _docker as docker
from lab.runners import _engine as engine
from lab.runners import compose as module
from lab.runners._engine import Container, NoEngine
from lab.tests.labs import ROOT, new_lab
from lab.topology import SERVICES, Lab, from_environment, probed
from mocks.kit.clock import real_timestamp

RUNNER = runner_named("compose")
FAKE = """#!{python}
import json, os, sys
arguments = sys.argv[1:]
verb = arguments[5] if len(arguments) > 5 else arguments[-1]
wanted = ("LAB_", "COMPOSE_", "ISSUER", "CLIENT_", "BASE_URL", "TIMESHEETS_")
environ = {{name: value for name, value in os.environ.items() if name.startswith(wanted)}}
with open({calls!r}, "a") as calls:
    print(json.dumps([verb, arguments, environ]), file=calls)
if verb == os.environ.get("FAILS"):
    sys.exit("first line\\nthe cause of " + verb)
if verb == "logs":
    print("okta-1  | one line")
"""


class Docker:
    """A `docker` command that notes what it is asked, and an engine with the containers that a test wants."""

    def __init__(self, calls: Path) -> None:
        self._calls = calls
        self.containers: dict[str, Container] = {}
        self.has_volumes = True

    @property
    def calls(self) -> list[tuple[str, list[str], Mapping[str, str]]]:
        if not self._calls.exists():
            return []
        return [tuple(json.loads(line)) for line in self._calls.read_text().splitlines()]

    def verbs(self) -> list[str]:
        return [verb for verb, _, _ in self.calls if verb != "version"]

    def has(
        self, *services: str, state: str = "running", code: int = 0, environ: Mapping[str, str] | None = None
    ) -> None:
        for service in services or tuple(service.name for service in SERVICES):
            self.containers[service] = container(service, state, code, environ or {})


def container(service: str, state: str, code: int, environ: Mapping[str, str]) -> Container:
    started = datetime.fromtimestamp(real_timestamp(), UTC) - timedelta(minutes=3)
    return Container(
        f"{service}-0123456789abcdef",
        {
            "Config": {
                "Labels": {"com.docker.compose.service": service},
                "Env": [f"{name}={value}" for name, value in environ.items()],
            },
            "State": {"Status": state, "ExitCode": code, "StartedAt": f"{started:%Y-%m-%dT%H:%M:%S.%f}789Z"},
            "Mounts": [{"Destination": "/lab/lab.yaml", "Source": str(ROOT / "lab.yaml")}],
        },
    )


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Docker:
    here = Docker(tmp_path / "calls")
    command = tmp_path / "bin" / "docker"
    command.parent.mkdir()
    command.write_text(FAKE.format(python=sys.executable, calls=str(tmp_path / "calls")))
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    for name in ("COMPOSE_PROJECT_NAME", "LAB_CONTROL_TOKEN", "ISSUER", "CLIENT_ID", "CLIENT_SECRET", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(engine, "connected", connected)
    monkeypatch.setattr(engine, "containers", lambda _: here.containers)
    monkeypatch.setattr(engine, "has_volumes", lambda _: here.has_volumes)
    monkeypatch.setattr(engine, "read_file", lambda *_: "the-token\n")
    monkeypatch.setattr(engine, "last_lines", lambda *_: ["the first", "the last line"])
    monkeypatch.setattr(module, "trouble", lambda *_: "")
    return here


@contextmanager
def connected() -> Iterator[None]:
    yield


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return new_lab(tmp_path / "state")


@pytest.fixture
def cast(lab: Lab) -> Cast:
    return load_cast(lab)


def test_up_builds_then_starts_and_waits(fake: Docker, lab: Lab, cast: Cast) -> None:
    fake.has()
    RUNNER.up(lab, cast)
    assert fake.verbs() == ["build", "up"]
    _, arguments, environ = fake.calls[-1]
    assert arguments[:5] == [
        "compose",
        "--project-name",
        docker.project_of(lab),
        "--file",
        str(ROOT / "docker-compose.lab.yml"),
    ]
    assert {"--detach", "--no-build"} <= set(arguments)
    assert environ["LAB_PUBLISH"] == "127.0.0.1"
    assert environ["LAB_SEED_FILE"] == str(lab.seed)
    assert {environ[service.port_variable] for service in SERVICES} == {str(port) for port in lab.ports.values()}


def test_applications_are_configured_as_the_seed_registers_them(fake: Docker, lab: Lab, cast: Cast) -> None:
    fake.has()
    RUNNER.up(lab, cast)
    environ = fake.calls[-1][2]
    assert (environ["ISSUER"], environ["CLIENT_ID"], environ["CLIENT_SECRET"]) == (
        cast.webapp.issuer,
        cast.webapp.client_id,
        cast.webapp.client_secret,
    )
    assert environ["TIMESHEETS_CLIENT_SECRET"] == cast.timesheets.client_secret


def test_a_person_may_point_the_application_elsewhere(
    fake: Docker, lab: Lab, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUER", "http://localhost:8082/tenant/v2.0")
    fake.has()
    RUNNER.up(lab, cast)
    assert fake.calls[-1][2]["ISSUER"] == "http://localhost:8082/tenant/v2.0"


def test_every_variable_that_is_handed_over_is_one_that_the_file_reads(lab: Lab, cast: Cast) -> None:
    file = (ROOT / "docker-compose.lab.yml").read_text()
    inside = {"LAB_STATE", "LAB_SEED", "LAB_LISTEN"}  # the containers' own, or said with LAB_PUBLISH and LAB_SEED_FILE
    for name in docker.settings(lab, cast).keys() - inside:
        assert name in file, name


def test_the_file_runs_the_services_of_the_topology() -> None:
    """Same names, same ports; what the lab probes is served by the lab's image."""
    services = yaml.safe_load((ROOT / "docker-compose.lab.yml").read_text())["services"]
    assert set(services) - {"network", "certificates", "postgres"} == {service.name for service in SERVICES}
    published = "\n".join(services["network"]["ports"])
    for service in SERVICES:
        port = f"${{{service.port_variable}:-{service.port}}}"
        host = "127.0.0.1" if service.is_open else "${LAB_PUBLISH:-127.0.0.1}"
        assert f"{host}:{port}:{port}" in published
    served = {name for name, service in services.items() if service.get("command", [""])[0] == "serve"}
    assert served == set(probed("compose"))


def test_images_that_cannot_be_built_leave_it_to_another_way(
    fake: Docker, lab: Lab, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "build")
    with pytest.raises(CannotRunHere, match=r"(?s)^The images cannot be built\..*the cause of build.*containers\.md"):
        RUNNER.up(lab, cast)
    assert fake.verbs() == ["build"]


def test_without_the_compose_plugin_it_says_what_to_install(
    fake: Docker, lab: Lab, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", "version")
    with pytest.raises(
        CannotRunHere, match=r"docker compose` .* is missing: install the package docker-compose-plugin"
    ):
        RUNNER.up(lab, cast)
    assert RUNNER.lacks()
    assert fake.verbs() == []


def test_without_an_engine_it_says_so(fake: Docker, lab: Lab, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> NoReturn:
        raise NoEngine("no Docker Engine answers")

    monkeypatch.setattr(engine, "connected", nobody)
    with pytest.raises(LabError, match=r"cannot run in containers: no Docker Engine answers\. Start Docker, or use"):
        RUNNER.up(lab, cast)


def test_a_container_that_ends_at_the_start_is_shown_and_all_is_cleaned_up(fake: Docker, lab: Lab, cast: Cast) -> None:
    fake.has()
    fake.has("okta", state="exited", code=1)
    with pytest.raises(LabError) as caught:
        RUNNER.up(lab, cast)
    assert str(caught.value) == (
        "okta did not start. Its exit code is 1, the end of its log:\n  the first\n  the last line"
    )
    assert fake.verbs() == ["build", "up", "down"]
    assert "--volumes" not in fake.calls[-1][1]


def test_a_container_that_never_gets_healthy_is_shown(
    fake: Docker, lab: Lab, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LIMIT", 0.0)
    monkeypatch.setattr(module, "trouble", lambda _, service, *__: "answers 500" if service == "okta" else "")
    fake.has()
    with pytest.raises(LabError, match="okta is not healthy after 0 seconds, it answers 500"):
        RUNNER.up(lab, cast)
    assert fake.verbs()[-1] == "down"


@pytest.mark.parametrize("verb", ["start", "restart"])
def test_a_started_service_is_waited_for(fake: Docker, lab: Lab, verb: str) -> None:
    fake.has()
    getattr(RUNNER, verb)(lab, "okta")
    assert fake.verbs() == [verb]
    assert fake.calls[-1][1][-1] == "okta"
    fake.has("okta", state="exited", code=1)
    with pytest.raises(LabError, match=r"okta did not start\. Its exit code is 1"):
        getattr(RUNNER, verb)(lab, "okta")


def test_stop_stops_one_service(fake: Docker, lab: Lab) -> None:
    RUNNER.stop(lab, "okta")
    assert (fake.verbs(), fake.calls[-1][1][-1]) == (["stop"], "okta")


def test_down_removes_containers_and_forget_the_volumes(fake: Docker, lab: Lab) -> None:
    assert not RUNNER.down(lab)
    assert fake.verbs() == []
    fake.has()
    assert RUNNER.down(lab)
    RUNNER.forget(lab)
    assert fake.verbs() == ["down", "down"]
    assert ["--volumes" in arguments for _, arguments, _ in fake.calls] == [False, True]
    fake.has_volumes = False
    RUNNER.forget(lab)
    assert len(fake.calls) == 2


def test_containers_are_told_apart(fake: Docker, lab: Lab) -> None:
    fake.has("okta")
    fake.has("azure-ad", state="exited", code=0)
    fake.has("webapp", state="exited", code=143)
    fake.has("console", state="exited", code=137)
    found = {each.name: each for each in RUNNER.status(lab)}
    assert list(found) == [service.name for service in SERVICES]
    assert found["okta"].healthy
    assert found["okta"].where == "container okta-0123456"
    assert found["okta"].uptime is not None
    assert timedelta(minutes=2) < found["okta"].uptime < timedelta(minutes=4)
    assert {name for name, each in found.items() if each.state is State.STOPPED} == {
        "azure-ad", "webapp", "partner-idp", "timesheets", "ad-agent",
    }  # fmt: skip
    assert found["console"].state is State.DIED
    assert found["console"].detail.startswith("exit code 137")


def test_applications_without_a_probe_are_asked_for_their_own_health(
    fake: Docker, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, str] = {}

    def trouble(_: Lab, service: str, token: str, limit: float, path: str) -> str:
        asked[service] = path
        return ""

    monkeypatch.setattr(module, "trouble", trouble)
    fake.has()
    RUNNER.status(lab)
    assert {service for service, path in asked.items() if path == "/health"} == {"webapp", "timesheets"}
    assert set(asked.values()) == {"/health", "/_lab/health"}


def test_the_token_is_read_from_the_volume_unless_given(
    fake: Docker, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LabError, match="no control token yet"):
        RUNNER.token(lab)
    fake.has("okta")
    assert RUNNER.token(lab) == "the-token"
    monkeypatch.setenv("LAB_CONTROL_TOKEN", "given")
    assert RUNNER.token(lab) == "given"


def test_logs_come_as_compose_prints_them(fake: Docker, lab: Lab) -> None:
    assert list(RUNNER.logs(lab, ["okta"], follow=True)) == ["okta-1  | one line"]
    assert fake.calls[-1][1][-2:] == ["--follow", "okta"]


def test_other_settings_than_those_of_the_containers_are_named(fake: Docker, lab: Lab, cast: Cast) -> None:
    environ = {**lab.environment, "LAB_STATE": "/state", "LAB_PUBLISH": "127.0.0.1"}
    for name in ("LAB_SEED", "LAB_LISTEN"):
        environ.pop(name)
    fake.has(environ=environ)
    assert RUNNER.differences(lab, cast) == []
    fake.has(environ={**environ, "LAB_OKTA_PORT": "9999", "LAB_WORKERS": "2"})
    assert RUNNER.differences(lab, cast) == [
        f"LAB_OKTA_PORT is 9999 there and {lab.ports['okta']} here",
        "LAB_WORKERS is 2 there and 1 here",
    ]


def test_an_exposed_lab_reads_a_seed_with_passwords_of_its_own(
    fake: Docker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The containers get what `up` prints, and the folder of that file is its owner's alone."""
    monkeypatch.setattr("lab.runners._ports.check", lambda _: None)
    lab = new_lab(tmp_path / "state", LAB_LISTEN="0.0.0.0")
    cast = load_cast(lab)
    fake.has()
    RUNNER.up(lab, cast)
    environ = fake.calls[-1][2]
    assert environ["LAB_PUBLISH"] == "0.0.0.0"
    assert environ["CLIENT_SECRET"] == cast.webapp.client_secret
    inside = from_environment({**environ, "LAB_LISTEN": "", "LAB_SEED": environ["LAB_SEED_FILE"]})
    assert inside.is_exposed
    assert load_cast(inside) == cast
    assert lab.state.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("listen", "published"), [("::1", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0")]
)
def test_an_address_is_published_as_compose_writes_it(tmp_path: Path, listen: str, published: str) -> None:
    assert docker.settings(new_lab(tmp_path, LAB_LISTEN=listen))["LAB_PUBLISH"] == published


def test_each_state_folder_is_a_project_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual one is what `docker compose -f docker-compose.lab.yml` alone calls it."""
    monkeypatch.delenv("COMPOSE_PROJECT_NAME", raising=False)
    usual = new_lab(ROOT / ".lab")
    assert docker.project_of(usual) == yaml.safe_load((ROOT / "docker-compose.lab.yml").read_text())["name"]
    names = {docker.project_of(new_lab(tmp_path / name)) for name in ("one", "two")}
    assert len(names | {docker.project_of(usual)}) == 3
    monkeypatch.setenv("COMPOSE_PROJECT_NAME", "chosen")
    assert docker.project_of(usual) == "chosen"
