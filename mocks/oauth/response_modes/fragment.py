"""`response_mode=fragment`: parameters follow a `#`, which the browser keeps to itself (RFC 6749 section 4.2.2)."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response

from mocks.oauth.response_modes import ResponseMode


def deliver(redirect_uri: str, parameters: Mapping[str, str]) -> Response:
    return Response(status=302, headers={"Location": f"{redirect_uri}#{urlencode(parameters)}"})


RESPONSE_MODE = ResponseMode("fragment", deliver)
