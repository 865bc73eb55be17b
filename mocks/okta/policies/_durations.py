"""Durations as ISO 8601 writes them, such as `PT2H`."""

from datetime import timedelta

import msgspec


def duration(text: str) -> timedelta:
    """Return a duration; raises ValueError for anything else, and for one that is below zero."""
    try:
        found = msgspec.convert(text, timedelta)
    except msgspec.ValidationError as error:
        raise ValueError(f"{text[:40]!r} is no duration of ISO 8601") from error
    if found < timedelta(0):
        raise ValueError(f"{text[:40]!r} is below zero")
    return found
