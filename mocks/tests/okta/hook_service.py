"""A service that hooks call: a real HTTP server on loopback that answers as a test wants and keeps what it was sent."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]
SILENCE: Answer = (0, None)
"""Hang up instead of answering."""
SECRET = "Bearer the-secret-between-us"


@dataclass
class HookService:
    """answers: one for each call to come, the last of them for all further ones; an answer of None has no body."""

    port: int
    answers: list[Answer] = field(default_factory=lambda: [(204, None)])
    calls: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    echo: str = ""
    """A request header whose value is answered as `verification`, instead of what stands in `answers`."""
    meanwhile: Callable[[], object] | None = None
    """What happens, once, while the first caller waits."""
    called: threading.Event = field(default_factory=threading.Event)
    """Set once an answer has been sent."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/hook"

    @property
    def bodies(self) -> list[Any]:
        return [body for _, _, body in self.calls]

    def channel(self, **config: Any) -> dict[str, Any]:
        """Return the channel of a hook that calls this service."""
        auth = {"type": "HEADER", "key": "Authorization", "value": SECRET}
        return {"type": "HTTP", "version": "1.0.0", "config": {"uri": self.url, "authScheme": auth, **config}}

    def answer(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def forget(self) -> None:
        """Forget the calls so far."""
        self.calls.clear()
        self.called.clear()

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        service: HookService = self.server.service  # type: ignore[attr-defined]
        service.calls.append((self.command, dict(self.headers), json.loads(body) if body else None))
        if meanwhile := service.meanwhile:
            service.meanwhile = None
            meanwhile()
        status, answer = service.next()
        if service.echo:
            status, answer = 200, {"verification": self.headers[service.echo]}
        if status == 0:
            self.close_connection = True
            return
        sent = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)
        service.called.set()

    do_GET = do_POST  # noqa: N815 (the name is http.server's)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the tests look at `calls`."""


@contextmanager
def running() -> Iterator[HookService]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    service = HookService(server.server_address[1])
    server.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()
