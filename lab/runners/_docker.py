"""The `docker compose` command, called for one lab with everything that its file expects in the environment."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lab.runners._base import LabError
from lab.topology import Lab

if TYPE_CHECKING:
    from lab.cast import Cast

_ROOT = Path(__file__).parent.parent.parent
_FILE = _ROOT / "docker-compose.lab.yml"
_NAME = "coexistence-lab"
ALL_PROFILES = {"COMPOSE_PROFILES": "*"}
"""For what removes things: a variable may have been set when they were made, and not be any more."""
_TAIL = 12


def project_of(lab: Lab) -> str:
    """Return the name of a lab's Compose project: the file's own for the usual state folder, else one of its own."""
    given = os.environ.get("COMPOSE_PROJECT_NAME")
    if given or lab.state == _ROOT / ".lab":
        return given or _NAME
    return f"{_NAME}-{hashlib.sha256(str(lab.state).encode()).hexdigest()[:8]}"


def seed_file(lab: Lab) -> Path:
    """Return the file that the containers read the cast from.

    Where other machines reach the lab, that is a copy with the passwords made for it.
    """
    return lab.state / "private-seed.yaml" if lab.is_exposed else lab.seed


def settings(lab: Lab, cast: "Cast | None" = None) -> dict[str, str]:
    """Return what `docker-compose.lab.yml` is to be told. cast: where applications are registered, for a start."""
    given = {name: value for name, value in lab.environment.items() if value}
    given["LAB_PUBLISH"] = f"[{lab.listen}]" if ":" in lab.listen else lab.listen
    given["LAB_SEED_FILE"] = str(seed_file(lab))
    if lab.tls:
        given["COMPOSE_PROFILES"] = ",".join(filter(None, (os.environ.get("COMPOSE_PROFILES"), "tls")))
    if cast:
        for prefix, client in (("", cast.webapp), ("TIMESHEETS_", cast.timesheets)):
            given[f"{prefix}ISSUER"] = client.issuer
            given[f"{prefix}CLIENT_ID"] = client.client_id
            given[f"{prefix}CLIENT_SECRET"] = client.client_secret
    return given


def lacks_plugin() -> bool:
    """Tell whether the command, or its Compose plugin of the second version, is missing."""
    if not shutil.which("docker"):
        return True
    asked = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)  # noqa: S607
    return asked.returncode != 0


def compose(lab: Lab, *arguments: str, environ: Mapping[str, str] | None = None) -> None:
    """Run `docker compose`; raises LabError with the end of what it said. A person at a terminal sees all of it."""
    shown = sys.stderr.isatty()
    said = subprocess.run(  # noqa: S603 (arguments are ours)
        _command(lab, *arguments),
        env={**os.environ, **(environ or settings(lab))},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        check=False,
    )
    if said.returncode:
        raise LabError(f"`docker compose {arguments[0]}` failed: {_tail(said.stdout)}")


def lines(lab: Lab, *arguments: str) -> Iterator[str]:
    """Yield what `docker compose` prints, while it does."""
    environ = {**os.environ, **settings(lab)}
    with subprocess.Popen(  # noqa: S603 (arguments are ours)
        _command(lab, *arguments), env=environ, stdout=subprocess.PIPE, text=True
    ) as command:
        try:
            for line in command.stdout or ():
                yield line.rstrip("\n")
        finally:
            command.terminate()


def _command(lab: Lab, *arguments: str) -> list[str]:
    return ["docker", "compose", "--project-name", project_of(lab), "--file", str(_FILE), *arguments]


def _tail(output: bytes | None) -> str:
    if output is None:
        return "see above"
    said = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    return "\n" + "\n".join(f"  {line}" for line in said[-_TAIL:])
