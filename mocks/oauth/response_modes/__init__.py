"""How an authorization response travels to the redirect URI: one file each, exporting `RESPONSE_MODE`.

Source: OAuth 2.0 Multiple Response Type Encoding Practices, OAuth 2.0 Form Post Response Mode.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from flask import Response

from mocks.kit.registry import collect


@dataclass(frozen=True, slots=True)
class ResponseMode:
    """A `response_mode`; deliver: redirect URI and parameters to an HTTP response."""

    name: str
    deliver: Callable[[str, Mapping[str, str]], Response]


@cache
def modes() -> dict[str, ResponseMode]:
    return collect(sys.modules[__name__], "RESPONSE_MODE", ResponseMode)


def respond(redirect_uri: str, mode: str, parameters: Mapping[str, str]) -> Response:
    """Send an authorization response, success or error, to a trusted redirect URI."""
    return modes()[mode].deliver(redirect_uri, parameters)
