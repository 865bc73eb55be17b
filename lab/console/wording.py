"""Times and lengths of time in words."""

from datetime import datetime

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M:%S} UTC"


def length(seconds: float) -> str:
    """Return a length of time by its two largest units, such as `1 day 2 hours`."""
    left, parts = round(abs(seconds)), []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return " ".join(parts[:2]) or "0 seconds"


def quick(seconds: float) -> str:
    """Return a duration as measured: milliseconds up to a second."""
    ms = round(seconds * 1000)
    return f"{ms} ms" if ms < 1000 else f"{seconds:.1f} s"
