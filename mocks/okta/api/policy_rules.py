"""The rules of policies of every type, asked in their order. Source: fact sheet 3.8 and 6.1."""

import dataclasses
from typing import Any

import msgspec

from mocks.okta.api._call import Call
from mocks.okta.api._policy_body import complain, converted
from mocks.okta.api._policy_object import policy_party, rule_party, shown_rule
from mocks.okta.api._route import Api
from mocks.okta.api.policies import MANAGE, READ, TAKEN, checked_name, named, policy_type
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
    _check_free(call, policy, checked_name(given.name))
    rule = Rule(call.new_id("0pr"), id, given.name, given.status, place, False, body, now, now)
    policies.add_rule(call.db, rule)
    call.record("policy.rule.add", [policy_party(policy), rule_party(rule)])
    return shown_rule(call, policy, _rule(call, policy, rule.id))


@bp.get("/policies/<id>/rules/<rule_id>", READ)
def one_rule(call: Call, id: str, rule_id: str) -> dict[str, Any]:
    policy = named(call, id)
    return shown_rule(call, policy, _rule(call, policy, rule_id))


@bp.put("/policies/<id>/rules/<rule_id>", MANAGE)
def replace_rule(call: Call, id: str, rule_id: str) -> dict[str, Any]:
    policy = named(call, id)
    before, given, kind = _rule(call, policy, rule_id), call.body(RuleInput), policy_type(policy.type)
    if before.system:
        return shown_rule(call, policy, _write_rule(call, policy, before, body=_system_body(call, kind, before, given)))
    name, place = checked_name(given.name), given.priority or before.priority
    _check_free(call, policy, name, rule_id)
    body = _rule_body(call, kind, given)
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
    return _rule(call, policy, rule.id)


def _check_free(call: Call, policy: Policy, name: str, but: str = "") -> None:
    if name in {rule.name for rule in policies.rules_of(call.db, policy.id) if rule.id != but}:
        raise invalid("name", f"name: {TAKEN}")


def _system_body(call: Call, kind: PolicyType, before: Rule, given: RuleInput) -> str:
    """Return a system rule with other actions: for whom it is, its name and its place stay."""
    if not kind.changeable:
        raise ApiError("E0000111")
    body = msgspec.json.decode(_rule_body(call, kind, given))
    kept = msgspec.json.decode(before.body)
    return msgspec.json.encode(kept | {"actions": body["actions"]}).decode()


def _rule_body(call: Call, kind: PolicyType, given: RuleInput) -> str:
    if given.type not in (None, kind.rule_type):
        raise invalid("type", f"type: must be {kind.rule_type}")
    sent = {"conditions": given.conditions, "actions": given.actions}
    rule = converted(kind.rule, {name: value for name, value in sent.items() if value is not None})
    complain(kind.complaints(call.db, rule))
    return msgspec.json.encode(rule).decode()
