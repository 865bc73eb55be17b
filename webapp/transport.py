"""How the application's outgoing calls travel: one pool of connections, kept alive between calls."""

from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Session
from requests.adapters import HTTPAdapter

from webapp.trace import trace_headers


class Transport(HTTPAdapter):
    """A connection pool that forwards the trace context and finds names under `localhost` by itself."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=16)

    def close(self) -> None:
        """Keep the connections: a session, which calls this, is made for each call; the pool is not."""

    def add_headers(self, request: PreparedRequest, **_: Any) -> None:
        request.headers.update(trace_headers())
        request.headers["Host"] = urlsplit(request.url or "").netloc

    def build_connection_pool_key_attributes(self, request: PreparedRequest, verify: Any, cert: Any = None) -> Any:
        """Connect to loopback for `*.localhost` (RFC 6761 section 6.3): many resolvers do not know it."""
        host: Any
        tls: Any
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        name = host["host"]
        if name.endswith(".localhost"):
            host["host"] = "localhost"
            if host["scheme"] == "https":
                tls |= {"server_hostname": name, "assert_hostname": name}
        return host, tls


def environment_for(url: str) -> dict[str, Any]:
    """Return the proxies and the CA bundle that the environment asks for, as settings of a session.

    Read once, not at every call as requests does by itself. Calls to this machine never go by a proxy.
    """
    with Session() as session:
        found = dict(session.merge_environment_settings(url, {}, None, None, None))
    host = urlsplit(url).hostname or ""
    if host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost"):
        found["proxies"] = {}
    return {**found, "trust_env": False}
