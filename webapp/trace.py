"""Forwards the trace context of the request being served to the calls made on its behalf.

Source: W3C Trace Context, section 3.2 (traceparent).
"""

import re

from flask import has_request_context, request

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def trace_headers() -> dict[str, str]:
    """Return the headers to add to an outgoing call: `traceparent` if a well-formed one came in."""
    received = request.headers.get("traceparent", "") if has_request_context() else ""
    return {"traceparent": received} if _TRACEPARENT.fullmatch(received) else {}
