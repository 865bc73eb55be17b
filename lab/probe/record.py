"""One exchange as a hop: what went over the wire, without its secrets.

Values that only tie hops together (code, state, tokens, transactions) are kept as short digests beside the
readable parameters; passwords and secrets are never kept, not even as digests.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec

_SECRET = {"client_secret", "passwd", "password", "credentials.passcode", "client_assertion", "code_verifier"}
_SHORTENED = {
    "code",
    "refresh_token",
    "access_token",
    "id_token",
    "id_token_hint",
    "stateToken",
    "flowToken",
    "csrf",
}
_KEYS = ("state", "nonce", "code", "stateToken", "flowToken", "access_token", "id_token", "id_token_hint")
_LONGEST = 2000


@dataclass
class Exchange:
    """A request and its response. at: real seconds since the epoch; lab_time: the lab's own; seconds: duration."""

    environ: dict[str, Any]
    at: float
    lab_time: float
    form: bytes
    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    seconds: float = 0.0

    @property
    def is_json(self) -> bool:
        return any(name.lower() == "content-type" and "json" in value for name, value in self.headers)


def open_trace(environ: dict[str, Any]) -> None:
    """Give a request a W3C trace context if it came without one (W3C Trace Context section 3.2)."""
    if "HTTP_TRACEPARENT" not in environ:
        environ["HTTP_TRACEPARENT"] = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def describe(service: str, exchange: Exchange) -> str:
    """Return the hop as JSON."""
    environ = exchange.environ
    query = _parameters(environ.get("QUERY_STRING", ""))
    form = _parameters(exchange.form.decode("utf-8", "replace"))
    address, answered = _location(exchange.headers)
    issued = _issued(exchange.body)
    hop = {
        "service": service,
        "at": exchange.at,
        "lab_time": exchange.lab_time,
        "ms": round(exchange.seconds * 1000, 2),
        "method": environ.get("REQUEST_METHOD", ""),
        "path": environ.get("PATH_INFO", ""),
        "query": _readable(query),
        "form": _readable(form),
        "status": exchange.status,
        "location": address + "&".join(f"{name}={value}" for name, value in _readable(answered).items()),
        "trace": environ.get("HTTP_TRACEPARENT", "")[3:35],
        "caller": environ.get("HTTP_USER_AGENT", "")[:120],
        "issued": {name: _claims(token) for name, token in issued.items()},
        "answer": {} if issued else _answer(exchange),
        "keys": _keys(environ.get("HTTP_AUTHORIZATION", ""), (query, form, answered, issued)),
    }
    return msgspec.json.encode(hop).decode()


def _parameters(text: str) -> dict[str, str]:
    return dict(parse_qsl(text)) if text else {}


def _location(headers: list[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    """Return where a response sends the browser: the address up to its parameters, and the parameters."""
    for name, value in headers:
        if name.lower() == "location":
            address, mark, parameters = value.partition("#") if "#" in value else value.partition("?")
            return address + mark, _parameters(parameters)
    return "", {}


def _readable(parameters: dict[str, str]) -> dict[str, str]:
    shown = {}
    for name, value in parameters.items():
        if name in _SECRET:
            shown[name] = "(secret)"
        else:
            shown[name] = f"{value[:8]}…" if name in _SHORTENED else value[:_LONGEST]
    return shown


def _keys(authorization: str, sources: Iterable[dict[str, str]]) -> list[str]:
    """Return digests of the values by which this hop belongs to a flow."""
    values = {source[name] for source in sources for name in _KEYS if source.get(name)}
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer" and token:
        values.add(token)
    return sorted(hashlib.sha256(value.encode()).hexdigest()[:16] for value in values)


def _issued(body: bytes) -> dict[str, str]:
    if b"_token" not in body:
        return {}
    answer = _json(body)
    names = ("access_token", "id_token", "refresh_token")
    return {name: answer[name] for name in names if isinstance(answer.get(name), str)}


def _answer(exchange: Exchange) -> dict[str, Any]:
    """Keep what a program was told: errors and userinfo claims; discovery and key sets are too long to be of use."""
    return _json(exchange.body) if len(exchange.body) <= _LONGEST else {}


def _claims(token: str) -> dict[str, Any]:
    """Return what a token says; {} for an opaque one. Its signature is left behind, so nobody can use it."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        return _json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body) if body else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
