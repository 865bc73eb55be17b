"""Time: the one module that may ask the machine."""

import time
from datetime import UTC, datetime, timedelta

from mocks.kit.clock import LabClock, StoppedClock, real_timestamp


def test_a_stopped_clock_stands_still_until_it_is_moved() -> None:
    clock = StoppedClock(datetime(2026, 3, 29, 0, 59, 59, 900_000, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.move(timedelta(milliseconds=200))
    assert clock.now() == datetime(2026, 3, 29, 1, 0, 0, 100_000, tzinfo=UTC)


def test_a_numeric_date_is_whole_seconds() -> None:
    """RFC 7519 section 2; a fraction is cut off, never rounded up into the future."""
    clock = StoppedClock(datetime(2026, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC))
    assert clock.timestamp() == 1_767_225_600


def test_lab_time_is_the_machine_s_time_and_an_offset_asked_anew() -> None:
    """Another worker may move the clock: its offset holds from the next reading on."""
    offset = 0.0
    clock = LabClock(lambda: offset)
    before = time.time()  # noqa: TID251 (the machine's time is what is compared with)
    assert before <= clock.now().timestamp() <= before + 5
    offset = 86_400.0
    assert before + 86_400 <= clock.now().timestamp() <= before + 86_405
    assert clock.timestamp() - int(before) in range(86_400, 86_406)


def test_lab_time_is_aware_and_in_utc() -> None:
    assert LabClock().now().utcoffset() == timedelta(0)


def test_real_time_does_not_follow_the_lab() -> None:
    before = time.time()  # noqa: TID251 (the machine's time is what is compared with)
    assert before <= real_timestamp() <= before + 5
