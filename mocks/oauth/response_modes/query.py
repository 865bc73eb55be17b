"""`response_mode=query`: parameters join the redirect URI's own query (RFC 6749 section 4.1.2)."""

from collections.abc import Mapping

from flask import Response

from mocks.oauth.parameters import joined
from mocks.oauth.response_modes import ResponseMode


def deliver(redirect_uri: str, parameters: Mapping[str, str]) -> Response:
    return Response(status=302, headers={"Location": joined(redirect_uri, parameters)})


RESPONSE_MODE = ResponseMode("query", deliver)
