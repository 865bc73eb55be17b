"""What a form says, as the API wants to be told: `a.b` is the member `b` of the member `a`."""

from collections.abc import Mapping
from typing import Any


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object of values named by their paths; what is blank is left out, so that its default holds."""
    body: dict[str, Any] = {}
    for path, value in values.items():
        if value in ("", None):
            continue
        *outer, last = path.split(".")
        place = body
        for name in outer:
            place = place.setdefault(name, {})
        place[last] = value
    return body
