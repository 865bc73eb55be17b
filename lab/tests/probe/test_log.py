"""The probe's database."""

from pathlib import Path

import pytest

from lab.probe import log
from lab.probe.log import Log
from lab.probe.tables import METADATA
from mocks.kit.store import Store


def test_the_oldest_hops_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab that runs for weeks keeps the latest hops, and no more."""
    monkeypatch.setattr(log, "_KEEP", 10)
    monkeypatch.setattr(log, "_TRIM_EVERY", 4)
    store = Store(f"sqlite:///{tmp_path / 'probe.sqlite'}", METADATA)
    kept = Log(store)
    kept.create()
    for number in range(1, 41):
        kept.add_hop(float(number), f'"{number}"')
    assert kept.hops(0) == [(number, f'"{number}"') for number in range(31, 41)]
    kept._local.connection.close()
    store.close()
