"""Telling event hooks of what has happened, after it was committed and outside of any request. Fact sheet 9.4.

A thread in each worker looks once a second whether there are hooks, and what the log has for them.
"""

import logging
import threading
from typing import Any

from sqlalchemy import Connection

from mocks.kit.artifacts import Statements
from mocks.kit.runtime import Runtime
from mocks.kit.web import Unit
from mocks.okta.api._call import iso
from mocks.okta.api._log_event import whole
from mocks.okta.directory import event_deliveries, system_log
from mocks.okta.directory.event_deliveries import Delivery
from mocks.okta.directory.event_hooks import EventHook
from mocks.okta.directory.system_log import SYSTEM_LOG, Event, Party
from mocks.okta.hooks._calls import HookFailed, post
from mocks.okta.hooks._inline import SYSTEM

_MOST = 50
_PERIOD = 1.0  # seconds
_log = logging.getLogger(__name__)


class Deliverer:
    """Tells the event hooks of one org, in one worker."""

    def __init__(self, runtime: Runtime, statements: Statements, public_url: str) -> None:
        self._runtime, self._statements, self._url = runtime, statements, public_url
        self._noted: tuple[int, int] | None = None
        self._starting = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Have a thread deliver from now on; called at each request, so that it begins after the worker was forked."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="event hooks", daemon=True)
                    self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_PERIOD):
            try:
                self.deliver()
            except Exception:
                # Such as a database that is away for a moment: nothing is lost, the next round tries again.
                _log.exception("event hooks could not be told")

    def deliver(self) -> None:
        """Tell every hook of what is there for it."""
        with self._runtime.store.transaction() as db:
            waiting = event_deliveries.unclaimed(db, self._runtime.clock.now())
            until = self._settled(system_log.edge(db)) if waiting else 0
        for delivery in waiting:
            if until > delivery.position:
                self._serve(delivery, until)

    def _serve(self, delivery: Delivery, until: int) -> None:
        now = self._runtime.clock.now()
        with self._runtime.store.transaction() as db:
            events = _events(db, delivery, until)
            if not events:
                event_deliveries.pass_over(db, delivery, now, until)
            claimed = bool(events) and event_deliveries.claim(db, delivery, now)
        if claimed:
            self._tell(delivery.hook, events)
            position = events[-1].id if len(events) == _MOST else until
            with self._runtime.store.transaction() as db:
                event_deliveries.finish(db, delivery, now, position)

    def _settled(self, edge: tuple[int, int, int]) -> int:
        """Return the id before which no event can appear any more."""
        newest, oldest, following = edge
        if following == 0:
            return newest
        noted = self._noted
        if noted is None or oldest >= noted[1]:
            self._noted = newest, following
        return noted[0] if noted and oldest >= noted[1] else 0

    def _tell(self, hook: EventHook, events: list[Event]) -> None:
        try:
            post(self._runtime, hook.channel, self._body(hook, events))
        except HookFailed as failed:
            self._log(hook, str(failed))

    def _log(self, hook: EventHook, reason: str) -> None:
        unit = Unit(self._runtime, self._statements)
        target = Party(hook.id, "EventHook", hook.name, hook.name)
        try:
            system_log.record(unit, "event_hook.delivery", SYSTEM, [target], reason=reason)
        except BaseException:
            unit.abandon()
            raise
        unit.commit()

    def _body(self, hook: EventHook, events: list[Event]) -> dict[str, Any]:
        return {
            "eventType": "com.okta.event_hook",
            "eventTypeVersion": "1.0",
            "cloudEventsVersion": "0.1",
            "source": f"{self._url}/api/v1/eventHooks/{hook.id}",
            "eventId": self._runtime.ids.guid(),
            "data": {"events": [whole(event) for event in events]},
            "eventTime": iso(self._runtime.clock.now().timestamp()),
            "contentType": "application/json",
        }


def _events(db: Connection, delivery: Delivery, until: int) -> list[Event]:
    there = (SYSTEM_LOG.c.id > delivery.position, SYSTEM_LOG.c.id <= until)
    told = SYSTEM_LOG.c.event_type.in_(delivery.hook.events)
    return system_log.page(db, [*there, told], [SYSTEM_LOG.c.id], _MOST)
