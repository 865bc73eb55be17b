"""What Azure AD answers where no endpoint has its say: a wrong method, a body too large, a fault of the service.

People get a page, programs JSON: Graph's own, or that of the token endpoint. Source: fact sheet 3.6 and 6.3.
"""

import re
from collections.abc import Callable

from flask import Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from mocks.azure import graph_errors, responses
from mocks.azure.graph_errors import GraphError
from mocks.oauth.errors import OAuthError, Reason

_MACHINES = re.compile(r"/(token|devicecode|keys|userinfo|openid-configuration|discovery/instance)/?$")
_GRAPH_CODES = {405: graph_errors.BAD_REQUEST}
_WRONG_METHOD, _MALFORMED, _GENERAL = 900561, 9002313, 90023


def renderer(public_url: str) -> Callable[[HTTPException], Response]:
    """Return what renders an HTTP error of the service at that address."""

    def render(error: HTTPException) -> Response:
        text = error.description or error.name
        if request.path.startswith("/v1.0/"):
            status = error.code or 500
            code = _GRAPH_CODES.get(status, "BadRequest" if status < 500 else "generalException")
            return graph_errors.render(GraphError(status, code, text), public_url)
        if _MACHINES.search(request.path):
            return responses.error_json(_as_oauth(error, text), public_url)
        return responses.page(_GENERAL, text)

    return render


def _as_oauth(error: HTTPException, text: str) -> OAuthError:
    status = error.code or 500
    if isinstance(error, MethodNotAllowed):
        text = f"The endpoint takes {', '.join(sorted(error.valid_methods or ()))} alone."
        return OAuthError(
            "invalid_request", Reason.BAD_REQUEST, description=text, code=str(_WRONG_METHOD), status=status
        )
    kind = "server_error" if status >= 500 else "invalid_request"
    return OAuthError(kind, Reason.BAD_REQUEST, description=text, code=str(_MALFORMED), status=status)
