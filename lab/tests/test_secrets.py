"""The control token."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.secrets import control_token
from lab.tests.labs import new_lab


@pytest.fixture(autouse=True)
def _no_token_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB_CONTROL_TOKEN", raising=False)


def test_it_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    lab = new_lab(tmp_path / "state")
    assert control_token(lab) == control_token(lab) == lab.token_file.read_text()
    assert stat.S_IMODE(lab.token_file.stat().st_mode) == 0o600


def test_services_that_ask_at_the_same_time_get_the_same(tmp_path: Path) -> None:
    lab = new_lab(tmp_path / "state")
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: control_token(lab), range(16)))) == 1


def test_one_that_is_given_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_CONTROL_TOKEN", "given")
    lab = new_lab(tmp_path / "state")
    assert control_token(lab) == "given"
    assert not lab.token_file.exists()
