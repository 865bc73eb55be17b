"""Rate limits: the headers that every answer of the management API has, and the refusal. Source: fact sheet 7.3.

Calls are counted when the org has a limit; without one the headers say what a client expects to read.
"""

from mocks.kit.web import Unit
from mocks.okta.directory.org import Org
from mocks.okta.rate_limits import MINUTE, SECOND, RateLimited, Usage, check, counted, used

__all__ = ["RateLimited", "Usage", "check", "spend", "spend_for_user"]

_UNCOUNTED = 600
_PER_USER = 4


def spend(unit: Unit, org: Org, bucket: str) -> Usage:
    """Count a call against a part of the API."""
    if org.rate_limit is None:
        return used(unit, _UNCOUNTED, MINUTE, 1)
    return counted(unit, bucket, org.rate_limit, MINUTE)


def spend_for_user(unit: Unit, org: Org, name: str) -> None:
    """Count an attempt to sign in as somebody; raises RateLimited. Nothing is counted for an org without limits."""
    limit = org.limits.per_user or (_PER_USER if org.rate_limit else None)
    if limit is not None:
        check(counted(unit, f"/api/v1/authn {name.lower()[:100]}", limit, SECOND))
