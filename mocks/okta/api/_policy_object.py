"""A policy and a rule as the management API shows them. Source: fact sheet 3.8 and 6.1."""

from collections.abc import Sequence
from typing import Any

import msgspec

from mocks.okta.api._call import Call, iso
from mocks.okta.api._compatibility import routing_actions
from mocks.okta.directory.policies import Policy, Rule
from mocks.okta.directory.system_log import Party
from mocks.okta.policies import types


def shown(call: Call, policy: Policy, rules: Sequence[Rule] | None = None) -> dict[str, Any]:
    """Return a policy; rules: those to embed."""
    base = call.url(f"/policies/{policy.id}")
    body: dict[str, Any] = {
        "id": policy.id,
        "status": policy.status,
        "name": policy.name,
        "description": policy.description,
        "priority": policy.priority,
        "system": policy.system,
        "conditions": None,
        "created": iso(policy.created),
        "lastUpdated": iso(policy.last_updated),
        "type": policy.type,
        **msgspec.json.decode(policy.body),
        "_links": {
            "self": {"href": base, "hints": {"allow": ["GET", "PUT"] + ([] if policy.system else ["DELETE"])}},
            "rules": {"href": f"{base}/rules", "hints": {"allow": ["GET", "POST"]}},
        },
    }
    if not types()[policy.type].ordered:
        body["_links"]["mappings"] = {"href": f"{base}/mappings", "hints": {"allow": ["GET", "POST"]}}
    if not policy.system:
        body["_links"] |= _switch(base, policy.status)
    if rules is not None:
        body["_embedded"] = {"rules": [shown_rule(call, policy, rule) for rule in rules]}
    return body


def shown_rule(call: Call, policy: Policy, rule: Rule) -> dict[str, Any]:
    base = call.url(f"/policies/{policy.id}/rules/{rule.id}")
    body = msgspec.json.decode(rule.body)
    kind = types()[policy.type]
    allowed = ["GET", *(["PUT"] if kind.changeable or not rule.system else []), *([] if rule.system else ["DELETE"])]
    return {
        "id": rule.id,
        "status": rule.status,
        "name": rule.name,
        "priority": rule.priority,
        "created": iso(rule.created),
        "lastUpdated": iso(rule.last_updated),
        "system": rule.system,
        "type": kind.rule_type,
        "conditions": None,
        **body,
        "actions": routing_actions(call, body.get("actions", {})),
        "_links": {
            "self": {"href": base, "hints": {"allow": allowed}},
            **({} if rule.system else _switch(base, rule.status)),
        },
    }


def _switch(base: str, status: str) -> dict[str, Any]:
    name = "deactivate" if status == "ACTIVE" else "activate"
    return {name: {"href": f"{base}/lifecycle/{name}", "hints": {"allow": ["POST"]}}}


def policy_party(policy: Policy) -> Party:
    return Party(policy.id, "PolicyEntity", policy.name, policy.name)


def rule_party(rule: Rule) -> Party:
    return Party(rule.id, "PolicyRule", rule.name, rule.name)
