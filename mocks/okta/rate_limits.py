"""Counting what an org with limits is asked, for all workers together. Source: fact sheet 7.3."""

from dataclasses import dataclass

from werkzeug.http import http_date

from mocks.kit.web import Unit
from mocks.okta.api_errors import ApiError
from mocks.okta.directory import rate_limits, system_log
from mocks.okta.directory.system_log import Party

MINUTE, SECOND = 60, 1
_WARN_AT = 0.6
_SYSTEM = Party("unknown", "SystemPrincipal", "system@okta.com", "Okta System")


@dataclass(frozen=True, slots=True)
class Usage:
    """What is left of a bucket. now: when it was counted; reset: when it is full again; seconds since the epoch."""

    limit: int
    remaining: int
    now: int
    reset: int

    def headers(self) -> dict[str, str]:
        """Return the headers; clients wait for the time between `Date` and the reset, so both are of one clock."""
        return {
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(max(self.remaining, 0)),
            "X-Rate-Limit-Reset": str(self.reset),
            "Date": http_date(self.now),
        }


class RateLimited(ApiError):
    """The bucket is empty."""

    def __init__(self, usage: Usage) -> None:
        super().__init__("E0000047", keep=True)
        self.usage = usage


def check(usage: Usage) -> None:
    if usage.remaining < 0:
        raise RateLimited(usage)


def counted(unit: Unit, bucket: str, limit: int, window: int) -> Usage:
    """Count a call against a bucket. window: seconds after which it is full again."""
    now = unit.runtime.clock.timestamp()
    calls = rate_limits.count(unit.db, bucket, now - now % window)
    if calls == limit + 1:
        _note(unit, "violation", bucket, result="RATE_LIMIT")
    elif calls == max(round(limit * _WARN_AT), 1):
        _note(unit, "warning", bucket)
    # The call counts even when all that it goes on to do is undone.
    unit.commit()
    return used(unit, limit, window, calls)


def count_within(unit: Unit, bucket: str, limit: int, window: int) -> Usage:
    """Count a call that counts only if all that it goes on to do is kept."""
    now = unit.runtime.clock.timestamp()
    calls = rate_limits.count(unit.db, bucket, now - now % window)
    if calls == limit:
        _note(unit, "violation", bucket, result="RATE_LIMIT")
    return used(unit, limit, window, calls)


def used(unit: Unit, limit: int, window: int, calls: int) -> Usage:
    now = unit.runtime.clock.timestamp()
    return Usage(limit, limit - calls, now, now - now % window + window)


def _note(unit: Unit, event: str, bucket: str, result: str = "") -> None:
    target = Party(bucket, "Bucket Uri", bucket, bucket)
    system_log.record(unit, f"system.org.rate_limit.{event}", _SYSTEM, [target], result=result)
