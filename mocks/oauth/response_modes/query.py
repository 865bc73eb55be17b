"""`response_mode=query`: parameters join the redirect URI's own query (RFC 6749 section 4.1.2)."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response

from mocks.oauth.response_modes import ResponseMode


def deliver(redirect_uri: str, parameters: Mapping[str, str]) -> Response:
    joint = "&" if "?" in redirect_uri else "?"
    return Response(status=302, headers={"Location": f"{redirect_uri}{joint}{urlencode(parameters)}"})


RESPONSE_MODE = ResponseMode("query", deliver)
