"""How a sign-in ended, read from what was recorded last."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from lab.flow.hop import Hop
from lab.flow.messages import Message


class Result(StrEnum):
    """open: somebody still has something to do, or has left."""

    SIGNED_IN = "signed in"
    REFUSED = "refused"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Outcome:
    """party: where it ended. why: a refusal's reason in that party's words, or what an open sign-in waits for."""

    result: Result
    party: str
    why: str = ""


def outcome(messages: Sequence[Message], application: str) -> Outcome:
    watched = any(message.hop and message.target == application for message in messages)
    if any(_completes(message.hop, message.source, application, watched) for message in messages if message.hop):
        return Outcome(Result.SIGNED_IN, application)
    recorded = [message.hop for message in messages if message.hop]
    for hop in reversed(recorded):
        if hop.failed and "error" not in hop.given and (hop is recorded[-1] or not _asks_again(hop)):
            return Outcome(Result.REFUSED, hop.service, _reason(hop))
    return _open(messages[-1])


def _open(last: Message) -> Outcome:
    if last.sent_to:
        return Outcome(Result.OPEN, last.sent_to, "has not been asked yet")
    page = last.hop.page.heading if last.hop else ""
    return Outcome(Result.OPEN, last.target, page and f"shows “{page}”")


def _completes(hop: Hop, source: str, application: str, watched: bool) -> bool:
    """Whether a hop shows that the application has its person.

    Its own callback tells; an application without a probe is taken to accept the ID token that it redeemed.
    """
    if watched:
        return hop.service == application and "code" in hop.given and not hop.failed
    return source == application and "id_token" in hop.issued


def _asks_again(hop: Hop) -> bool:
    """Whether a page reports a mistake and lets the person try once more."""
    return hop.status < 400 and hop.error is None


def _reason(hop: Hop) -> str:
    """Return why, in the words of the party that refused."""
    if hop.error:
        code, description = hop.error
        return f"{code}: {description}" if description else code
    if hop.page.alert:
        return hop.page.alert
    phrase = HTTPStatus(hop.status).phrase if hop.status in set(HTTPStatus) else ""
    return f"answered {hop.status} {phrase}".strip()
