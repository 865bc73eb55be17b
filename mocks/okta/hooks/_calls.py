"""One call of a hook's service: three seconds, at most one retry, no redirects. Source: fact sheet 9.4.

The fault point `hook.answer` sees each answer, so that a service can be made to fail from outside.
"""

from collections.abc import Callable

from mocks.kit.http import Answer, HttpClient, PeerUnavailable
from mocks.kit.runtime import Runtime
from mocks.okta.directory._hook_channel import Channel

PATIENCE = 3.0
"""Seconds."""
_LARGEST = 256 * 1024


class HookFailed(Exception):
    """The service gave no answer that can be used; the text is a reason for the log.

    answered: it did answer, with a status or a body that it should not have.
    """

    def __init__(self, reason: str, *, answered: bool) -> None:
        super().__init__(reason)
        self.answered = answered


def post(runtime: Runtime, channel: Channel, body: object, *, tries: int = 2) -> Answer:
    """Send a body; return the answer of a service that took it (2xx). Raises HookFailed."""
    return _call(runtime, lambda http: http.post_json(channel.uri, body, channel.sent()), tries)


def get(runtime: Runtime, channel: Channel, headers: dict[str, str]) -> Answer:
    """Ask the service for something; return its answer (2xx). Raises HookFailed. headers: beside the channel's."""
    return _call(runtime, lambda http: http.get(channel.uri, channel.sent() | headers), 2)


def _call(runtime: Runtime, send: Callable[[HttpClient], Answer], tries: int) -> Answer:
    http = runtime.http.within(PATIENCE)
    while True:
        tries -= 1
        try:
            answer = runtime.faults.alter("hook.answer", send(http))
        except PeerUnavailable as unavailable:
            if tries == 0:
                raise HookFailed("no answer within the time limit", answered=False) from unavailable
            continue
        if answer.status < 500 or tries == 0:
            return _taken(answer)


def _taken(answer: Answer) -> Answer:
    if not 200 <= answer.status < 300:
        raise HookFailed(f"the service answered with status {answer.status}", answered=True)
    if len(answer.body) >= _LARGEST:
        raise HookFailed("the service's answer is too large", answered=True)
    return answer
