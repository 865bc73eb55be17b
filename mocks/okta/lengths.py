"""Lengths of time in words."""

from datetime import timedelta

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def length(of: timedelta) -> str:
    """Return a length of time in the largest unit that says it whole, such as `15 minutes`."""
    seconds = round(of.total_seconds())
    name, size = next((unit for unit in _UNITS if seconds and seconds % unit[1] == 0), ("second", 1))
    count = seconds // size
    return f"{count} {name}{'' if count == 1 else 's'}"
