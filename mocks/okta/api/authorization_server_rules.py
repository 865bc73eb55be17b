"""Rules of a custom authorization server's access policies. Source: fact sheet 5.4."""

from typing import Any

import msgspec

from mocks.okta.api._access_rule import checked, shown
from mocks.okta.api._authorization_server import MANAGE, READ, address, named, note_change, read_only, taken
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api.authorization_server_policies import named_policy, policy_party
from mocks.okta.api_errors import not_found
from mocks.okta.directory.access_policies import ACCESS_RULES, AccessPolicy, AccessRule
from mocks.okta.directory.authorization_servers import CustomServer
from mocks.okta.directory.system_log import Party

bp = Api("authorization_server_rules")
_BASE = "/authorizationServers/<id>/policies/<policy_id>/rules"


@bp.get(_BASE, READ)
def every_rule(call: Call, id: str, policy_id: str) -> list[dict[str, Any]]:
    server, policy = _policy(call, id, policy_id)
    rules = enumerate(ACCESS_RULES.of(call.db, policy.id), 1)
    return [shown(rule, priority, _address(call, server, policy, rule)) for priority, rule in rules]


@bp.post(_BASE, MANAGE)
def add_rule(call: Call, id: str, policy_id: str) -> dict[str, Any]:
    server, policy = _policy(call, id, policy_id)
    there = ACCESS_RULES.of(call.db, policy.id)
    rule, priority = checked(call, server.id, AccessRule(call.new_id("0pr"), "", call.now, call.now, ()))
    _check_free(rule, there)
    ACCESS_RULES.add(call.db, policy.id, rule, len(there) + 1)
    _place(call, policy, rule, priority)
    call.status = 201
    return _noted(call, server, policy, rule.id, "policy.rule.add")


@bp.get(f"{_BASE}/<rule_id>", READ)
def one_rule(call: Call, id: str, policy_id: str, rule_id: str) -> dict[str, Any]:
    server, policy = _policy(call, id, policy_id)
    return _found(call, server, policy, _named(call, policy, rule_id))


@bp.put(f"{_BASE}/<rule_id>", MANAGE)
def replace_rule(call: Call, id: str, policy_id: str, rule_id: str) -> dict[str, Any]:
    server, policy = _policy(call, id, policy_id)
    rule, priority = checked(call, server.id, _named(call, policy, rule_id))
    _check_free(rule, ACCESS_RULES.of(call.db, policy.id))
    ACCESS_RULES.replace(call.db, rule)
    _place(call, policy, rule, priority)
    return _noted(call, server, policy, rule.id, "policy.rule.update")


@bp.delete(f"{_BASE}/<rule_id>", MANAGE)
def delete_rule(call: Call, id: str, policy_id: str, rule_id: str) -> None:
    server, policy = _policy(call, id, policy_id)
    rule = _named(call, policy, rule_id)
    if rule.system:
        raise read_only()
    ACCESS_RULES.remove(call.db, rule.id)
    note_change(call, server)
    call.record("policy.rule.delete", [policy_party(policy), _party(rule)])


@bp.post(f"{_BASE}/<rule_id>/lifecycle/activate", MANAGE)
def activate_rule(call: Call, id: str, policy_id: str, rule_id: str) -> None:
    _switch(call, id, policy_id, rule_id, active=True)


@bp.post(f"{_BASE}/<rule_id>/lifecycle/deactivate", MANAGE)
def deactivate_rule(call: Call, id: str, policy_id: str, rule_id: str) -> None:
    _switch(call, id, policy_id, rule_id, active=False)


def _policy(call: Call, id: str, policy_id: str) -> tuple[CustomServer, AccessPolicy]:
    server = named(call, id)
    return server, named_policy(call, server, policy_id)


def _named(call: Call, policy: AccessPolicy, id: str) -> AccessRule:
    rule = ACCESS_RULES.get(call.db, policy.id, id)
    if rule is None:
        raise not_found(id, "PolicyRule")
    return rule


def _check_free(rule: AccessRule, there: list[AccessRule]) -> None:
    if any(other.name == rule.name and other.id != rule.id for other in there):
        raise taken()


def _place(call: Call, policy: AccessPolicy, rule: AccessRule, priority: int | None) -> None:
    if priority is not None:
        ACCESS_RULES.move(call.db, policy.id, rule.id, priority)


def _switch(call: Call, id: str, policy_id: str, rule_id: str, *, active: bool) -> None:
    server, policy = _policy(call, id, policy_id)
    rule = _named(call, policy, rule_id)
    ACCESS_RULES.replace(call.db, msgspec.structs.replace(rule, active=active, last_updated=call.now))
    _noted(call, server, policy, rule_id, f"policy.rule.{'activate' if active else 'deactivate'}")


def _noted(call: Call, server: CustomServer, policy: AccessPolicy, id: str, event: str) -> dict[str, Any]:
    note_change(call, server)
    rule = _named(call, policy, id)
    call.record(event, [policy_party(policy), _party(rule)])
    return _found(call, server, policy, rule)


def _party(rule: AccessRule) -> Party:
    return Party(rule.id, "PolicyRule", rule.name, rule.name)


def _address(call: Call, server: CustomServer, policy: AccessPolicy, rule: AccessRule) -> str:
    return address(call, server.id, "policies", policy.id, "rules", rule.id)


def _found(call: Call, server: CustomServer, policy: AccessPolicy, rule: AccessRule) -> dict[str, Any]:
    ids = [other.id for other in ACCESS_RULES.of(call.db, policy.id)]
    return shown(rule, ids.index(rule.id) + 1, _address(call, server, policy, rule))
