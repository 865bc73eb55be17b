"""The agent at work: it asks the org what to do and does it. Passwords are tried while an import runs."""

import logging
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any

from mocks.ad_agent.calls import Refused, Stopped, Wait
from mocks.ad_agent.graph import Graph
from mocks.ad_agent.importing import Import
from mocks.ad_agent.loading import Load, Roadblock
from mocks.ad_agent.memory import Memory
from mocks.ad_agent.org import Org
from mocks.ad_agent.settings import Settings
from mocks.kit.http import PeerUnavailable
from mocks.kit.runtime import Runtime
from mocks.kit.sealed import Reader, Unreadable

_POLL = 0.25
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Health:
    """What the agent's own page says. trouble: the last one with the other side, "" when all is well."""

    agent_id: str = ""
    busy: bool = False
    trouble: str = ""


class Agent:
    """One agent. `step` is one look at the org; `run` goes on until `stop`."""

    def __init__(self, settings: Settings, runtime: Runtime, wait: Wait | None = None) -> None:
        """wait: how to let time pass while the other side is busy; tests have no time."""
        self._is_set_up = bool(settings.source_id)
        self._memory = Memory(runtime.store)
        self._stopping = Event()
        self._wait = wait or self._wait_or_stop
        self._org = Org(settings, runtime.http, self._wait)
        self._graph = Graph(settings, runtime.http, runtime.clock, self._wait)
        self._reader = Reader()
        self._imports: Queue[dict[str, Any]] = Queue()
        self.health = Health()

    def start(self) -> None:
        """Work in threads of this process from now on, unless nobody has set the agent up."""
        for work in (self._poll_on, self._import_on) if self._is_set_up else ():
            Thread(target=work, daemon=True, name=work.__name__).start()

    def stop(self) -> None:
        self._stopping.set()

    def step(self) -> bool:
        """Look once whether there is something to do, and do it unless it is an import; tell whether there was."""
        if not self.health.agent_id:
            self.health.agent_id = self._org.start(self._memory.get("agent_id"), self._reader.public_key)
            self._memory.keep(agent_id=self.health.agent_id)
        action = self._org.next_action(self.health.agent_id)
        self.health.trouble = ""
        if action is None:
            return False
        if action["kind"] == "IMPORT":
            self._imports.put(action)
        else:
            self._try_password(action)
        return True

    def import_next(self, within: float = 0.0) -> bool:
        """Do an import that was asked for; tell whether there was one. within: seconds to wait for it."""
        try:
            action = self._imports.get(timeout=within) if within else self._imports.get_nowait()
        except Empty:
            return False
        self.health.busy = True
        try:
            self._report(action, self._import(action), done=True)
        finally:
            self.health.busy = False
        return True

    def _import(self, action: dict[str, Any]) -> dict[str, Any]:
        wanted = action["body"]
        load = Load(
            self._org,
            self._wait,
            lambda sent: self._report(action, sent, done=False),
            ignore_safeguard=bool(wanted.get("ignoreSafeguard")),
        )
        try:
            return {"sent": Import(self._graph, self._memory, load, full=wanted.get("mode") == "FULL").run()}
        except (PeerUnavailable, Refused, Roadblock) as error:
            return {"sent": dict(load.sent), "error": str(error)}

    def _try_password(self, action: dict[str, Any]) -> None:
        body, is_known = action["body"], True
        try:
            reason = self._graph.refusal(body["username"], self._reader.open(body["password"]))
        except (PeerUnavailable, Refused):
            reason = "no_connected_agent"
        except Unreadable:
            reason, is_known = "no_connected_agent", False
        self._report(action, {"reason": reason}, done=True)
        if not is_known:
            # The org was put back to a state that knows the key of an agent before a restart.
            self.health.agent_id = ""

    def _report(self, action: dict[str, Any], report: dict[str, Any], *, done: bool) -> None:
        self._org.report(self.health.agent_id, action["actionId"], report, done=done)

    def look(self) -> bool:
        """Do a step; what goes wrong is kept as trouble and tried again at the next one."""
        try:
            return self.step()
        except (PeerUnavailable, Refused) as error:
            self._troubled(error)
            return False

    def _poll_on(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self.look():
                    self._stopping.wait(4 * _POLL if self.health.trouble else _POLL)
            except Stopped:
                return

    def _import_on(self) -> None:
        while not self._stopping.is_set():
            try:
                self.import_next(within=1.0)
            except (PeerUnavailable, Refused) as error:
                self._troubled(error)
            except Stopped:
                return

    def _troubled(self, error: PeerUnavailable | Refused) -> None:
        if str(error) != self.health.trouble:
            _LOG.warning("%s", error)
        self.health.trouble = str(error)
        # The org may have been put back to a state that does not know this agent.
        if isinstance(error, Refused) and error.status == 404:
            self.health.agent_id = ""

    def _wait_or_stop(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Stopped
