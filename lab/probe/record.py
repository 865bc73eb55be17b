"""One exchange as a hop: what went over the wire, without its secrets.

Values that only tie hops together (code, state, tokens, transactions) are kept as short digests beside the
readable parameters; passwords and secrets are never kept, not even as digests.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from lab.probe import page

_SECRET = {
    *("client_secret", "client_assertion", "code_verifier"),
    *("passwd", "password", "credentials.passcode", "oldpassword", "newpassword", "confirmpassword", "otc"),
    *("credentials.totp", "credentials.answer", "sharedSecret", "secretText", "tempPassword"),
    *("activationToken", "activationUrl", "resetPasswordUrl", "recoveryToken"),
    *("apiToken", "developerOrgCliToken"),
}
_SHORTENED = {
    "code",
    "refresh_token",
    "access_token",
    "id_token",
    "id_token_hint",
    "stateToken",
    "flowToken",
    "csrf",
    "device_code",
    "sessionToken",
    "user_code",
    "assertion",
    "subject_token",
    "actor_token",
    "token",
}
_TOKENS = ("stateToken", "sessionToken")
_KEYS = (
    *("state", "nonce", "code", "flowToken", *_TOKENS),
    *("access_token", "id_token", "id_token_hint", "subject_token", "assertion"),
)
_LONGEST = 2000
_LINK_TOKEN = re.compile(r"(?<=/)[\w-]{43,}(?=/|$)")
"""What stands in the path of a link that was mailed: longer than any id."""


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

    def header(self, wanted: str) -> str:
        """Return a response header by its lower-case name, "" when there is none."""
        return next((value for name, value in self.headers if name.lower() == wanted), "")

    @property
    def is_json(self) -> bool:
        return "json" in self.header("content-type")

    @property
    def is_page(self) -> bool:
        """Whether a person sees it: a redirect's body is for nobody."""
        return not 300 <= self.status < 400 and self.header("content-type").startswith("text/html")


def open_trace(environ: dict[str, Any]) -> None:
    """Give a request a W3C trace context if it came without one (W3C Trace Context section 3.2)."""
    if "HTTP_TRACEPARENT" not in environ:
        environ["HTTP_TRACEPARENT"] = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def describe(service: str, exchange: Exchange) -> str:
    """Return the hop as JSON."""
    environ = exchange.environ
    query = _parameters(environ.get("QUERY_STRING", ""))
    form = _parameters(exchange.form.decode("utf-8", "replace"))
    shown = page.read(exchange.body, exchange.status) if exchange.is_page else page.NONE
    address, answered = _location(exchange, shown)
    issued = _issued(exchange.body) if exchange.is_json else {}
    told = _told(exchange) if exchange.is_json and not issued else {}
    # Of a JSON answer these alone: its `state` and `code` are a province and a kind of error.
    tokens = {name: told[name] for name in _TOKENS if isinstance(told.get(name), str)}
    hop = {
        "service": service,
        "at": exchange.at,
        "lab_time": exchange.lab_time,
        "ms": round(exchange.seconds * 1000, 2),
        "method": environ.get("REQUEST_METHOD", ""),
        "path": _LINK_TOKEN.sub(lambda token: f"{token[0][:8]}…", environ.get("PATH_INFO", "")),
        "query": _readable(query),
        "form": _readable(form),
        "status": exchange.status,
        "location": address,
        "redirect": _readable(answered),
        "trace": environ.get("HTTP_TRACEPARENT", "")[3:35],
        "caller": environ.get("HTTP_USER_AGENT", "")[:120],
        "issued": {name: _claims(token) for name, token in issued.items()},
        "answer": _redacted(told),
        "page": {"heading": shown.heading, "alert": shown.alert},
        "keys": _keys(environ.get("HTTP_AUTHORIZATION", ""), (query, form, shown.hidden, answered, issued, tokens)),
        "cookies": _cookies(environ.get("HTTP_COOKIE", ""), exchange.headers),
    }
    return msgspec.json.encode(hop).decode()


def _parameters(text: str) -> dict[str, str]:
    return dict(parse_qsl(text)) if text else {}


def _location(exchange: Exchange, shown: page.Page) -> tuple[str, dict[str, str]]:
    """Return where a response sends the browser, by redirect or by posted form: the address and the parameters."""
    if shown.answers_client:
        return shown.action, shown.hidden
    value = exchange.header("location")
    address, _, parameters = value.partition("#") if "#" in value else value.partition("?")
    return address, _parameters(parameters)


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
    return sorted(map(digest, values))


def _cookies(sent: str, headers: list[tuple[str, str]]) -> list[str]:
    """Return digests of the cookies that were sent and set.

    Only they tell apart two browsers that follow a redirect to the same bare address at the same moment.
    """
    given = [value.partition(";")[0] for name, value in headers if name.lower() == "set-cookie"]
    values = {cookie.partition("=")[2] for cookie in (*sent.split("; "), *given)}
    return sorted(digest(value) for value in values if value)


def digest(value: str) -> str:
    """Return what is kept of a value that only ties hops together."""
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def _issued(body: bytes) -> dict[str, str]:
    if b"_token" not in body:
        return {}
    answer = _json(body)
    names = ("access_token", "id_token", "refresh_token")
    return {name: answer[name] for name in names if isinstance(answer.get(name), str)}


def _told(exchange: Exchange) -> dict[str, Any]:
    """Return what a program was told: errors and userinfo claims; discovery and key sets are too long to be of use."""
    return _json(exchange.body) if len(exchange.body) <= _LONGEST else {}


def _redacted(value: Any) -> Any:
    """Return JSON without its secrets, however deep they stand."""
    if isinstance(value, list):
        return [_redacted(member) for member in value]
    if not isinstance(value, dict):
        return value
    texts = {name: text for name, text in value.items() if isinstance(text, str) and name != "code"}
    deeper = {name: "(secret)" if name in _SECRET else _redacted(member) for name, member in value.items()}
    return deeper | _readable(texts)


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
