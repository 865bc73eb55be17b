"""Policies of every type that `policies/` knows. Source: fact sheet 6.1."""

import dataclasses
from typing import Any

import msgspec

from mocks.okta.api._call import Call
from mocks.okta.api._policy_body import complain, converted, with_conditions_of
from mocks.okta.api._policy_object import policy_party, shown
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import policies
from mocks.okta.directory.policies import Policy, Rule, Status
from mocks.okta.policies import PolicyType, types
from mocks.okta.policies.authentication import LAST

bp = Api("policies")
READ, MANAGE = "okta.policies.read", "okta.policies.manage"
_LONGEST_NAME = 255
TAKEN = "An object with this field already exists in the current organization"


class PolicyInput(msgspec.Struct, frozen=True):
    """settings, conditions: checked by the type; null is as good as nothing."""

    name: str = ""
    type: str = ""
    description: str | None = None
    status: Status = "ACTIVE"
    priority: int | None = None
    settings: dict[str, Any] | None = None
    conditions: dict[str, Any] | None = None


@bp.get("/policies", READ)
def every(call: Call) -> list[dict[str, Any]]:
    """List the policies of a type, which must be given; `expand=rules` embeds their rules."""
    wanted = call.argument("type")
    if not wanted:
        raise invalid("type", "type: The field cannot be left blank")
    found = policies.of_type(call.db, policy_type(wanted).name)
    call.link_self()
    expand = call.argument("expand") == "rules"
    return [shown(call, policy, policies.rules_of(call.db, policy.id) if expand else None) for policy in found]


@bp.post("/policies", MANAGE)
def add(call: Call) -> dict[str, Any]:
    given = call.body(PolicyInput)
    kind = policy_type(given.type)
    if not kind.several:
        raise invalid("type", f"type: there is one policy of the type {kind.name}, and it is there already")
    now = call.now.timestamp()
    policy = Policy(
        call.new_id("00p"),
        kind.name,
        free_name(call, kind, given.name),
        given.description or "",
        given.status,
        _place(call, kind, given.priority),
        False,
        _body(call, kind, given),
        now,
        now,
    )
    _keep(call, kind, policy)
    return shown(call, named(call, policy.id))


@bp.get("/policies/<id>", READ)
def one(call: Call, id: str) -> dict[str, Any]:
    policy = named(call, id)
    expand = call.argument("expand") == "rules"
    return shown(call, policy, policies.rules_of(call.db, id) if expand else None)


@bp.put("/policies/<id>", MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    before, given = named(call, id), call.body(PolicyInput)
    kind = policy_type(before.type)
    _check_priority(given.priority)
    body = _body(call, kind, given)
    changes = {
        "name": before.name if given.name == before.name else free_name(call, kind, given.name),
        "description": given.description or "",
        "priority": before.priority if before.system or not kind.ordered else given.priority or before.priority,
        "body": with_conditions_of(before, body) if before.system else body,
    }
    return _write(call, before, **changes)


@bp.delete("/policies/<id>", MANAGE)
def delete(call: Call, id: str) -> None:
    policy = named(call, id)
    if policy.system:
        raise ApiError("E0000111")
    policies.remove(call.db, id)
    call.record("policy.lifecycle.delete", [policy_party(policy)])


@bp.post("/policies/<id>/lifecycle/activate", MANAGE)
def activate(call: Call, id: str) -> None:
    _write(call, named(call, id), status="ACTIVE")


@bp.post("/policies/<id>/lifecycle/deactivate", MANAGE)
def deactivate(call: Call, id: str) -> None:
    policy = named(call, id)
    if policy.system:
        raise ApiError("E0000111")
    _write(call, policy, status="INACTIVE")


def named(call: Call, id: str) -> Policy:
    """Return the policy whom a path names; raises E0000007."""
    policy = policies.by_id(call.db, id)
    if policy is None:
        raise not_found(id, "Policy")
    return policy


def _write(call: Call, before: Policy, **changes: Any) -> dict[str, Any]:
    policy = dataclasses.replace(before, **changes, last_updated=call.now.timestamp())
    policies.replace(call.db, policy)
    if policy.priority != before.priority:
        policies.put_at(call.db, policy)
    call.record("policy.lifecycle.update", [policy_party(policy)])
    return shown(call, named(call, policy.id))


def policy_type(name: str) -> PolicyType:
    """Return a type of policy; raises E0000001."""
    kind = types().get(name)
    if kind is None:
        raise invalid("type", f"type: must be one of {', '.join(sorted(types()))}")
    return kind


def checked_name(name: str) -> str:
    """Return a name that a policy or rule may have; raises E0000001."""
    if not len(name.strip()) >= 1 or len(name) > _LONGEST_NAME:
        raise invalid("name", f"name: must have 1 to {_LONGEST_NAME} characters")
    return name


def free_name(call: Call, kind: PolicyType, name: str) -> str:
    """Return a name that no other policy of the type has; raises E0000001."""
    if checked_name(name) in {policy.name for policy in policies.of_type(call.db, kind.name)}:
        raise invalid("name", f"name: {TAKEN}")
    return name


def _place(call: Call, kind: PolicyType, wanted: int | None) -> int:
    """Return the priority of a new policy; without one it comes last before the default policy."""
    _check_priority(wanted)
    if not kind.ordered:
        return 1
    return wanted or 1 + sum(not policy.system for policy in policies.of_type(call.db, kind.name))


def _check_priority(wanted: int | None) -> None:
    if wanted is not None and wanted < 1:
        raise invalid("priority", "priority: must be above 0")


def _keep(call: Call, kind: PolicyType, policy: Policy) -> None:
    """Write a new policy, with the rule that its type has from the beginning."""
    policies.add(call.db, policy)
    if kind.ordered:
        policies.put_at(call.db, policy)
    if kind.last_rule:
        name, rule = kind.last_rule
        body, now = msgspec.json.encode(rule).decode(), policy.created
        record = Rule(call.new_id("0pr"), policy.id, name, "ACTIVE", LAST, True, body, now, now)
        policies.add_rule(call.db, record)
    call.record("policy.lifecycle.create", [policy_party(policy)])


def _body(call: Call, kind: PolicyType, given: PolicyInput) -> str:
    sent = {"settings": given.settings, "conditions": given.conditions}
    body = converted(kind.body, {name: value for name, value in sent.items() if value is not None})
    complain(kind.body_complaints(call.db, body))
    return msgspec.json.encode(body).decode()
