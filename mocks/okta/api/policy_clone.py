"""Another authentication policy made from one that is there. Source: fact sheet 6.1."""

import dataclasses
from typing import Any

from mocks.okta.api._call import Call
from mocks.okta.api._policy_object import policy_party, shown
from mocks.okta.api._route import Api
from mocks.okta.api.policies import MANAGE, free_name, named, policy_type
from mocks.okta.api_errors import invalid
from mocks.okta.directory import policies

bp = Api("policy_clone")


@bp.post("/policies/<id>/clone", MANAGE)
def clone(call: Call, id: str) -> dict[str, Any]:
    """Make a policy with the same rules, which no application has."""
    before = named(call, id)
    kind = policy_type(before.type)
    if kind.ordered:
        raise invalid("type", f"type: policies of the type {kind.name} are not cloned")
    now, name = call.now.timestamp(), free_name(call, kind, f"[cloned] {before.name}")
    new_id = call.new_id("00p")
    policy = dataclasses.replace(before, id=new_id, name=name, system=False, created=now, last_updated=now)
    policies.add(call.db, policy)
    for rule in policies.rules_of(call.db, id):
        copied = dataclasses.replace(rule, id=call.new_id("0pr"), policy_id=policy.id, created=now, last_updated=now)
        policies.add_rule(call.db, copied)
    call.record("policy.lifecycle.create", [policy_party(policy)])
    return shown(call, policy)
