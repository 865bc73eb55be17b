"""Outgoing HTTP of the services: pooled, bounded, and readable in the flow view.

Forwards the W3C `traceparent` of the request being served, and resolves `localhost` and `*.localhost` to
loopback itself (RFC 6761 section 6.3), which many system resolvers do not. Never follows a redirect.
"""

import copy
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import SplitResult, urlencode, urlsplit

import msgspec
import urllib3
from flask import has_request_context, request

_BIGGEST_BODY = 1 << 20


class PeerUnavailable(Exception):
    """The other party did not answer: refused, cut off, too slow or too long an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Decode the body; raises ValueError when it is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"not JSON: {error}") from error


class HttpClient:
    """Calls other parties over HTTP."""

    def __init__(self, caller: str, *, ca_file: str | None = None, timeout: float = 10.0) -> None:
        """caller: the service's name, sent as User-Agent. ca_file: an authority to trust beside the machine's own.
        timeout: seconds to connect and, again, to read."""
        self._agent = f"coexistence-lab/{caller}"
        self._pools = urllib3.PoolManager(
            num_pools=16,
            maxsize=8,
            retries=False,
            ssl_context=_trusting(ca_file) if ca_file else None,
        )
        self._limit = urllib3.Timeout(connect=timeout, read=timeout)

    def within(self, seconds: float) -> Self:
        """Return this client for calls with a limit of their own, to connect and, again, to read."""
        limited = copy.copy(self)
        limited._limit = urllib3.Timeout(connect=seconds, read=seconds)
        return limited

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("GET", url, dict(headers or {}), None)

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Post `application/x-www-form-urlencoded`; raises PeerUnavailable like every call here."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._send("POST", url, sent, urlencode(form).encode())

    def post_json(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._send("POST", url, sent, msgspec.json.encode(body))

    def put_json(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"Content-Type": "application/json", **(headers or {})}
        return self._send("PUT", url, sent, msgspec.json.encode(body))

    def delete(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("DELETE", url, dict(headers or {}), None)

    def reachable(self, url: str, *, within: float = 2.0) -> bool:
        """Tell whether something listens at a URL's address; within: seconds to wait for it."""
        try:
            parts = _split(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            socket.create_connection((_address(parts.hostname or ""), port), within).close()
        except (PeerUnavailable, OSError, UnicodeError):
            return False
        return True

    def _send(self, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
        headers |= {"Accept": "application/json", "User-Agent": self._agent}
        if has_request_context() and (trace := request.headers.get("traceparent")):
            headers["traceparent"] = trace
        parts = _split(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            pool = self._pool(parts.scheme, parts.hostname or "", parts.port)
            headers["Host"] = parts.netloc
            how: dict[str, Any] = {"redirect": False, "preload_content": False, "timeout": self._limit}
            response = pool.urlopen(method, target, body=body, headers=headers, **how)
            try:
                content = response.read(_BIGGEST_BODY + 1)
                if len(content) > _BIGGEST_BODY:
                    raise PeerUnavailable(f"{url} answered with more than {_BIGGEST_BODY} bytes")
                response.drain_conn()
            finally:
                response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            # ValueError: something that the peer once sent, such as a token, cannot stand in a header.
            raise PeerUnavailable(f"{parts.scheme}://{parts.netloc} did not answer: {error}") from error
        return Answer(response.status, response.headers, content)

    def _pool(self, scheme: str, host: str, port: int | None) -> urllib3.HTTPConnectionPool:
        address = _address(host)
        if address == host:
            return self._pools.connection_from_host(host, port, scheme)
        tls = {"server_hostname": host, "assert_hostname": host} if scheme == "https" else {}
        return self._pools.connection_from_host(address, port, scheme, tls)


def _trusting(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(ca_file)
    return context


def _split(url: str) -> SplitResult:
    """Take an address apart; raises PeerUnavailable when it is not one of http or https."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise PeerUnavailable(f"{url!r} is not an http(s) URL")
    return parts


def _address(host: str) -> str:
    return "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
