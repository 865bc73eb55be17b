"""One sign-in, from the application's start to its welcome page or to a refusal."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from lab.flow.claims import Statement, statements, username
from lab.flow.hop import Hop
from lab.flow.messages import Message, messages, relying_party
from lab.flow.outcome import Outcome, Result, outcome
from lab.flow.parties import BROWSER, in_order, title


@dataclass(frozen=True, slots=True)
class Flow:
    """id: stays the same while the sign-in goes on. application: the party that the sign-in is for."""

    id: str
    application: str
    messages: tuple[Message, ...]
    statements: tuple[Statement, ...]
    outcome: Outcome
    username: str

    @property
    def hops(self) -> list[Hop]:
        return [message.hop for message in self.messages if message.hop]

    @property
    def parties(self) -> list[str]:
        seen = {party for message in self.messages for party in (message.source, message.target)}
        return in_order(seen)

    @property
    def started_at(self) -> float:
        """Return the real time of its first hop in seconds since the epoch: for order."""
        return self.hops[0].at

    @property
    def lab_time(self) -> datetime:
        """Return what the first party took the time to be: for people."""
        return datetime.fromtimestamp(self.hops[0].lab_time, UTC)

    @property
    def seconds(self) -> float:
        """Return how long it took for the person, thinking and typing included."""
        return max(hop.end for hop in self.hops) - self.started_at

    @property
    def ms(self) -> float:
        """Return how long the browser waited for answers, in milliseconds."""
        return sum(message.hop.ms for message in self.messages if message.hop and not message.back)

    @property
    def ms_by_party(self) -> dict[str, float]:
        """Return what of it each party used itself, without its waiting for others."""
        used: defaultdict[str, float] = defaultdict(float)
        for message in self.messages:
            if message.hop:
                used[message.target] += message.hop.ms
                used[message.source] -= message.hop.ms
        watched = {hop.service for hop in self.hops} - {BROWSER}
        return {party: max(used[party], 0.0) for party in in_order(watched)}

    @property
    def headline(self) -> str:
        """Say in a sentence how it ended."""
        who = self.username or "Somebody"
        if self.outcome.result is Result.SIGNED_IN:
            return f"{who} signed in to {title(self.application)}"
        if self.outcome.result is Result.REFUSED:
            return f"{who} was refused by {title(self.outcome.party)}"
        return f"{who} is on the way to {title(self.application)}"

    @property
    def reason(self) -> str:
        """Say who refused and why, or whose turn it is; "" when there is nothing to say."""
        return f"{title(self.outcome.party)}: {self.outcome.why}" if self.outcome.why else ""

    def holds(self, id: str) -> bool:
        """Whether an id, of this flow or of a part that was joined to it since, means this flow."""
        return any(_id(hop) == id for hop in self.hops)


def flow_of(hops: tuple[Hop, ...], urls: Mapping[str, str]) -> Flow:
    """Read joined hops, in the order of their time, as a sign-in."""
    application, _ = relying_party(hops, urls)
    sent = messages(hops, urls)
    said = statements(sent)
    return Flow(
        id=_id(hops[0]),
        application=application,
        messages=tuple(sent),
        statements=tuple(said),
        outcome=outcome(sent, application),
        username=username(sent, said),
    )


def _id(hop: Hop) -> str:
    return hop.trace[:16]
