"""The control API of a service, under `/_lab/`: health, reset, snapshots, clock, faults, hops, mails.

Every call needs the bearer token that the lab keeps in its state folder.
"""

import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from lab.probe.board import BadFault, Board
from lab.probe.body import read_exactly
from lab.probe.log import Log
from mocks.kit.mailbox import SentMail
from mocks.kit.snapshots import UnknownSnapshot

Answer = tuple[int, object]
_LAST, _AT_ONCE = 1_000_000, 5000
"""The highest number of a person who can be made, and how many at once: nobody else can write meanwhile."""


class Refused(Exception):
    """The call cannot be done as asked; the text says why."""


class State:
    """How a service's own state is copied and put back; the host knows."""

    def take(self, name: str) -> None:
        """Copy the state under a name."""

    def restore(self, name: str) -> None:
        """Return to a copy; `seed` is the state of the first day."""

    def rotate_keys(self) -> None:
        """Sign with the next keys from now on; those before stay published."""
        raise Refused("this service has no signing keys that the lab could rotate")

    def make_people(self, first: int, count: int) -> int:  # noqa: ARG002
        """Make people by their numbers; return how many were not there yet."""
        raise Refused("this service makes no people by number")

    def mails(self, to: str) -> list[SentMail]:  # noqa: ARG002
        """Return the mails that the service sent, the newest first. to: whose, "" for everybody's."""
        return []

    def empty_mailbox(self) -> None:
        """Throw every mail away."""


class Control:
    """Serves `/_lab/…` for one service."""

    def __init__(self, service: str, token: str, log: Log, board: Board, state: State) -> None:
        self._service, self._token = service, token
        self._log, self._board, self._state = log, board, state
        self._routes: dict[tuple[str, str], Callable[[dict[str, Any], dict[str, Any]], object]] = {
            ("GET", "health"): lambda *_: {"service": service, "status": "ok"},
            ("POST", "reset"): self._reset,
            ("POST", "snapshot"): lambda _, body: self._state.take(_text(body, "name")),
            ("POST", "restore"): lambda _, body: self._state.restore(_text(body, "name")),
            ("POST", "keys/rotate"): lambda *_: self._state.rotate_keys(),
            ("POST", "people"): self._make_people,
            ("GET", "clock"): lambda *_: self._clock(),
            ("PUT", "clock"): self._move_clock,
            ("GET", "faults"): lambda *_: self._board.as_json(),
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): lambda *_: self._board.clear(),
            ("GET", "hops"): self._hops,
            ("DELETE", "hops"): lambda *_: self._log.clear_hops(),
            ("GET", "mails"): lambda query, _: [asdict(sent) for sent in self._state.mails(query.get("to", ""))],
            ("DELETE", "mails"): lambda *_: self._state.empty_mailbox(),
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, answer = self._answer(environ)
        body = json.dumps(answer).encode()
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        if not hmac.compare_digest(environ.get("HTTP_AUTHORIZATION", "").encode(), f"Bearer {self._token}".encode()):
            return 401, {"error": "the lab's control token is needed"}
        route = self._routes.get((environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix("/_lab/")))
        if route is None:
            return 404, {"error": "no such call"}
        query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        try:
            result = route(query, _json_body(environ))
        except (Refused, BadFault, UnknownSnapshot, ValueError) as error:
            return 400, {"error": str(error) or type(error).__name__}
        return 200, {} if result is None else result

    def _reset(self, *_: object) -> None:
        self._state.restore("seed")
        self._board.clear()
        self._board.move_clock(0.0)
        self._log.clear_hops()

    def _make_people(self, _: dict[str, Any], body: dict[str, Any]) -> dict[str, int]:
        first, count = body.get("first"), body.get("count")
        if type(first) is not int or type(count) is not int or not 0 <= first <= _LAST or not 0 < count <= _AT_ONCE:
            raise Refused(f"first: a number up to {_LAST}; count: how many, at most {_AT_ONCE}")
        return {"made": self._state.make_people(first, count)}

    def _clock(self) -> dict[str, float]:
        self._board.refresh()
        return {"offset": self._board.offset(), "now": self._board.now()}

    def _move_clock(self, _: dict[str, Any], body: dict[str, Any]) -> dict[str, float]:
        offset = body.get("offset")
        if isinstance(offset, bool) or not isinstance(offset, int | float) or abs(offset) > 3.2e9:
            raise Refused("offset: seconds to add to the machine's time, a number")
        self._board.move_clock(float(offset))
        return self._clock()

    def _add_fault(self, _: dict[str, Any], body: dict[str, Any]) -> list[dict[str, Any]]:
        count, parameters = body.get("count"), body.get("parameters", {})
        if not (count is None or (isinstance(count, int) and count > 0)) or not isinstance(parameters, dict):
            raise Refused("count: how many times, or nothing for until cleared; parameters: numbers by name")
        self._board.switch_on(_text(body, "name"), str(body.get("path", "*")), count, parameters)
        return self._board.as_json()

    def _hops(self, query: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
        after = query.get("after", "0")
        if not after.isdigit():
            raise Refused("after: the id of the last hop that was read")
        hops = [{"id": id, **json.loads(body)} for id, body in self._log.hops(int(after))]
        return {"service": self._service, "hops": hops}


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(f"{name}: a text is needed")
    return value


def _json_body(environ: dict[str, Any]) -> dict[str, Any]:
    length = environ.get("CONTENT_LENGTH") or "0"
    raw = read_exactly(environ["wsgi.input"], int(length)) if length.isdigit() and int(length) < 65536 else b""
    body = json.loads(raw) if raw else {}
    if not isinstance(body, dict):
        raise Refused("the body is to be a JSON object")
    return body
