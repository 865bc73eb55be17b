"""A load for the org: data is brought in batches, in as many import sessions as it takes, one at a time."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from mocks.ad_agent.calls import Wait
from mocks.ad_agent.org import Org

MOST = 200
"""People, groups or members in one request."""

_MOST_REQUESTS = 50
_AT_WORK = ("TRIGGERED", "IN_PROGRESS")


class Roadblock(Exception):
    """The org's safeguard stopped the import: it would take too many people away."""


class Load:
    """What one import brings. progress: told after each session with what was sent so far."""

    def __init__(
        self, org: Org, wait: Wait, progress: Callable[[dict[str, int]], None], *, ignore_safeguard: bool
    ) -> None:
        self._org, self._wait, self._progress, self._ignore_safeguard = org, wait, progress, ignore_safeguard
        self._session, self._requests = "", 0
        self.sent: Counter[str] = Counter()

    def clear_the_way(self) -> None:
        """Cancel what an agent before has left half loaded, and see the end of what is being worked off."""
        for session in self._org.sessions():
            if session["status"] == "CREATED":
                self._org.cancel_session(session["id"])
            else:
                self._await(session["id"], session["status"])

    def bring(self, kind: str, body: dict[str, Any], what: str, count: int) -> None:
        """Send one request of data; what: as it is counted."""
        if not self._session:
            self._session, self._requests = self._org.open_session(), 0
        self._org.load(self._session, kind, body)
        self._requests += 1
        self.sent[what] += count
        if self._requests == _MOST_REQUESTS:
            self.finish()

    def finish(self) -> None:
        """Have the org work off what was brought, and wait until it has; raises Roadblock."""
        if not self._session:
            return
        session, self._session = self._session, ""
        self._await(session, self._org.trigger(session, ignore_safeguard=self._ignore_safeguard))
        self._progress(dict(self.sent))

    def _await(self, session: str, status: str) -> None:
        while status in _AT_WORK:
            status = self._org.session_status(session)
            if status == "TRIGGERED":
                self._wait(0.1)
        if status == "ERROR":
            raise Roadblock("The org's safeguard stopped the import: too many people would be removed.")
