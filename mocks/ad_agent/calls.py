"""Calls that are repeated until they succeed: the other side may be busy or away for a while."""

from collections.abc import Callable
from typing import Any

from mocks.kit.http import Answer, PeerUnavailable

Wait = Callable[[float], None]
"""Waits some seconds; raises Stopped when the agent is to end."""

_ATTEMPTS = 5
_LONGEST = 60.0


class Stopped(Exception):
    """The agent is to end."""


class Refused(Exception):
    """The other side will not do it; the text says why. status: of its answer."""

    def __init__(self, text: str, status: int, body: Any = None) -> None:
        super().__init__(text)
        self.status, self.body = status, body


def patient(send: Callable[[], Answer], wait: Wait) -> Answer:
    """Send until there is an answer that is no plea to wait: throttled (RFC 6585), busy, or nobody there.

    Raises PeerUnavailable when nobody answers for long, Refused when the plea is repeated too often.
    """
    for attempt in range(_ATTEMPTS):
        pause = 0.2 * 4**attempt
        try:
            answer = send()
        except PeerUnavailable:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            if answer.status != 429 and answer.status < 500:
                return answer
            pause = _asked(answer, pause)
        wait(min(pause, _LONGEST))
    raise Refused(f"still busy after {_ATTEMPTS} attempts", answer.status)


def body_of(answer: Answer) -> Any:
    """Return the JSON of a good answer; raises Refused for any other."""
    try:
        body = answer.json() if answer.body else None
    except ValueError as error:
        raise Refused("the answer is no JSON", answer.status) from error
    if answer.status >= 300:
        raise Refused(f"{answer.status}: {_summary(body)}", answer.status, body)
    return body


def _asked(answer: Answer, otherwise: float) -> float:
    """Return the seconds that an answer asks to wait (RFC 9110 section 10.2.3)."""
    value = answer.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else otherwise


def _summary(body: Any) -> str:
    if not isinstance(body, dict):
        return "no reason given"
    error = body.get("error")
    told = (
        error.get("message") if isinstance(error, dict) else body.get("error_description") or body.get("errorSummary")
    )
    causes = [str(cause.get("errorSummary")) for cause in body.get("errorCauses") or []]
    return "; ".join([str(told or "no reason given"), *causes])
