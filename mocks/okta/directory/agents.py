"""Directory agents of identity sources, and what they are asked to do. Source: fact sheet 9.1.

An agent only ever calls: it fetches one action at a time and brings the result back.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, ForeignKey, Integer, String, Table, Text, bindparam, or_, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

AGENTS = Table(
    "agents",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("source_id", ForeignKey("identity_sources.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("version", String(40), nullable=False),
    Column("public_key", String(100), nullable=False),
    Column("last_connection", Float, nullable=False),
)
AGENT_ACTIONS = Table(
    "agent_actions",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String(20), nullable=False, unique=True),
    Column("source_id", ForeignKey("identity_sources.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("agent_id", String(20)),
    Column("created", Float, nullable=False),
    Column("body", Text, nullable=False),
    Column("progress", Text, nullable=False),
    Column("result", Text, nullable=False),
)


class ActionKind(StrEnum):
    """What an agent can do: import, or check a password."""

    IMPORT = "IMPORT"
    USER_AUTH = "USER_AUTH"


class ActionState(StrEnum):
    """QUEUED until an agent takes it; DONE with a result."""

    QUEUED = "QUEUED"
    TAKEN = "TAKEN"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class Agent:
    """public_key: what only this agent is to read is sealed with it. last_connection: seconds since the epoch."""

    id: str
    source_id: str
    name: str
    version: str
    public_key: str
    last_connection: float


@dataclass(frozen=True, slots=True)
class Action:
    """body: what is to be done; progress, result: JSON objects as the agent told them."""

    id: str
    source_id: str
    kind: ActionKind
    state: ActionState
    agent_id: str | None
    created: float
    body: dict[str, Any]
    progress: dict[str, Any]
    result: dict[str, Any]


_AGENT = [AGENTS.c[name] for name in Agent.__slots__]
_ACTION = [AGENT_ACTIONS.c[name] for name in Action.__slots__]
_SEEN = Prepared(AGENTS.update().where(AGENTS.c.id == bindparam("agent")).values(last_connection=bindparam("now")))
_BY_ID = Prepared(select(*_AGENT).where(AGENTS.c.id == bindparam("agent")))
_ACTION_BY_ID = Prepared(select(*_ACTION).where(AGENT_ACTIONS.c.id == bindparam("action")))


def add(db: Connection, agent: Agent) -> None:
    db.execute(AGENTS.insert(), {name: getattr(agent, name) for name in Agent.__slots__})


def by_id(db: Connection, id: str) -> Agent | None:
    row = _BY_ID.first(db, {"agent": id})
    return Agent(*row) if row else None


def of_source(db: Connection, source_id: str) -> list[Agent]:
    """Return the agents of a source, the one that called last first."""
    mine = select(*_AGENT).where(AGENTS.c.source_id == source_id)
    return [Agent(*row) for row in db.execute(mine.order_by(AGENTS.c.last_connection.desc(), AGENTS.c.id))]


def renew(db: Connection, agent: Agent) -> None:
    """Write an agent that has started again; what it had taken is for whoever asks next."""
    values = {name: getattr(agent, name) for name in Agent.__slots__ if name != "id"}
    db.execute(AGENTS.update().where(AGENTS.c.id == agent.id).values(values))
    taken = (AGENT_ACTIONS.c.agent_id == agent.id, AGENT_ACTIONS.c.state == ActionState.TAKEN.value)
    db.execute(AGENT_ACTIONS.update().where(*taken).values(state=ActionState.QUEUED.value, agent_id=None))


def note_connection(db: Connection, agent_id: str, now: float) -> None:
    _SEEN.run(db, {"agent": agent_id, "now": now})


def ask(db: Connection, action: Action) -> None:
    """Put an action where the next agent of its source finds it. agent_id: the only one that may take it."""
    db.execute(AGENT_ACTIONS.insert(), {"id": action.id, "source_id": action.source_id, **_written(action)})


def take(db: Connection, agent: Agent, silent_since: float) -> Action | None:
    """Give an agent its next action, also one of an agent that has not called since a moment; one agent gets it."""
    there = AGENT_ACTIONS.c
    silent = select(AGENTS.c.id).where(AGENTS.c.last_connection < silent_since)
    free = (there.state == ActionState.QUEUED.value) & or_(there.agent_id.is_(None), there.agent_id == agent.id)
    left = (there.state == ActionState.TAKEN.value) & there.agent_id.in_(silent)
    query = select(*_ACTION).where(there.source_id == agent.source_id, free | left).order_by(there.number).limit(1)
    row = db.execute(query.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    taken = {"state": ActionState.TAKEN.value, "agent_id": agent.id}
    db.execute(AGENT_ACTIONS.update().where(there.id == row.id).values(taken))
    return _action(tuple(row))


def action(db: Connection, id: str) -> Action | None:
    row = _ACTION_BY_ID.first(db, {"action": id})
    return _action(row) if row else None


def report(db: Connection, action: Action) -> None:
    """Write how far an action has come, or what came of it."""
    db.execute(AGENT_ACTIONS.update().where(AGENT_ACTIONS.c.id == action.id).values(_written(action)))


def forget(db: Connection, id: str) -> None:
    db.execute(AGENT_ACTIONS.delete().where(AGENT_ACTIONS.c.id == id))


def latest(db: Connection, source_id: str, kind: ActionKind, limit: int) -> list[Action]:
    """Return a source's newest actions of a kind, the newest first."""
    there = AGENT_ACTIONS.c
    mine = select(*_ACTION).where(there.source_id == source_id, there.kind == kind.value)
    return [_action(tuple(row)) for row in db.execute(mine.order_by(there.number.desc()).limit(limit))]


def _written(action: Action) -> dict[str, Any]:
    texts = {name: msgspec.json.encode(getattr(action, name)).decode() for name in ("body", "progress", "result")}
    rest = {"kind": action.kind.value, "state": action.state.value, "agent_id": action.agent_id}
    return texts | rest | {"created": action.created}


def _action(row: tuple[Any, ...]) -> Action:
    id, source_id, kind, state, agent_id, created, *texts = row
    body, progress, result = (msgspec.json.decode(text) for text in texts)
    return Action(id, source_id, ActionKind(kind), ActionState(state), agent_id, created, body, progress, result)
