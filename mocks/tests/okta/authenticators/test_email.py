"""Codes that are sent by mail."""

from mocks.kit.ids import SeededIds
from mocks.okta.authenticators.email import new_code


def test_every_code_may_come_up() -> None:
    """Six digits of which none follows from how ids are written: all remainders are there."""
    ids = SeededIds()
    codes = [new_code(ids) for _ in range(2000)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert {int(code) % 64 for code in codes} == set(range(64))
