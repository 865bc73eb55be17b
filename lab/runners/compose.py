"""Containers, by `docker compose` and `docker-compose.lab.yml`; state in a volume.

The command changes things, the engine's library looks at them.
"""

import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lab.health import trouble
from lab.runners import _docker, _engine, _ports, _volume
from lab.runners._base import CannotRunHere, LabError, Runner, ServiceStatus, State
from lab.runners._engine import Container, NoEngine
from lab.topology import SERVICES, Lab, from_environment, probed

if TYPE_CHECKING:
    from lab.cast import Cast

_LIMIT = 60.0
_TURN = 0.1
_STOP_LIMIT = "3"
_LINES = 12
_ENDED_WELL = (0, 143)  # by itself, or by the signal that asks for it
_BUILD_HINT = "docs/how-to/containers.md says how to build behind a company network or without a registry."
_PLUGIN = (
    "A Docker Engine answers, but the command `docker compose` (version 2) is missing: install the package "
    "docker-compose-plugin, or docker-compose-v2, or run the lab with ENGINE=process."
)


class Compose(Runner):
    """Runs the lab in containers that share one network namespace."""

    name = "compose"
    title = "containers"

    def missing(self) -> str:
        try:
            with _engine.connected():
                return ""
        except NoEngine as error:
            return str(error)

    def lacks(self) -> str:
        return _PLUGIN if _docker.lacks_plugin() else ""

    def is_running(self, lab: Lab) -> bool:
        return any(container.is_running for container in _containers(lab).values())

    def up(self, lab: Lab, cast: "Cast") -> None:
        if no_engine := self.missing():
            raise LabError(f"The lab cannot run in containers: {no_engine}. Start Docker, or use ENGINE=process.")
        if lacks := self.lacks():
            raise CannotRunHere(lacks)
        _ports.check(lab)
        environ = {**_docker.settings(lab, cast), **_chosen_by_person()}
        if lab.is_exposed:
            _write_private_seed(lab, cast)
        try:
            _docker.compose(lab, "build", environ=environ)
        except LabError as error:
            raise CannotRunHere(f"The images cannot be built. {error}\n{_BUILD_HINT}") from error
        try:
            _docker.compose(lab, "up", "--detach", "--no-build", "--remove-orphans", environ=environ)
            _containers_known(lab)
            _wait(lab, [service.name for service in SERVICES])
        except BaseException:
            self.down(lab)
            raise

    def differences(self, lab: Lab, cast: "Cast") -> Sequence[str]:  # noqa: ARG002 (processes compare it)
        okta = _containers(lab).get("okta")
        if okta is None:
            return []
        here = {**lab.environment, "LAB_SEED": str(_docker.seed_file(lab))}
        seed = okta.source_of("/lab/lab.yaml")
        there = from_environment({**okta.environment, "LAB_STATE": str(lab.state), "LAB_SEED": seed}).environment
        return [
            f"{name} is {there[name] or 'not set'} there and {wanted or 'not set'} here"
            for name, wanted in here.items()
            if there[name] != wanted
        ]

    def down(self, lab: Lab) -> bool:
        if not _containers(lab):
            return False
        _remove(lab, "--remove-orphans")
        return True

    def forget(self, lab: Lab) -> None:
        if not _engine.has_volumes(_docker.project_of(lab)):
            return
        _remove(lab, "--volumes")

    def status(self, lab: Lab) -> list[ServiceStatus]:
        found = _containers_known(lab)
        token = _volume.token(found) or ""
        return [_status(lab, service.name, found.get(service.name), token) for service in SERVICES]

    def start(self, lab: Lab, service: str) -> None:
        _docker.compose(lab, "start", service)
        _wait(lab, [service])

    def stop(self, lab: Lab, service: str) -> None:
        _docker.compose(lab, "stop", "--timeout", _STOP_LIMIT, service)

    def restart(self, lab: Lab, service: str) -> None:
        _docker.compose(lab, "restart", "--timeout", _STOP_LIMIT, service)
        _wait(lab, [service])

    def logs(self, lab: Lab, services: Sequence[str], *, follow: bool) -> Iterator[str]:
        return _docker.lines(lab, "logs", "--no-color", *(["--follow"] if follow else []), *services)

    def fetch_authority(self, lab: Lab) -> None:
        _volume.fetch_authority(lab, _containers(lab))

    def token(self, lab: Lab) -> str:
        if token := _volume.token(_containers_known(lab)):
            return token
        raise LabError("The containers have no control token yet; `make lab-status` shows how far they are.")


RUNNER = Compose()


def _remove(lab: Lab, what: str) -> None:
    environ = {**_docker.settings(lab), **_docker.ALL_PROFILES}
    _docker.compose(lab, "down", what, "--timeout", _STOP_LIMIT, environ=environ)


def _chosen_by_person() -> dict[str, str]:
    """Return what a person set to point the sample application somewhere else."""
    names = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "BASE_URL")
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def _write_private_seed(lab: Lab, cast: "Cast") -> None:
    """Write the cast with the passwords made for it: open to all, as no user inside owns it; its folder here is not."""
    import msgspec
    import yaml

    lab.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = _docker.seed_file(lab)
    file.write_text(yaml.safe_dump(msgspec.to_builtins(cast), sort_keys=False))
    file.chmod(0o644)


def _containers(lab: Lab) -> dict[str, Container]:
    return _engine.containers(_docker.project_of(lab))


def _containers_known(lab: Lab) -> dict[str, Container]:
    """Return a lab's containers, once this machine can tell their services by their certificate."""
    found = _containers(lab)
    if lab.tls and found:
        _volume.fetch_authority(lab, found)
    return found


def _trouble(lab: Lab, service: str, token: str) -> str:
    path = "/_lab/health" if service in probed(RUNNER.name) else "/health"
    return trouble(lab, service, token, 2.0, path)


def _wait(lab: Lab, services: Sequence[str]) -> None:
    """Wait until services are healthy; raises LabError as soon as the container of one has ended."""
    end = time.monotonic() + _LIMIT
    pending = dict.fromkeys(services, "")
    while True:
        found = _containers(lab)
        for service in pending:
            if service not in found or not found[service].is_running:
                raise LabError(f"{service} did not start. {_end_of(found.get(service))}")
        token = _volume.token(found) or ""
        pending = {service: why for service in pending if (why := _trouble(lab, service, token))}
        if not pending:
            return
        if time.monotonic() > end:
            service, why = next(iter(pending.items()))
            raise LabError(f"{service} is not healthy after {_LIMIT:g} seconds, it {why}. {_end_of(found[service])}")
        time.sleep(_TURN)


def _end_of(container: Container | None) -> str:
    """Say how a container ended and what it wrote last, as a block."""
    if container is None:
        return "It has no container."
    written = "\n".join(f"  {line}" for line in _engine.last_lines(container, _LINES))
    return f"Its exit code is {container.exit_code}, the end of its log:\n{written or '  (nothing)'}"


def _status(lab: Lab, service: str, container: Container | None, token: str) -> ServiceStatus:
    if container is None:
        return ServiceStatus(service, State.STOPPED, healthy=False)
    where = f"container {container.id[:12]}"
    if container.is_running:
        why = _trouble(lab, service, token)
        return ServiceStatus(service, State.RUNNING, not why, where, container.uptime, why)
    if container.exit_code in _ENDED_WELL:
        return ServiceStatus(service, State.STOPPED, healthy=False, where=where)
    detail = f"exit code {container.exit_code}; `python -m lab logs {service}` says more"
    return ServiceStatus(service, State.DIED, healthy=False, where=where, detail=detail)
