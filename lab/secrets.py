"""The bearer token of the control API, made at the first start and kept in the lab's state folder."""

import os
import secrets
from pathlib import Path

from lab.topology import Lab


def control_token(lab: Lab) -> str:
    """Return the lab's control token; several services may ask at once, the first one makes it."""
    given = os.environ.get("LAB_CONTROL_TOKEN")
    if given:
        return given
    file = lab.token_file
    if not file.exists():
        _make(file)
    return file.read_text().strip()


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Not the process id: each container that shares the folder has a process 1.
    mine = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    mine.touch(mode=0o600)
    mine.write_text(secrets.token_hex(32))
    try:
        # A link appears whole or not at all, and never over one that is there.
        os.link(mine, file)
    except FileExistsError:
        return
    finally:
        mine.unlink()
