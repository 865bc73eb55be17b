"""Routing: which identity provider a sign-in goes to (fact sheet 3.8)."""

import re
from dataclasses import dataclass

from mocks.kit.web import Unit
from mocks.okta.directory import routing_rules
from mocks.okta.directory.routing_rules import Pattern, RoutingRule


@dataclass(frozen=True, slots=True)
class Decision:
    """provider_ids: where the sign-in may go, empty for Okta itself. reason: the rule that said so."""

    provider_ids: tuple[str, ...]
    reason: str


_DEFAULT = Decision((), "no rule matches: default rule, Okta")


def decide(unit: Unit, client_id: str, identifier: str | None) -> Decision:
    """Return the first active rule's decision for a client and what the person typed.

    identifier: None while it is unknown; rules that depend on it do not match then.
    """
    for rule in routing_rules.in_order(unit.db):
        if rule.status == "ACTIVE" and _matches(rule, client_id, identifier):
            return Decision(rule.provider_ids, f"rule {rule.name!r}")
    return _DEFAULT


def _matches(rule: RoutingRule, client_id: str, identifier: str | None) -> bool:
    if rule.client_ids and client_id not in rule.client_ids:
        return False
    if not rule.patterns:
        return True
    return identifier is not None and any(_fits(pattern, identifier.lower()) for pattern in rule.patterns)


def _fits(pattern: Pattern, identifier: str) -> bool:
    value = pattern.value.lower()
    match pattern.match_type:
        case "SUFFIX":
            return identifier.rpartition("@")[2] == value and "@" in identifier
        case "EQUALS":
            return identifier == value
        case "STARTS_WITH":
            return identifier.startswith(value)
        case "CONTAINS":
            return value in identifier
        case "EXPRESSION":
            return re.fullmatch(pattern.value, identifier, re.IGNORECASE) is not None
