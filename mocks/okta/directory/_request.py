"""What an event keeps of the request in which it happened."""

import msgspec
from flask import has_request_context, request
from sqlalchemy import Connection

from mocks.kit.web import Unit

_LONGEST_AGENT = 300


def origin(unit: Unit) -> msgspec.Raw:
    """Return address, user agent and path of the request, as JSON; put into words once a request."""
    return unit.once("origin", "", _read)


def _read(_db: Connection, _key: str) -> msgspec.Raw:
    if not has_request_context():
        return msgspec.Raw(b"{}")
    seen = {
        "ip": request.remote_addr or "",
        "agent": request.headers.get("User-Agent", "")[:_LONGEST_AGENT],
        "uri": _path(),
    }
    return msgspec.Raw(msgspec.json.encode(seen))


def _path() -> str:
    """Return the path; never the query, which may hold a code or a token, nor a token in the path itself."""
    secret = (request.view_args or {}).get("token")
    return request.path.replace(secret, "-") if secret else request.path
