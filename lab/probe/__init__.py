"""Wraps a service from outside: records each exchange it serves, applies faults, answers `/_lab/`.

A service does not know that it is watched. Recording happens at the receiver alone, so each hop is caught once.
"""

import io
import time
from collections.abc import Callable, Iterable
from typing import Any

from lab.faults import HttpDeviation
from lab.probe.board import Board
from lab.probe.body import read_exactly
from lab.probe.control import Control
from lab.probe.log import Log
from lab.probe.record import Exchange, describe, open_trace
from mocks.kit.clock import real_timestamp

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

_LARGEST_FORM = 64 * 1024
_UNRECORDED = ("/assets/", "/api/1/internal/app/activedirectory/")
"""What nobody wants in a picture: styles, and the directory agent asking for work all day."""


class Probe:
    """A WSGI application around a service's own."""

    def __init__(self, service: str, app: Wsgi, log: Log, board: Board, control: Control) -> None:
        self.service, self.app = service, app
        self._log, self._board, self._control = log, board, control

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "/")
        if path.startswith("/_lab/"):
            return self._control(environ, start_response)
        self._board.refresh()
        open_trace(environ)
        exchange = Exchange(environ, real_timestamp(), self._board.now(), _form(environ))
        begun = time.perf_counter()
        deviation = self._board.deviation(path)
        if deviation and deviation.delay:
            time.sleep(deviation.delay)
        body = self._serve(environ, exchange, start_response, deviation)
        exchange.seconds = time.perf_counter() - begun
        exchange.body = b"".join(body) if exchange.is_json or exchange.is_page else b""
        if not path.startswith(_UNRECORDED):
            self._log.add_hop(exchange.at, describe(self.service, exchange))
        return body

    def _serve(
        self,
        environ: Environ,
        exchange: Exchange,
        start_response: StartResponse,
        deviation: HttpDeviation | None,
    ) -> list[bytes]:
        def note(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            exchange.status, exchange.headers = int(status[:3]), headers
            return start_response(status, headers, exc_info)

        if deviation and deviation.status:
            note(f"{deviation.status} Fault", [("Content-Type", "text/plain; charset=utf-8")])
            return [deviation.message.encode()]
        answer = self.app(environ, note)
        try:
            # A list: every response of the lab is small, and the server sends a list in one piece.
            return list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()


def _form(environ: Environ) -> bytes:
    """Read a posted form so that it can be recorded, and put it back for the service."""
    if environ.get("REQUEST_METHOD") != "POST":
        return b""
    kind = environ.get("CONTENT_TYPE", "")
    length = environ.get("CONTENT_LENGTH") or "0"
    if not kind.startswith("application/x-www-form-urlencoded") or not length.isdigit():
        return b""
    if not 0 < int(length) <= _LARGEST_FORM:
        return b""
    form = read_exactly(environ["wsgi.input"], int(length))
    environ["wsgi.input"] = io.BytesIO(form)
    return form
