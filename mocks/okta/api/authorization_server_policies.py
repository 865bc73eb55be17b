"""Access policies of a custom authorization server. Source: fact sheet 5.4."""

from typing import Any, Literal

import msgspec

from mocks.okta.api._authorization_server import (
    MANAGE,
    READ,
    Status,
    address,
    check_name,
    check_text,
    link,
    named,
    note_change,
    read_only,
    status_link,
    taken,
)
from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import applications
from mocks.okta.directory.access_policies import ACCESS_POLICIES, ACCESS_RULES, ALL_CLIENTS, AccessPolicy
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.system_log import Party

bp = Api("authorization_server_policies")


class Included(msgspec.Struct):
    include: list[str] = []


class Conditions(msgspec.Struct):
    clients: Included = msgspec.field(default_factory=lambda: Included([ALL_CLIENTS]))


class PolicyInput(msgspec.Struct):
    name: str
    type: Literal["OAUTH_AUTHORIZATION_POLICY"] = "OAUTH_AUTHORIZATION_POLICY"
    description: str | None = None
    priority: int | None = None
    status: Status = "ACTIVE"
    conditions: Conditions = msgspec.field(default_factory=Conditions)


@bp.get("/authorizationServers/<id>/policies", READ)
def every_policy(call: Call, id: str) -> list[dict[str, Any]]:
    server = named(call, id)
    policies = enumerate(ACCESS_POLICIES.of(call.db, server.id), 1)
    return [_shown(call, server, policy, priority) for priority, policy in policies]


@bp.post("/authorizationServers/<id>/policies", MANAGE)
def add_policy(call: Call, id: str) -> dict[str, Any]:
    server, there = named(call, id), ACCESS_POLICIES.of(call.db, id)
    policy, priority = _checked(call, AccessPolicy(call.new_id("00p"), "", "", call.now, call.now), there)
    ACCESS_POLICIES.add(call.db, server.id, policy, len(there) + 1)
    _place(call, server, policy, priority)
    call.status = 201
    return _noted(call, server, policy.id, "policy.lifecycle.create")


@bp.get("/authorizationServers/<id>/policies/<policy_id>", READ)
def one_policy(call: Call, id: str, policy_id: str) -> dict[str, Any]:
    server = named(call, id)
    return _found(call, server, named_policy(call, server, policy_id))


@bp.put("/authorizationServers/<id>/policies/<policy_id>", MANAGE)
def replace_policy(call: Call, id: str, policy_id: str) -> dict[str, Any]:
    server = named(call, id)
    before = named_policy(call, server, policy_id)
    others = [policy for policy in ACCESS_POLICIES.of(call.db, id) if policy.id != policy_id]
    policy, priority = _checked(call, before, others)
    ACCESS_POLICIES.replace(call.db, policy)
    _place(call, server, policy, priority)
    return _noted(call, server, policy.id, "policy.lifecycle.update")


@bp.delete("/authorizationServers/<id>/policies/<policy_id>", MANAGE)
def delete_policy(call: Call, id: str, policy_id: str) -> None:
    server = named(call, id)
    policy = named_policy(call, server, policy_id)
    if policy.system:
        raise read_only()
    ACCESS_RULES.remove_of(call.db, policy.id)
    ACCESS_POLICIES.remove(call.db, policy.id)
    note_change(call, server)
    call.record("policy.lifecycle.delete", [policy_party(policy)])


@bp.post("/authorizationServers/<id>/policies/<policy_id>/lifecycle/activate", MANAGE)
def activate_policy(call: Call, id: str, policy_id: str) -> None:
    _switch(call, id, policy_id, active=True)


@bp.post("/authorizationServers/<id>/policies/<policy_id>/lifecycle/deactivate", MANAGE)
def deactivate_policy(call: Call, id: str, policy_id: str) -> None:
    _switch(call, id, policy_id, active=False)


def named_policy(call: Call, server: CustomServer, id: str) -> AccessPolicy:
    policy = ACCESS_POLICIES.get(call.db, server.id, id)
    if policy is None:
        raise not_found(id, "Policy")
    return policy


def policy_party(policy: AccessPolicy) -> Party:
    return Party(policy.id, "PolicyEntity", policy.name, policy.name)


def _switch(call: Call, id: str, policy_id: str, *, active: bool) -> None:
    server = named(call, id)
    policy = named_policy(call, server, policy_id)
    ACCESS_POLICIES.replace(call.db, msgspec.structs.replace(policy, active=active, last_updated=call.now))
    _noted(call, server, policy.id, f"policy.lifecycle.{'activate' if active else 'deactivate'}")


def _checked(call: Call, before: AccessPolicy, others: list[AccessPolicy]) -> tuple[AccessPolicy, int | None]:
    """Return the policy and the priority that are wanted; raises E0000001."""
    given = call.body(PolicyInput)
    name, clients = check_name(given.name), tuple(dict.fromkeys(given.conditions.clients.include))
    if any(other.name == name for other in others):
        raise taken()
    for client in clients:
        if client != ALL_CLIENTS and applications.active(call.db, client) is None:
            raise invalid("clients", f"clients: '{client[:40]}' is no client of this org")
    active, description = given.status == "ACTIVE", check_text(given.description)
    changes = {"name": name, "clients": clients, "active": active, "description": description}
    return msgspec.structs.replace(before, last_updated=call.now, **changes), given.priority


def _place(call: Call, server: CustomServer, policy: AccessPolicy, priority: int | None) -> None:
    if priority is not None:
        ACCESS_POLICIES.move(call.db, server.id, policy.id, priority)


def _noted(call: Call, server: CustomServer, id: str, event: str) -> dict[str, Any]:
    note_change(call, server)
    policy = named_policy(call, server, id)
    call.record(event, [policy_party(policy)])
    return _found(call, server, policy)


def _found(call: Call, server: CustomServer, policy: AccessPolicy) -> dict[str, Any]:
    ids = [other.id for other in ACCESS_POLICIES.of(call.db, server.id)]
    return _shown(call, server, policy, ids.index(policy.id) + 1)


def _shown(call: Call, server: CustomServer, policy: AccessPolicy, priority: int) -> dict[str, Any]:
    base = address(call, server.id, "policies", policy.id)
    return {
        "id": policy.id,
        "type": "OAUTH_AUTHORIZATION_POLICY",
        "name": policy.name,
        "description": policy.description,
        "priority": priority,
        "status": "ACTIVE" if policy.active else "INACTIVE",
        "system": policy.system,
        "conditions": {"clients": {"include": list(policy.clients)}},
        "created": iso(policy.created.timestamp()),
        "lastUpdated": iso(policy.last_updated.timestamp()),
        "_links": {
            "self": link(base, "GET", "PUT", "DELETE"),
            **status_link(base, policy.active),
            "rules": link(f"{base}/rules", "GET"),
        },
    }
