"""Addresses that an application may register to have people sent back to, and which of them a request means.

They are compared as strings. An application that has `wildcard_redirect: SUBDOMAIN` may register one `*` in the
leftmost label of the host, which stands for part of a label and never for a dot. Source: fact sheet 5.1.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

WILDCARD = "*"
_SCRIPTING = frozenset({"javascript", "data", "vbscript", "file", "about", "blob"})
"""Schemes whose addresses a browser runs or reads instead of going there."""
_LONGEST = 1024
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PATTERN = re.compile(rf"(https?://)([A-Za-z0-9-]*)\*([A-Za-z0-9-]*)((?:\.{_LABEL}){{2,}}(?::\d{{1,5}})?(?:[/?].*)?)")


def is_uri(uri: str) -> bool:
    """Tell whether a URI is absolute, without wildcard or fragment, and nothing that a browser runs."""
    scheme, colon, rest = uri.partition(":")
    if scheme.lower() in _SCRIPTING:
        return False
    # An application of a device may be called by its scheme alone, `com.example.app:/`.
    has_place = _has_host(uri) if scheme.lower() in ("http", "https") else bool(rest)
    fine = bool(colon) and scheme.replace("-", "").replace(".", "").replace("+", "").isalnum() and has_place
    return fine and len(uri) <= _LONGEST and not any(mark in uri for mark in " *#\n\r\t") and uri.isprintable()


def _has_host(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False  # brackets that do not close, a port that is no number


def is_pattern(uri: str) -> bool:
    """Tell whether a URI has one wildcard, where one may be: two labels at least must follow it."""
    return uri.count(WILDCARD) == 1 and bool(_PATTERN.fullmatch(uri)) and is_uri(uri.replace(WILDCARD, "x"))


def is_web_page(uri: str) -> bool:
    return uri.startswith(("https://", "http://")) and is_uri(uri)


def matches(registered: Collection[str], uri: str) -> bool:
    """Tell whether a URI is one of those registered; what has a wildcard itself is never sent anywhere."""
    if WILDCARD in uri:
        return False
    return uri in registered or any(_expression(it).fullmatch(uri) for it in registered if WILDCARD in it)


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        return re.compile(r"(?!)")  # was registered by other rules than these: means nothing
    scheme, before, after, rest = found.groups()
    # The whole label stays one: what the wildcard stands for has no dot, no port and no userinfo.
    return re.compile(f"{scheme}{re.escape(before)}[A-Za-z0-9-]{{1,63}}{re.escape(after)}{re.escape(rest)}")
