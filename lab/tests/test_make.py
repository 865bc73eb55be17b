"""The Makefile: what it lists, and what it says where a machine lacks something."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lab.tests.labs import ROOT

MAKE = shutil.which("make") or "make"


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Without the outer make's flags: this one is nobody's child.
    environ = {"PATH": f"{folder / 'bin'}:/usr/local/bin:/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(
        [MAKE, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh clone as far as make is concerned."""
    (tmp_path / "lab").mkdir()
    (tmp_path / "bin").mkdir()
    for name in ("Makefile", "lab/venv.sh", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def python(checkout: Path, body: str) -> None:
    """Put a `python3` of one's own first; body: shell that looks at what it is asked."""
    file = checkout / "bin" / "python3"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def test_help_is_the_default_and_lists_every_target() -> None:
    said = make(ROOT)
    listed = re.findall(r"^  make ([a-z0-9-]+) +\S", said.stdout, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    assert listed == phony[1].split()
    assert max(map(len, said.stdout.splitlines())) <= 80


def test_no_python_is_said(checkout: Path) -> None:
    said = make(checkout, "lab-up", "PYTHON=python9")
    assert said.returncode == 2
    assert said.stderr.startswith("Python is missing: there is no python9. ")


def test_an_old_python_is_said(checkout: Path) -> None:
    python(checkout, 'case "$2" in *print*) echo 3.9 ;; *exit*) exit 1 ;; esac')
    said = make(checkout, "lab-up")
    assert said.stderr.startswith("Python 3.11 or newer is needed, and python3 is 3.9. ")
    assert "PYTHON=python3.12" in said.stderr


def test_a_python_without_venv_is_said(checkout: Path) -> None:
    python(checkout, 'case "$2" in *print*) echo 3.11 ;; *ensurepip*) exit 1 ;; esac')
    said = make(checkout, "lab-up")
    assert said.stderr.startswith(
        "python3 cannot make virtual environments: its modules venv and ensurepip are missing."
    )
    assert not (checkout / ".venv").exists()


FAKE_VENV = """
case "$*" in
  "-m venv"*)
    mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/bin/pip && chmod +x .venv/bin/pip ;;
  "-m pip"*) echo "$*" >>asked; [ ! -e broken ] ;;
  "-m lab"*) echo "$*, $ENGINE" ;;
  *print*) echo 3.11 ;;
esac
"""


def test_packages_are_installed_once_for_each_change_and_by_their_hashes(checkout: Path) -> None:
    python(checkout, FAKE_VENV)
    assert make(checkout, "lab-up", "ENGINE=process").stdout == "-m lab up, process\n"
    assert make(checkout, "lab-logs", "ARGS=okta --follow").stdout == "-m lab logs okta --follow, \n"
    assert (checkout / "asked").read_text().count("--require-hashes --requirement requirements.txt") == 1
    (checkout / ".venv" / "lab.stamp").unlink()
    make(checkout, "lab-up")
    assert (checkout / "asked").read_text().count("--requirement requirements.txt") == 2


def test_an_installation_that_fails_is_tried_again(checkout: Path) -> None:
    python(checkout, FAKE_VENV)
    (checkout / "broken").touch()
    said = make(checkout, "lab-up")
    assert said.returncode == 2
    assert "could not be installed, see above" in said.stderr
    (checkout / "broken").unlink()
    assert make(checkout, "lab-up").returncode == 0
