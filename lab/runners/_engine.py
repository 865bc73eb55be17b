"""A Docker Engine, looked at through its library: whether one answers, and what a lab's containers are at.

The library takes an eighth of a second to import, so it is asked for only where an engine may be.
"""

import io
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mocks.kit.clock import real_timestamp

if TYPE_CHECKING:
    from docker import DockerClient

_SOCKET = Path("/var/run/docker.sock")
_LIMIT = 5
_SERVICE, _PROJECT = "com.docker.compose.service", "com.docker.compose.project"


@dataclass(frozen=True, slots=True)
class Container:
    """A container of a Compose project, as the engine describes it."""

    id: str
    attributes: Mapping[str, Any]

    @property
    def service(self) -> str:
        return str(self.attributes["Config"]["Labels"][_SERVICE])

    @property
    def is_running(self) -> bool:
        return str(self.attributes["State"]["Status"]) == "running"

    @property
    def exit_code(self) -> int:
        return int(self.attributes["State"]["ExitCode"])

    @property
    def environment(self) -> dict[str, str]:
        pairs = (line.partition("=") for line in self.attributes["Config"]["Env"])
        return {name: value for name, _, value in pairs}

    @property
    def uptime(self) -> timedelta:
        started = datetime.fromisoformat(self.attributes["State"]["StartedAt"])
        return timedelta(seconds=max(real_timestamp() - started.timestamp(), 0))

    def source_of(self, target: str) -> str:
        """Return the file on the host that is mounted at a path, "" when there is none."""
        mounts = self.attributes["Mounts"]
        return next((str(mount["Source"]) for mount in mounts if mount["Destination"] == target), "")


class NoEngine(Exception):
    """No Docker Engine answers; the text says why."""


@contextmanager
def connected() -> Iterator["DockerClient"]:
    """Hand out a client of the engine that the `docker` command would speak to; raises NoEngine."""
    if not _may_be_there():
        raise NoEngine("no Docker Engine answers")
    import docker
    from docker.errors import DockerException

    try:
        # Asks the engine for its version, so there is one when this returns.
        client = docker.from_env(timeout=_LIMIT)
    except DockerException as error:
        raise NoEngine("no Docker Engine answers") from error
    with closing(client):
        yield client


def containers(project: str) -> dict[str, Container]:
    """Return a project's containers by service, stopped ones too; none where no engine answers."""
    try:
        with connected() as client:
            listed = client.containers.list(all=True, filters={"label": f"{_PROJECT}={project}"})
            found = [Container(str(each.id), each.attrs) for each in listed]
    except NoEngine:
        return {}
    return {container.service: container for container in found}


def has_volumes(project: str) -> bool:
    """Tell whether a project has stored anything."""
    try:
        with connected() as client:
            return bool(client.volumes.list(filters={"label": f"{_PROJECT}={project}"}))
    except NoEngine:
        return False


def read_file(container: Container, path: str) -> str | None:
    """Return what a file in a container says, None when there is no such file."""
    import tarfile

    from docker.errors import NotFound

    with connected() as client:
        try:
            parts, _ = client.containers.get(container.id).get_archive(path)
        except NotFound:
            return None
        with tarfile.open(fileobj=io.BytesIO(b"".join(parts))) as archive:
            member = archive.next()
            file = archive.extractfile(member) if member else None
            return file.read().decode() if file else None


def last_lines(container: Container, count: int) -> list[str]:
    """Return the end of what a container wrote."""
    with connected() as client:
        written: bytes = client.containers.get(container.id).logs(tail=count)
    return written.decode(errors="replace").splitlines()


def _may_be_there() -> bool:
    """Tell whether anything leads to an engine: a variable, a context of the docker command, or the usual socket."""
    if host := os.environ.get("DOCKER_HOST"):
        return not host.startswith("unix://") or _listens(host.removeprefix("unix://"))
    return bool(os.environ.get("DOCKER_CONTEXT")) or _has_context() or _listens(str(_SOCKET))


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_LIMIT)
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def _has_context() -> bool:
    settings = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker") / "config.json"
    try:
        return bool(json.loads(settings.read_text()).get("currentContext"))
    except (OSError, ValueError):
        return False
