"""The application's own calls: trace header, names under localhost, shared connections, proxies."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask
from requests import Session

from webapp.tests.conftest import Browser
from webapp.tests.tiny_issuer import TinyIssuer
from webapp.transport import Transport, environment_for

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class _Echo(BaseHTTPRequestHandler):
    """Answers with the Host header and the number of the connection; hangs up when asked for /last."""

    protocol_version = "HTTP/1.1"
    connections = 0

    def setup(self) -> None:
        super().setup()
        type(self).connections += 1

    def do_GET(self) -> None:
        body = f"{self.headers['Host']} {self.connections}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.path == "/last"

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output clean."""


@pytest.fixture
def port() -> Iterator[int]:
    _Echo.connections = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(transport: Transport, url: str) -> str:
    with Session() as session:
        session.trust_env = False
        session.mount("http://", transport)
        return session.get(url, timeout=5).text


def test_connections_are_kept_between_sessions_and_replaced_when_lost(port: int) -> None:
    transport = Transport()
    url = f"http://127.0.0.1:{port}"
    try:
        numbers = [fetch(transport, url + path).split()[1] for path in ("/", "/last", "/", "/")]
        assert numbers == ["1", "1", "2", "2"]
    finally:
        transport.poolmanager.clear()


def test_names_under_localhost_are_loopback(port: int) -> None:
    """RFC 6761 section 6.3. The server still sees the name that was meant."""
    transport = Transport()
    try:
        host = f"okta.localhost:{port}"
        assert fetch(transport, f"http://{host}/last").split()[0] == host
    finally:
        transport.poolmanager.clear()


def test_the_trace_context_is_forwarded(browser: Browser, issuer: TinyIssuer) -> None:
    callback = browser.to_callback()
    issuer.calls.clear()
    browser.client.get(callback, headers={"traceparent": TRACEPARENT})
    assert [(call.path, call.headers.get("Traceparent")) for call in issuer.calls] == [
        ("/token", TRACEPARENT),
        ("/keys", TRACEPARENT),
        ("/userinfo", TRACEPARENT),
    ]


@pytest.mark.parametrize("received", [None, "nonsense", TRACEPARENT.upper(), TRACEPARENT + "-x"])
def test_what_is_no_trace_context_is_not_forwarded(app: Flask, issuer: TinyIssuer, received: str | None) -> None:
    headers = {"traceparent": received} if received else {}
    response = app.test_client().get("/oauth2/authorization/okta", headers=headers)
    assert response.status_code == 302
    assert "Traceparent" not in issuer.calls[0].headers


def test_calls_to_this_machine_go_by_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ca.pem")
    assert environment_for("https://dev-1.okta.com")["proxies"]["https"] == "http://proxy.example:3128"
    assert environment_for("https://dev-1.okta.com")["verify"] == "/etc/ca.pem"
    for host in ("localhost:8081", "okta.localhost:8081", "127.0.0.1", "[::1]:8081"):
        assert environment_for(f"http://{host}/oauth2/default")["proxies"] == {}
