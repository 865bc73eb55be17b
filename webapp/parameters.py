"""Reads what a browser sends, and refuses what cannot be meant."""

from flask import request

from webapp.errors import malformed

_LONGEST_VALUE = 4096
_LONGEST_PATH = 512


def parameter(name: str) -> str:
    """Return the query parameter, "" when absent; 400 when it is there twice or far too long."""
    values = request.args.getlist(name)
    if len(values) > 1 or any(len(value) > _LONGEST_VALUE for value in values):
        raise malformed(f"It gives {name} twice, or far too long.")
    return values[0] if values else ""


def local_path(path: str) -> str:
    """Return `path` if it is one of this application's own; 400 when it could lead elsewhere.

    Browsers read `//host` and `/\\host` as another site, and drop control characters before they look.
    """
    leads_elsewhere = not path.startswith("/") or path.startswith("//") or "\\" in path
    if leads_elsewhere or not path.isprintable() or len(path) > _LONGEST_PATH:
        raise malformed("It asks to continue at a place that is not part of this application.")
    return path
