"""Outgoing HTTP, against a small real server on loopback."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask

from mocks.kit.http import Answer, HttpClient, PeerUnavailable

Respond = Callable[[BaseHTTPRequestHandler], None]
LARGEST = 1 << 20


@dataclass
class Server:
    """What the server answers, and what it was asked."""

    port: int
    respond: Respond = lambda request: send(request, 200, b"{}")
    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def send(request: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told: Server = self.server.told  # type: ignore[attr-defined]
        told.seen.append((self.command, self.path, dict(self.headers), body))
        told.respond(self)

    do_POST = do_GET  # noqa: N815 (the name is http.server's)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the tests look at `seen`."""


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


@pytest.fixture
def server() -> Iterator[Server]:
    httpd = _QuietServer(("127.0.0.1", 0), _Handler)
    told = Server(httpd.server_address[1])
    httpd.told = told  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
    thread.start()
    yield told
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def client() -> HttpClient:
    return HttpClient("okta", timeout=10)


def test_a_form_arrives_as_a_form(server: Server, client: HttpClient) -> None:
    """HTML's form encoding, and a User-Agent that names the caller in the flow view."""
    answer = client.post_form(f"{server.url}/token?x=1", {"code": "a b&c", "grant": "ü"}, {"X-Own": "1"})
    assert answer == Answer(200, answer.headers, b"{}")
    method, path, headers, body = server.seen[0]
    assert (method, path, body) == ("POST", "/token?x=1", b"code=a+b%26c&grant=%C3%BC")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["User-Agent"] == "coexistence-lab/okta"
    assert headers["Accept"] == "application/json"
    assert headers["X-Own"] == "1"
    assert headers["Host"] == f"127.0.0.1:{server.port}"


def test_json_arrives_as_json(server: Server, client: HttpClient) -> None:
    client.post_json(f"{server.url}/users", {"name": "ü"})
    method, _, headers, body = server.seen[0]
    assert (method, body, headers["Content-Type"]) == ("POST", '{"name":"ü"}'.encode(), "application/json")


def test_every_status_is_an_answer(server: Server, client: HttpClient) -> None:
    server.respond = lambda request: send(request, 500, b'{"error":"x"}', X_Own="1")
    answer = client.get(server.url)
    assert (answer.status, answer.json(), answer.headers["x-own"]) == (500, {"error": "x"}, "1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server: Server, client: HttpClient, status: int) -> None:
    """A token endpoint that redirects would have the client secret sent elsewhere."""
    server.respond = lambda request: send(request, status, b"", Location=f"{server.url}/elsewhere")
    assert client.post_form(server.url, {"secret": "s"}).status == status
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b'{"a":1}x', b'"\xff"', b"NaN", b"[" * 100_000, b'{"a":"\\ud800"}']
)
def test_what_is_not_json_is_a_value_error(server: Server, client: HttpClient, body: bytes) -> None:
    """Whatever a peer sends, its reader has one exception to expect."""
    server.respond = lambda request: send(request, 200, body)
    answer = client.get(server.url)
    with pytest.raises(ValueError, match="not JSON"):
        answer.json()


def test_an_answer_of_the_largest_size_is_read(server: Server, client: HttpClient) -> None:
    server.respond = lambda request: send(request, 200, b"x" * LARGEST)
    assert len(client.get(server.url).body) == LARGEST


@pytest.mark.parametrize("excess", [1, 2, 1000, 3 << 20])
def test_a_larger_answer_is_refused_and_the_next_call_works(server: Server, client: HttpClient, excess: int) -> None:
    """What was left unread must not be taken for the next answer on that connection."""
    server.respond = lambda request: send(request, 200, b"x" * (LARGEST + excess))
    for _ in range(3):
        with pytest.raises(PeerUnavailable, match="more than 1048576 bytes"):
            client.get(server.url)
    server.respond = lambda request: send(request, 200, b'{"good":true}')
    assert client.get(server.url).json() == {"good": True}


def test_a_peer_that_does_not_answer_in_time_is_unavailable(server: Server) -> None:
    hold = threading.Event()

    def wait(_: BaseHTTPRequestHandler) -> None:
        hold.wait(5)

    server.respond = wait
    with pytest.raises(PeerUnavailable, match="did not answer"):
        HttpClient("impatient", timeout=0.2).get(server.url)
    hold.set()


def test_a_call_may_have_a_shorter_limit_than_the_client(server: Server, client: HttpClient) -> None:
    hold = threading.Event()

    def wait(_: BaseHTTPRequestHandler) -> None:
        hold.wait(5)

    server.respond = wait
    with pytest.raises(PeerUnavailable, match="did not answer"):
        client.within(0.2).get(server.url)
    hold.set()
    server.respond = lambda request: send(request, 200, b"{}")
    assert client.get(server.url).status == 200


def test_a_peer_that_stops_half_way_is_unavailable(server: Server, client: HttpClient) -> None:
    def stop(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "10")
        request.end_headers()
        request.wfile.write(b"{")
        request.close_connection = True

    server.respond = stop
    with pytest.raises(PeerUnavailable, match="did not answer"):
        client.get(server.url)


@contextmanager
def raw_answer(answer: bytes) -> Iterator[str]:
    """Serve one connection with bytes that need not be HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join()


@pytest.mark.parametrize(
    "answer",
    [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
)
def test_a_peer_that_does_not_speak_http_is_unavailable(client: HttpClient, answer: bytes) -> None:
    with raw_answer(answer) as url, pytest.raises(PeerUnavailable):
        client.get(url)


def test_a_port_that_nobody_listens_at_is_unavailable_and_not_reachable(client: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://localhost:{free.getsockname()[1]}/token"
        assert client.reachable(url)
    assert not client.reachable(url)
    with pytest.raises(PeerUnavailable, match=r"http://localhost:\d+ did not answer"):
        client.get(url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://localhost/", "localhost:80", "/token", "http://", "http:///x", "http://\0/"),
        *("http://[::1", "http://localhost:port/", "http://localhost:0/", "http://localhost:65536/"),
        *(f"http://{'a' * 70}.example/", "http://ü..example/"),
    ],
)
def test_what_is_no_http_address_is_unavailable_too(client: HttpClient, url: str) -> None:
    """Addresses come from what people set up; a wrong one must not look like a fault of the lab."""
    with pytest.raises(PeerUnavailable):
        client.get(url)
    assert not client.reachable(url)


def test_a_header_that_cannot_be_sent_is_the_peer_s_fault(server: Server, client: HttpClient) -> None:
    """An access token is the peer's word, and it goes back to it in a header."""
    for token in ("a\r\nX-Injected: 1", "a\nb", "ü€"):
        with pytest.raises(PeerUnavailable):
            client.get(server.url, {"Authorization": f"Bearer {token}"})
    assert server.seen == []


@pytest.mark.parametrize("host", ["localhost", "okta.localhost", "a.b.localhost", "LOCALHOST"])
def test_localhost_names_lead_to_loopback_by_themselves(server: Server, client: HttpClient, host: str) -> None:
    """RFC 6761 section 6.3; the Host header keeps the name, by which virtual hosts go."""
    url = f"http://{host}:{server.port}/x"
    assert client.reachable(url)
    assert client.get(url).status == 200
    assert server.seen[0][2]["Host"] == f"{host}:{server.port}"


def test_other_names_are_left_to_the_system(client: HttpClient) -> None:
    """`notlocalhost` is no name below localhost."""
    for host in ("notlocalhost.invalid", "localhost.invalid"):
        assert not client.reachable(f"http://{host}:1/", within=0.2)
        with pytest.raises(PeerUnavailable):
            client.get(f"http://{host}:1/")


def test_the_trace_of_the_request_being_served_goes_along(server: Server, client: HttpClient) -> None:
    """W3C Trace Context section 3.2: by it the hops of one sign-in are tied together."""
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    app = Flask(__name__)
    with app.test_request_context(headers={"traceparent": trace}):
        client.get(server.url)
    with app.test_request_context():
        client.get(server.url)
    client.get(server.url)
    assert [seen[2].get("traceparent") for seen in server.seen] == [trace, None, None]


def test_connections_are_used_again_by_many_threads(server: Server) -> None:
    """With more callers than the server has places in its queue, each gets its answer in the end."""
    client, results = HttpClient("okta"), list[int]()
    threads = [threading.Thread(target=lambda: results.append(client.get(server.url).status)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [200] * 16
