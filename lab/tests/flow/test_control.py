"""Calling the control API: what each way of failing is called, and that nobody is waited for in turn."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Thread

import pytest

from lab.flow.control import ControlApi, ControlRefused, NotControlled, ServiceDown
from lab.topology import Lab, from_environment

Answer = Callable[[BaseHTTPRequestHandler], tuple[int, str, bytes]]


@contextmanager
def serving(answer: Answer, tmp_path: Path) -> Iterator[Lab]:
    """A lab whose Okta is a server that answers as told; its other services are nowhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answer(self)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_PUT = do_GET  # noqa: N815 (the library's name)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield from_environment({"LAB_OKTA_PORT": str(server.server_port), "LAB_STATE": str(tmp_path)})
    finally:
        server.shutdown()
        server.server_close()


def as_json(status: int, answer: object) -> Answer:
    return lambda _: (status, "application/json", json.dumps(answer).encode())


def test_calls_carry_the_token_and_the_service_s_own_name(tmp_path: Path) -> None:
    seen: list[BaseHTTPRequestHandler] = []

    def answer(request: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        seen.append(request)
        request.body = request.rfile.read(int(request.headers["Content-Length"]))  # type: ignore[attr-defined]
        return 200, "application/json", b'{"offset": 60}'

    with serving(answer, tmp_path) as lab:
        ControlApi(lab, "the-token").call("okta", "PUT", "clock", {"offset": 60})

    assert seen[0].path == "/_lab/clock"
    assert seen[0].headers["Authorization"] == "Bearer the-token"
    assert seen[0].headers["Host"] == f"localhost:{lab.ports['okta']}"
    assert json.loads(seen[0].body) == {"offset": 60}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (as_json(400, {"error": "there is no fault 'x'"}), ControlRefused, "there is no fault 'x'"),
        (as_json(401, {"error": "a token is needed"}), NotControlled, "belongs to another lab"),
        (lambda _: (404, "text/html", b"<h1>Not found</h1>"), NotControlled, "runs without a probe"),
    ],
)
def test_who_cannot_be_controlled_says_why(answer: Answer, error: type[Exception], words: str, tmp_path: Path) -> None:
    with serving(answer, tmp_path) as lab, pytest.raises(error, match=words):
        ControlApi(lab, "the-token").get("okta", "health")


def test_all_are_asked_at_once(tmp_path: Path) -> None:
    """Nobody's answer comes before the last one was asked."""
    lab = from_environment({"LAB_STATE": str(tmp_path)})
    everyone = Barrier(len(lab.ports), timeout=10)

    answers = ControlApi(lab, "the-token").each(lab.ports, lambda _: everyone.wait())

    assert sorted(answers.values(), key=str) == list(range(len(lab.ports)))


def test_the_silent_and_the_absent_are_down(tmp_path: Path) -> None:
    """One takes the connection and says nothing, the other has gone; the third is not kept from answering."""
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as gone:
        ports = {"LAB_OKTA_PORT": str(silent.getsockname()[1]), "LAB_WEBAPP_PORT": str(gone.getsockname()[1])}
        gone.close()
        api = ControlApi(from_environment({"LAB_STATE": str(tmp_path), **ports}), "the-token", timeout=0.05)

        answers = api.each(["okta", "webapp", "azure-ad"], lambda name: name == "azure-ad" or api.get(name, "health"))

    assert [type(answer) for answer in answers.values()] == [ServiceDown, ServiceDown, bool]
