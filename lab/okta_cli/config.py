"""`~/.okta/okta.yaml`: which org the commands speak to, and with which token (fact sheet 10.1)."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import yaml

from mocks.kit.clock import real_timestamp

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class Config:
    """org_url: without a trailing slash."""

    org_url: str
    token: str


def path() -> Path:
    return Path.home() / ".okta" / "okta.yaml"


def read() -> Config | None:
    """Return the configuration; None when there is none that can be used."""
    try:
        client = yaml.safe_load(path().read_text())["okta"]["client"]
        return Config(str(client["orgUrl"]).rstrip("/"), str(client["token"]))
    except (FileNotFoundError, KeyError, TypeError, yaml.YAMLError):
        return None


def write(config: Config) -> None:
    """Write the configuration, readable for its owner alone."""
    file = path()
    file.parent.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    file.parent.chmod(_FOLDER_MODE)
    text = yaml.safe_dump({"okta": {"client": {"orgUrl": config.org_url, "token": config.token}}}, sort_keys=False)
    with private(file, os.O_TRUNC) as opened:
        opened.write(text)


def private(file: Path, how: int) -> IO[str]:
    """Open a file to write to, at no moment readable for anybody but its owner. how: `os.O_TRUNC` or `os.O_APPEND`."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | how, _FILE_MODE)
    os.fchmod(opened, _FILE_MODE)  # one that was there has a mode of its own
    return os.fdopen(opened, "w")


def back_up() -> Path:
    """Keep a copy of the configuration beside it, named by the moment."""
    copy = path().with_name(f"okta.yaml.{int(real_timestamp())}")
    shutil.copy2(path(), copy)
    return copy
