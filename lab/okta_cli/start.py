"""okta start: a sample's application, registered; its files, filled in (fact sheet 10.2)."""

import os
import re
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from lab.okta_cli import config
from lab.okta_cli.api import CannotDo, configured
from lab.okta_cli.creation import Wanted, create
from lab.okta_cli.register import new_org

COMMAND = typer.Typer()
_SAMPLE = Path(".okta") / "sample-config.yaml"
_VARIABLE = re.compile(rb"\$\{(CLI_OKTA_[A-Z_]+)\}")
_LARGEST = 1 << 20
_NOT_OURS = {".okta", ".git", ".venv", "node_modules"}


@COMMAND.command()
def start(name: Annotated[str, typer.Argument(help="A sample's name.")] = "") -> None:
    """Register the sample of this folder and fill in its configuration."""
    if name or not _SAMPLE.exists():
        raise CannotDo(
            f"There is no {_SAMPLE} here, and samples cannot be fetched: the lab is offline. "
            "Go to a sample's folder, such as webapp/ of the lab, and run `okta start` there."
        )
    if config.read() is None:
        new_org()
    api = configured()
    sample = _read()
    typer.echo("Configuring a new OIDC Application, almost done:")
    made = create(api, _wanted(sample))
    typer.echo(f"Created OIDC application, client-id: {made.client_id}")
    for file in _filled(made.variables):
        typer.echo(f"Filled in {file}")
    if directions := sample.get("directions"):
        typer.echo(f"\n{directions}")


def _read() -> dict[str, Any]:
    try:
        sample = yaml.safe_load(_SAMPLE.read_text())
    except yaml.YAMLError as error:
        raise CannotDo(f"{_SAMPLE} is no YAML: {error}") from error
    if not isinstance(sample, dict) or not isinstance(sample.get("oauthClient"), dict):
        raise CannotDo(f"{_SAMPLE} has no oauthClient.")
    return sample


def _wanted(sample: dict[str, Any]) -> Wanted:
    client = sample["oauthClient"]
    return Wanted(
        Path.cwd().name,
        client.get("applicationType", "browser"),
        client.get("redirectUris") or [],
        client.get("postLogoutRedirectUris") or [],
        sample.get("trustedOrigins") or [],
    )


def _filled(values: dict[str, str]) -> list[Path]:
    """Put the values into every file of the folder that has their names; return which those are."""
    changed = []
    for file in _files(Path()):
        before = file.read_bytes()
        after = _VARIABLE.sub(lambda found: values.get(found[1].decode(), found[0].decode()).encode(), before)
        if after != before:
            file.write_bytes(after)
            changed.append(file)
    return changed


def _files(folder: Path) -> list[Path]:
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_OURS)
        files = (Path(here) / name for name in sorted(names))
        found += [file for file in files if not file.is_symlink() and file.stat().st_size <= _LARGEST]
    return found
