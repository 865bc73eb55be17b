"""What an event keeps of the request in which it happened."""

import msgspec
from flask import has_request_context, request
from sqlalchemy import Connection

from mocks.kit.web import Unit

_LONGEST_AGENT = 300


def origin(unit: Unit) -> msgspec.Raw:
    """Return address, user agent and path of the request, as JSON; put into words once a request."""
    return unit.once("origin", "", _read)


def came_from(unit: Unit, address: str) -> None:
    """Say where the person is for whom a trusted application asks; before anything is recorded."""
    unit.once("origin", "", lambda _db, _key: _seen(address))


def _read(_db: Connection, _key: str) -> msgspec.Raw:
    if not has_request_context():
        return msgspec.Raw(b"{}")
    return _seen(request.remote_addr or "")


def _seen(address: str) -> msgspec.Raw:
    seen = {
        "ip": address,
        "agent": request.headers.get("User-Agent", "")[:_LONGEST_AGENT],
        "uri": _path(),
    }
    return msgspec.Raw(msgspec.json.encode(seen))


def _path() -> str:
    """Return the path; never the query, which may hold a code or a token, nor a token in the path itself."""
    secret = (request.view_args or {}).get("token")
    return request.path.replace(secret, "-") if secret else request.path
