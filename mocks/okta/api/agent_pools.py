"""Agent pools: the health of directory agents. Source: fact sheet 9.1; Okta's Agent Pools API."""

from typing import Any

from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.directory import agents, identity_sources
from mocks.okta.directory.agents import Agent
from mocks.okta.directory.identity_sources import IdentitySource
from mocks.okta.provisioning.delegation import is_alive

bp = Api("agent_pools")
OPERATIONAL, DEGRADED, DISRUPTED, INACTIVE = "OPERATIONAL", "DEGRADED", "DISRUPTED", "INACTIVE"


@bp.get("/agentPools", "okta.agentPools.read")
def every(call: Call) -> list[dict[str, Any]]:
    limit, kind = call.limit(5, 200), call.argument("poolType")
    pools = [_shown(call, source) for source in identity_sources.every(call.db) if source.type == "ACTIVE_DIRECTORY"]
    return [pool for pool in pools if kind in ("", pool["type"])][:limit]


def _shown(call: Call, source: IdentitySource) -> dict[str, Any]:
    found = [_agent(call, agent) for agent in agents.of_source(call.db, source.id)]
    up = [agent for agent in found if agent["operationalStatus"] == OPERATIONAL]
    return {
        "id": source.id,
        "name": source.name,
        "type": "AD",
        "operationalStatus": _status(len(up), len(found)),
        "disruptedAgents": len(found) - len(up),
        "inactiveAgents": 0,
        "agents": found,
        "_links": {"self": {"href": call.url(f"/agentPools/{source.id}"), "hints": {"allow": ["GET"]}}},
    }


def _status(up: int, there: int) -> str:
    if not there:
        return INACTIVE
    if not up:
        return DISRUPTED
    return OPERATIONAL if up == there else DEGRADED


def _agent(call: Call, agent: Agent) -> dict[str, Any]:
    return {
        "id": agent.id,
        "name": agent.name,
        "poolId": agent.source_id,
        "type": "AD",
        "version": agent.version,
        "isHidden": False,
        "isLatestGAedVersion": True,
        "lastConnection": int(agent.last_connection * 1000),
        "operationalStatus": OPERATIONAL if is_alive(agent, call.now) else DISRUPTED,
    }
