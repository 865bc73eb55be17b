"""What the org has its directory agents do: import people, and check a password where it lives.

Source: fact sheet 9.1.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from mocks.kit.clock import real_timestamp
from mocks.kit.sealed import seal
from mocks.kit.web import Unit
from mocks.okta.directory import agents
from mocks.okta.directory.agents import Action, ActionKind, ActionState, Agent
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.ids import okta_id

_SILENCE = timedelta(seconds=120)
"""An agent that has not called for so long is taken to be down."""

_PATIENCE, _PAUSE = 10.0, 0.02


def pause() -> None:
    """Wait for the agent a little."""
    time.sleep(_PAUSE)


class NoAgent(Exception):
    """No agent of the source is there, or none answered in time."""


def is_alive(agent: Agent, now: datetime) -> bool:
    return agent.last_connection > (now - _SILENCE).timestamp()


def take(unit: Unit, agent: Agent) -> Action | None:
    """Give an agent its next action, also what an agent left behind that is down."""
    return agents.take(unit.db, agent, (unit.runtime.clock.now() - _SILENCE).timestamp())


def ask_import(unit: Unit, source: IdentitySource, mode: str, *, unguarded: bool = False) -> Action:
    body = {"mode": mode, "ignoreSafeguard": unguarded}
    return _ask(unit, source, ActionKind.IMPORT, body, None)


def schedule(unit: Unit, source: IdentitySource) -> None:
    """Ask for an incremental import when it is time, by the lab's clock, and none is under way."""
    if source.schedule is None or source.status != "ACTIVE":
        return
    last = agents.latest(unit.db, source.id, ActionKind.IMPORT, 1)
    due = unit.runtime.clock.now() - timedelta(minutes=source.schedule)
    if not last or (last[0].state is ActionState.DONE and last[0].created <= due.timestamp()):
        ask_import(unit, source, "INCREMENTAL")


def answered(unit: Unit, source: IdentitySource, username: str, password: str) -> str:
    """Have an agent try a password at the source; return what it says: "" for a right one, else why not.

    Waits without holding a transaction. The password is readable for that agent alone. Raises NoAgent.
    """
    now = unit.runtime.clock.now()
    agent = next((agent for agent in agents.of_source(unit.db, source.id) if is_alive(agent, now)), None)
    if agent is None:
        raise NoAgent
    body = {"username": username, "password": seal(password, agent.public_key)}
    action = _ask(unit, source, ActionKind.USER_AUTH, body, agent.id)
    until = real_timestamp() + _PATIENCE
    try:
        while real_timestamp() < until:
            unit.commit()
            pause()
            found = agents.action(unit.db, action.id)
            if found and found.state is ActionState.DONE:
                return str(found.result.get("reason", "bad_password"))
        raise NoAgent
    finally:
        agents.forget(unit.db, action.id)


def _ask(unit: Unit, source: IdentitySource, kind: ActionKind, body: dict[str, Any], agent_id: str | None) -> Action:
    id, now = okta_id(unit.runtime.ids, "aac"), unit.runtime.clock.now().timestamp()
    action = Action(id, source.id, kind, ActionState.QUEUED, agent_id, now, body, {}, {})
    agents.ask(unit.db, action)
    return action
