"""The parameters of protocol requests: read from one, joined to an address.

Each parameter at most once (RFC 6749 section 3.1), an empty one counts as absent, control characters never.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from flask import Request
from werkzeug.datastructures import MultiDict

from mocks.oauth.errors import OAuthError, Reason

_LONGEST = 8192
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read(source: "MultiDict[str, str]") -> dict[str, str]:
    """Return parameters by name; raises OAuthError(invalid_request) when one is repeated or not text."""
    found: dict[str, str] = {}
    for name, values in source.lists():
        if len(values) > 1:
            raise OAuthError("invalid_request", Reason.REPEATED_PARAMETER, _printable(name))
        value = values[0]
        if not usable(value):
            raise OAuthError("invalid_request", Reason.BAD_REQUEST, _printable(name))
        if value:
            found[name] = value
    return found


def usable(value: str) -> bool:
    """Tell whether a value is text of a reasonable length."""
    return len(value) <= _LONGEST and not _CONTROL.search(value)


def of_browser(request: Request) -> dict[str, str]:
    """Return the parameters of an authorization or logout request, from the query or a posted form."""
    return read(request.form if request.method == "POST" else request.args)


def require(parameters: Mapping[str, str], name: str) -> str:
    """Return a parameter; raises OAuthError(invalid_request) when it is missing."""
    value = parameters.get(name)
    if not value:
        raise OAuthError("invalid_request", Reason.MISSING_PARAMETER, name)
    return value


def words(value: str | None) -> tuple[str, ...]:
    """Split a space-separated list, each word once, in order (RFC 6749 section 3.3)."""
    return tuple(dict.fromkeys(word for word in (value or "").split(" ") if word))


def known_only(parameters: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: parameters[name] for name in names if name in parameters}


def joined(url: str, parameters: Mapping[str, str]) -> str:
    """Return an address with parameters behind those of its own query (RFC 6749 section 3.1)."""
    if not parameters:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


def _printable(name: str) -> str:
    return "".join(character for character in name[:60] if character.isprintable())
