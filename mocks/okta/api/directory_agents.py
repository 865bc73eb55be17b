"""What a directory agent calls: it says that it is there, fetches one action at a time, brings the result back.

The real agent's calls are documented nowhere; these have its paths and its direction, the bodies are the lab's own.
An administrator's calls to have something imported are here as well.
"""

from dataclasses import replace
from typing import Annotated, Any, Literal

import msgspec
from flask import Response

from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api.identity_sources import MANAGE, READ, named
from mocks.okta.api_errors import ApiError, not_found
from mocks.okta.directory import agents, system_log
from mocks.okta.directory.agents import Action, ActionKind, ActionState, Agent
from mocks.okta.directory.system_log import Party
from mocks.okta.provisioning import delegation
from mocks.okta.provisioning.imports.parties import source_party

bp = Api("directory_agents")
_AGENT = "//api/1/internal/app/activedirectory/<id>/agent"
_SHOWN = 20
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class AgentInput(msgspec.Struct, rename="camel"):
    """id: of an agent that starts again."""

    name: Text
    version: Text
    public_key: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{43}$")]
    id: str = ""


class ReportInput(msgspec.Struct, rename="camel"):
    """done: whether this is the result; otherwise it says how far the action has come."""

    action_id: str
    report: dict[str, Any]
    done: bool = False


class ImportInput(msgspec.Struct, rename="camel"):
    mode: Literal["FULL", "INCREMENTAL"] = "INCREMENTAL"
    ignore_safeguard: bool = False


@bp.post(_AGENT, MANAGE)
def start(call: Call, id: str) -> dict[str, str]:
    source, given = named(call, id), call.body(AgentInput)
    known = agents.by_id(call.db, given.id)
    now = call.now.timestamp()
    if known and known.source_id == source.id:
        agent = Agent(known.id, source.id, given.name, given.version, given.public_key, now)
        agents.renew(call.db, agent)
    else:
        agent = Agent(call.new_id("a53"), source.id, given.name, given.version, given.public_key, now)
        agents.add(call.db, agent)
        _record(call, agent, "system.agent.ad.create")
    _record(call, agent, "system.agent.ad.start")
    return {"id": agent.id}


@bp.get(f"{_AGENT}/<agent_id>/nextAction", MANAGE)
def next_action(call: Call, id: str, agent_id: str) -> dict[str, Any] | None:
    source, agent = named(call, id), _agent(call, id, agent_id)
    if not delegation.is_alive(agent, call.now):
        _record(call, agent, "system.agent.ad.connect")
    agents.note_connection(call.db, agent.id, call.now.timestamp())
    delegation.schedule(call.unit, source)
    action = delegation.take(call.unit, agent)
    return {"actionId": action.id, "kind": action.kind, "body": action.body} if action else None


@bp.post(f"{_AGENT}/<agent_id>/actionResult", MANAGE)
def report(call: Call, id: str, agent_id: str) -> Response:
    """Take a report of an action that this agent has; whatever else it brings is too late and left alone."""
    given, agent = call.body(ReportInput), _agent(call, id, agent_id)
    agents.note_connection(call.db, agent.id, call.now.timestamp())
    action = agents.action(call.db, given.action_id)
    if action and action.agent_id == agent.id and action.state is ActionState.TAKEN:
        told = replace(action, result=given.report, state=ActionState.DONE)
        agents.report(call.db, told if given.done else replace(action, progress=given.report))
        if given.done and action.kind is ActionKind.IMPORT:
            _record(call, agent, "system.agent.ad.import_user", given.report.get("error"))
    return Response(status=204)


@bp.get("/identity-sources/<id>/imports", READ)
def imports(call: Call, id: str) -> list[dict[str, Any]]:
    return [_shown(it) for it in agents.latest(call.db, named(call, id).id, ActionKind.IMPORT, _SHOWN)]


@bp.post("/identity-sources/<id>/imports", MANAGE)
def ask(call: Call, id: str) -> dict[str, Any]:
    """Have an agent import; raises E0000241 when none is there."""
    source, given = named(call, id), call.body(ImportInput)
    if not any(delegation.is_alive(agent, call.now) for agent in agents.of_source(call.db, source.id)):
        raise ApiError("E0000241")
    call.record("system.import.start", [source_party(source)])
    call.status = 202
    return _shown(delegation.ask_import(call.unit, source, given.mode, unguarded=given.ignore_safeguard))


@bp.get("/identity-sources/<id>/imports/<action_id>", READ)
def one_import(call: Call, id: str, action_id: str) -> dict[str, Any]:
    action = agents.action(call.db, action_id)
    if action is None or action.source_id != named(call, id).id or action.kind is not ActionKind.IMPORT:
        raise not_found(action_id, "Import")
    return _shown(action)


def _agent(call: Call, source_id: str, agent_id: str) -> Agent:
    agent = agents.by_id(call.db, agent_id)
    if agent is None or agent.source_id != source_id:
        raise not_found(agent_id, "Agent")
    return agent


def _shown(action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "state": action.state,
        "mode": action.body.get("mode"),
        "agentId": action.agent_id,
        "created": iso(action.created),
        "progress": action.progress,
        "result": action.result,
    }


def _record(call: Call, agent: Agent, event: str, reason: object = None) -> None:
    party = Party(agent.id, "Agent", agent.name, agent.name)
    system_log.record(call.unit, event, party, [party], reason=str(reason)[:255] if reason else None)
