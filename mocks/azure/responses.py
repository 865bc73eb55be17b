"""How Azure AD says that something is wrong: the page, the redirect parameters, the token endpoint's JSON.

Source: fact sheet sections 2.6, 2.7 and 3.6.
"""

import re
from typing import Any

from flask import Response, jsonify, request

from mocks.azure.errors import OAUTH_ERROR, wording
from mocks.kit import web
from mocks.kit.web import unit
from mocks.oauth.errors import OAuthError, describable

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Trace:
    """The ids and time under which a request is found in the logs."""

    def __init__(self) -> None:
        runtime = unit().runtime
        sent = request.headers.get("client-request-id") or request.args.get("client-request-id") or ""
        self.request_id = runtime.ids.guid()
        self.correlation_id = sent.lower() if _GUID.fullmatch(sent) else runtime.ids.guid()
        self.now = runtime.clock.now()

    @property
    def timestamp(self) -> str:
        return f"{self.now:%Y-%m-%d %H:%M:%SZ}"


def page(code: int, message: str, tenant_name: str = "", next_url: str | None = None) -> Response:
    """Render the error page; HTTP 400, so that machines notice too."""
    trace = Trace()
    return web.page(
        "error.html",
        http_status=400,
        tenant_name=tenant_name or "Azure AD",
        code=f"AADSTS{code}",
        message=message,
        request_id=trace.request_id,
        correlation_id=trace.correlation_id,
        timestamp=f"{trace.now:%Y-%m-%dT%H:%M:%SZ}",
        next_url=next_url,
        next_label="Try again" if next_url else None,
    )


def error_page(error: OAuthError, tenant_name: str = "") -> Response:
    return page(*wording(error), tenant_name, error.next_url or None)


def error_body(error: OAuthError, public_url: str) -> dict[str, Any]:
    """Return the JSON members of an error, in Entra's order."""
    trace, (code, text) = Trace(), wording(error)
    description = (
        f"AADSTS{code}: {describable(text)} Trace ID: {trace.request_id} "
        f"Correlation ID: {trace.correlation_id} Timestamp: {trace.timestamp}"
    )
    return {
        "error": OAUTH_ERROR.get(error.reason, error.error),
        "error_description": description,
        "error_codes": [code],
        "timestamp": trace.timestamp,
        "trace_id": trace.request_id,
        "correlation_id": trace.correlation_id,
        "error_uri": f"{public_url}/error?code={code}",
    }


def error_json(error: OAuthError, public_url: str) -> Response:
    body = error_body(error, public_url)
    response = jsonify(body)
    response.status_code = error.status
    response.headers["x-ms-request-id"] = body["trace_id"]
    if error.error in ("invalid_token", "insufficient_scope"):
        response.headers["WWW-Authenticate"] = f'Bearer realm="", error="{error.error}"'
    elif error.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Azure AD"'
    return response


def error_parameters(error: OAuthError, public_url: str) -> dict[str, str]:
    body = error_body(error, public_url)
    return {name: body[name] for name in ("error", "error_description", "error_uri")}
