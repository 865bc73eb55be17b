"""A tenant, an org and an agent between them; the agent does one thing when the test says so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from mocks.ad_agent.agent import Agent
from mocks.ad_agent.settings import Settings
from mocks.kit.ids import SeededIds
from mocks.kit.runtime import Runtime
from mocks.kit.store import Store
from mocks.tests import cast
from mocks.tests.azure.graph.client import Graph
from mocks.tests.network import InProcess
from mocks.tests.okta.api.admin import TOKEN, Admin
from mocks.tests.okta.importing import Source
from mocks.tests.parties import Parties, ScriptedFaults


@dataclass
class Mirror:
    """graph: may write the tenant. source: at the org. waits: seconds that the agent waited, instead of waiting."""

    parties: Parties
    graph: Graph
    source: Source
    store: Store
    waits: list[float] = field(default_factory=list)
    on_wait: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.agent = self.another_agent()

    @property
    def admin(self) -> Admin:
        return self.source.admin

    def another_agent(self, store: Store | None = None) -> Agent:
        """Start an agent over a store: the same one is the same agent after a restart."""
        app = self.parties.app_at_azure()
        settings = Settings(cast.AZURE, cast.OKTA, cast.TENANT, app.client_id, app.client_secret, self.source.id, TOKEN)
        network = InProcess(self.parties.network, "ad-agent")
        runtime = Runtime(self.parties.clock, SeededIds(7), store or self.store, network, ScriptedFaults())
        return Agent(settings, runtime, self._wait)

    def ask(self, mode: str = "INCREMENTAL", **more: Any) -> str:
        self.agent.step()
        return str(self.admin.post(f"{self.source.path}/imports", {"mode": mode, **more})["id"])

    def run(self, mode: str = "INCREMENTAL", **more: Any) -> dict[str, Any]:
        """Have the agent import; return what it told the org of it."""
        action = self.ask(mode, **more)
        assert self.agent.step()
        assert self.agent.import_next()
        return self.told(action)

    def told(self, action: str) -> dict[str, Any]:
        found: dict[str, Any] = self.admin.get(f"{self.source.path}/imports/{action}")
        return found

    def step_elsewhere(self) -> None:
        """Let the agent work while the org waits for it: in a thread of its own, as a request in a request would be."""
        thread = Thread(target=self.agent.step)
        thread.start()
        thread.join()

    def people(self) -> set[str]:
        """Return the logins of everybody whom the org has from the tenant and who may sign in."""
        results = self.admin.get(f"{self.source.path}/import-results", limit=1000)
        users = [self.admin.get(f"/users/{told['userId']}") for told in results if told["userId"]]
        return {user["profile"]["login"] for user in users if user["status"] == "ACTIVE"}

    def members(self, group: str) -> set[str]:
        found = self.admin.get("/groups", search=f'profile.name eq "{group}"')
        return {it["profile"]["login"] for one in found for it in self.admin.get(f"/groups/{one['id']}/users")}

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.on_wait()
