"""Rate limits: the headers that every answer of the management API has. Source: fact sheet 7.3."""

from mocks.kit.web import Unit

_PER_MINUTE = 600


def headers(unit: Unit) -> dict[str, str]:
    """Return the headers of a bucket; reset: the end of the present minute, in seconds since the epoch."""
    now = unit.runtime.clock.timestamp()
    return {
        "X-Rate-Limit-Limit": str(_PER_MINUTE),
        "X-Rate-Limit-Remaining": str(_PER_MINUTE - 1),
        "X-Rate-Limit-Reset": str(now - now % 60 + 60),
    }
