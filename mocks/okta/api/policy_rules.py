"""The rules of policies of every type, asked in their order. Source: fact sheet 3.8 and 6.1."""

import dataclasses
from typing import Any

import msgspec

from mocks.okta.api._call import Call
from mocks.okta.api._policy_object import policy_party, rule_party, shown_rule
from mocks.okta.api._route import Api
from mocks.okta.api.policies import MANAGE, READ, checked_name, converted, named, policy_type
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import policies
from mocks.okta.directory.policies import Policy, Rule, Status
from mocks.okta.policies import PolicyType

bp = Api("policy_rules")


class RuleInput(msgspec.Struct, frozen=True):
    """conditions, actions: checked by the type; null is as good as nothing."""

    name: str = ""
    type: str | None = None
    status: Status = "ACTIVE"
    priority: int | None = None
    conditions: dict[str, Any] | None = None
    actions: dict[str, Any] | None = None


@bp.get("/policies/<id>/rules", READ)
def rules(call: Call, id: str) -> list[dict[str, Any]]:
    policy = named(call, id)
    call.link_self()
    return [shown_rule(call, policy, rule) for rule in policies.rules_of(call.db, id)]


@bp.post("/policies/<id>/rules", MANAGE)
def add_rule(call: Call, id: str) -> dict[str, Any]:
    """Make a rule at its priority; without one it comes last before the default rule."""
    policy, given = named(call, id), call.body(RuleInput)
    body = _rule_body(call, policy_type(policy.type), given)
    now = call.now.timestamp()
    place = given.priority or 1 + sum(not rule.system for rule in policies.rules_of(call.db, id))
    if place < 1:
        raise invalid("priority", "priority: must be above 0")
    rule = Rule(call.new_id("0pr"), id, checked_name(given.name), given.status, place, False, body, now, now)
    policies.add_rule(call.db, rule)
    call.record("policy.rule.add", [policy_party(policy), rule_party(rule)])
    return shown_rule(call, policy, rule)


@bp.get("/policies/<id>/rules/<rule_id>", READ)
def one_rule(call: Call, id: str, rule_id: str) -> dict[str, Any]:
    policy = named(call, id)
    return shown_rule(call, policy, _rule(call, policy, rule_id))


@bp.put("/policies/<id>/rules/<rule_id>", MANAGE)
def replace_rule(call: Call, id: str, rule_id: str) -> dict[str, Any]:
    policy = named(call, id)
    before, given = _changeable(call, policy, rule_id), call.body(RuleInput)
    body = _rule_body(call, policy_type(policy.type), given)
    name, place = checked_name(given.name), given.priority or before.priority
    return shown_rule(call, policy, _write_rule(call, policy, before, name=name, priority=place, body=body))


@bp.delete("/policies/<id>/rules/<rule_id>", MANAGE)
def delete_rule(call: Call, id: str, rule_id: str) -> None:
    policy = named(call, id)
    rule = _changeable(call, policy, rule_id)
    policies.remove_rule(call.db, rule_id)
    call.record("policy.rule.delete", [policy_party(policy), rule_party(rule)])


@bp.post("/policies/<id>/rules/<rule_id>/lifecycle/activate", MANAGE)
def activate_rule(call: Call, id: str, rule_id: str) -> None:
    policy = named(call, id)
    _write_rule(call, policy, _changeable(call, policy, rule_id), status="ACTIVE")


@bp.post("/policies/<id>/rules/<rule_id>/lifecycle/deactivate", MANAGE)
def deactivate_rule(call: Call, id: str, rule_id: str) -> None:
    policy = named(call, id)
    _write_rule(call, policy, _changeable(call, policy, rule_id), status="INACTIVE")


def _rule(call: Call, policy: Policy, id: str) -> Rule:
    rule = policies.rule(call.db, policy.id, id)
    if rule is None:
        raise not_found(id, "PolicyRule")
    return rule


def _changeable(call: Call, policy: Policy, id: str) -> Rule:
    rule = _rule(call, policy, id)
    if rule.system:
        raise ApiError("E0000111")
    return rule


def _write_rule(call: Call, policy: Policy, before: Rule, **changes: Any) -> Rule:
    rule = dataclasses.replace(before, **changes, last_updated=call.now.timestamp())
    policies.replace_rule(call.db, rule)
    call.record("policy.rule.update", [policy_party(policy), rule_party(rule)])
    return rule


def _rule_body(call: Call, kind: PolicyType, given: RuleInput) -> str:
    if given.type not in (None, kind.rule_type):
        raise invalid("type", f"type: must be {kind.rule_type}")
    sent = {"conditions": given.conditions, "actions": given.actions}
    rule = converted(kind.rule, {name: value for name, value in sent.items() if value is not None})
    complaints = kind.complaints(call.db, rule)
    if complaints:
        raise invalid(complaints[0].partition(":")[0], *complaints)
    return msgspec.json.encode(rule).decode()
