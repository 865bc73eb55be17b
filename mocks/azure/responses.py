"""How Azure AD says that something is wrong: the page, the redirect parameters, the token endpoint's JSON.

Source: fact sheet sections 2.6, 2.7 and 3.6.
"""

import base64
import json
import re
from typing import Any

from flask import Response, g, jsonify, request

from mocks.azure.errors import OAUTH_ERROR, wording
from mocks.kit import web
from mocks.kit.web import unit
from mocks.oauth.errors import OAuthError, describable

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_SMALL = 64 * 1024


class Trace:
    """The ids and time under which a request is found in the logs."""

    def __init__(self) -> None:
        runtime = unit().runtime
        sent = _sent()
        self.request_id = runtime.ids.guid()
        self.correlation_id = sent.lower() if _GUID.fullmatch(sent) else runtime.ids.guid()
        self.now = runtime.clock.now()

    @property
    def timestamp(self) -> str:
        return f"{self.now:%Y-%m-%d %H:%M:%SZ}"


def _sent() -> str:
    """Return the caller's `client-request-id`: MSAL Python sends a header, MSAL JS the query or the body."""
    sent = request.headers.get("client-request-id") or request.args.get("client-request-id")
    if sent is None and 0 < (request.content_length or 0) <= _SMALL:
        # A body that was refused for its size must not be read again on the way to the error page.
        sent = request.form.get("client-request-id")
    return sent or ""


def trace() -> Trace:
    """Return the ids of the request being served: the same on its page, in its JSON and in the sign-in log."""
    if "trace" not in g:
        g.trace = Trace()
    here: Trace = g.trace
    return here


def client_info(oid: str, tenant_id: str) -> dict[str, str]:
    """Say whose tokens these are, by which MSAL knows its accounts (fact sheet 2.5 and 3.4)."""
    told = json.dumps({"uid": oid, "utid": tenant_id}, separators=(",", ":"))
    return {"client_info": base64.urlsafe_b64encode(told.encode()).rstrip(b"=").decode()}


def page(code: int, message: str, tenant_name: str = "", next_url: str | None = None) -> Response:
    """Render the error page; HTTP 400, so that machines notice too."""
    here = trace()
    return web.page(
        "error.html",
        http_status=400,
        tenant_name=tenant_name or "Azure AD",
        code=f"AADSTS{code}",
        message=message,
        request_id=here.request_id,
        correlation_id=here.correlation_id,
        timestamp=f"{here.now:%Y-%m-%dT%H:%M:%SZ}",
        next_url=next_url,
        next_label="Try again" if next_url else None,
    )


def error_page(error: OAuthError, tenant_name: str = "") -> Response:
    return page(*wording(error), tenant_name, error.next_url or None)


def error_body(error: OAuthError, public_url: str) -> dict[str, Any]:
    """Return the JSON members of an error, in Entra's order."""
    here, (code, text) = trace(), wording(error)
    description = (
        f"AADSTS{code}: {describable(text)} Trace ID: {here.request_id} "
        f"Correlation ID: {here.correlation_id} Timestamp: {here.timestamp}"
    )
    body: dict[str, Any] = {
        "error": OAUTH_ERROR.get(error.reason, error.error),
        "error_description": description,
        "error_codes": [code],
        "timestamp": here.timestamp,
        "trace_id": here.request_id,
        "correlation_id": here.correlation_id,
        "error_uri": f"{public_url}/error?code={code}",
    }
    return {**body, **error.more}


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
    names = ("error", "error_description", "error_uri", "error_subcode", "suberror", "claims", "admin_consent")
    return {name: body[name] for name in names if name in body}
