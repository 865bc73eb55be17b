"""What an event keeps of the request in which it happened."""

import msgspec
from flask import has_request_context, request

from mocks.kit.web import Unit

_LONGEST_AGENT = 300


def origin(unit: Unit) -> msgspec.Raw:
    """Return address, user agent and path of the request, as JSON; put into words once a request."""
    return unit.once("origin", "", lambda *_: _seen(address(unit)))


def address(unit: Unit) -> str:
    """Return where the person is, "" outside of a request."""
    return unit.once("address", "", lambda *_: (request.remote_addr or "") if has_request_context() else "")


def came_from(unit: Unit, address: str) -> None:
    """Say where the person is for whom a trusted application asks; before anything is recorded or decided."""
    unit.once("address", "", lambda *_: address)


def _seen(address: str) -> msgspec.Raw:
    if not has_request_context():
        return msgspec.Raw(b"{}")
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
