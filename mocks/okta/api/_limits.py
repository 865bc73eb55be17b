"""Rate limits: the headers that every answer of the management API has, and the refusal. Source: fact sheet 7.3.

Calls are counted when the org has a limit; without one the headers say what a client expects to read.
"""

from dataclasses import dataclass

from werkzeug.http import http_date

from mocks.kit.web import Unit
from mocks.okta.api_errors import ApiError
from mocks.okta.directory import rate_limits, system_log
from mocks.okta.directory.org import Org
from mocks.okta.directory.system_log import Party

_UNCOUNTED = 600
_MINUTE, _SECOND = 60, 1
_WARN_AT = 0.6
_PER_USER = 4
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


def spend(unit: Unit, org: Org, bucket: str) -> Usage:
    """Count a call against a part of the API."""
    if org.rate_limit is None:
        return _usage(unit, _UNCOUNTED, _MINUTE, 1)
    return _counted(unit, bucket, org.rate_limit, _MINUTE)


def spend_for_user(unit: Unit, org: Org, name: str) -> None:
    """Count an attempt to sign in as somebody; raises RateLimited. Nothing is counted for an org without limits."""
    if org.rate_limit is None:
        return
    usage = _counted(unit, f"/api/v1/authn {name.lower()[:100]}", _PER_USER, _SECOND)
    check(usage)


def check(usage: Usage) -> None:
    if usage.remaining < 0:
        raise RateLimited(usage)


def _counted(unit: Unit, bucket: str, limit: int, window: int) -> Usage:
    now = unit.runtime.clock.timestamp()
    calls = rate_limits.count(unit.db, bucket, now - now % window)
    if calls == limit + 1:
        _note(unit, "violation", bucket, result="RATE_LIMIT")
    elif calls == max(round(limit * _WARN_AT), 1):
        _note(unit, "warning", bucket)
    # The call counts even when all that it goes on to do is undone.
    unit.commit()
    return _usage(unit, limit, window, calls)


def _usage(unit: Unit, limit: int, window: int, calls: int) -> Usage:
    now = unit.runtime.clock.timestamp()
    return Usage(limit, limit - calls, now, now - now % window + window)


def _note(unit: Unit, event: str, bucket: str, result: str = "") -> None:
    target = Party(bucket, "Bucket Uri", bucket, bucket)
    system_log.record(unit, f"system.org.rate_limit.{event}", _SYSTEM, [target], result=result)
