"""Where the steps that were taken are kept, in the lab's state folder; they go back when the state goes back."""

import shutil
from pathlib import Path

from lab.topology import Lab


def file(lab: Lab) -> Path:
    return lab.state / "migration.json"


def take(lab: Lab, name: str) -> None:
    """Keep the steps with a snapshot of that name."""
    if file(lab).exists():
        shutil.copy2(file(lab), _copy(lab, name))
    else:
        _copy(lab, name).unlink(missing_ok=True)


def restore(lab: Lab, name: str) -> None:
    """Return to the steps of a snapshot; `seed`, the first day, has none."""
    if _copy(lab, name).exists():
        shutil.copy2(_copy(lab, name), file(lab))
    else:
        file(lab).unlink(missing_ok=True)


def _copy(lab: Lab, name: str) -> Path:
    return lab.state / f"migration.{name}.json"
