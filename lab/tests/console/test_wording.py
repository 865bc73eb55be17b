"""Times in words."""

from datetime import UTC, datetime

import pytest

from lab.console.wording import length, moment, quick


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.6, "1 minute"),
        (3661, "1 hour 1 minute"),
        (93784, "1 day 2 hours"),
        (-7200, "2 hours"),
        (86400 * 90, "90 days"),
    ],
)
def test_length(seconds: float, words: str) -> None:
    assert length(seconds) == words


def test_moment_and_quick() -> None:
    assert moment(datetime(2026, 1, 5, 9, 3, 7, tzinfo=UTC)) == "5 Jan 2026, 09:03:07 UTC"
    assert (quick(0.0123), quick(0.9999), quick(12.34)) == ("12 ms", "1.0 s", "12.3 s")
