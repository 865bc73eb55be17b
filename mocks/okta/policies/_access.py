"""Access policies: which client gets which scopes for whom, by which grant, for how long. Source: fact sheet 5.4.

The first policy whose clients match and one of whose rules matches decides; without one, nobody gets anything.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from mocks.okta.directory.access_policies import ALL_CLIENTS, ANY_SCOPE, EVERYONE, AccessPolicy, AccessRule

CLIENT_CREDENTIALS = "client_credentials"
NO_MATCH = "no_matching_policy"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the policies. user_id: "" when a client acts for itself; groups: asked for only when needed."""

    client_id: str
    grant_type: str
    scope: tuple[str, ...]
    user_id: str
    groups: Callable[[], Collection[str]]


@dataclass(frozen=True, slots=True)
class Decision:
    """placed: the rule that allows it and its policy, None when there is none; reason: why."""

    placed: tuple[AccessPolicy, AccessRule] | None
    reason: str


def decide(policies: Iterable[tuple[AccessPolicy, tuple[AccessRule, ...]]], asked: Asked) -> Decision:
    for policy, rules in policies:
        if asked.client_id in policy.clients or ALL_CLIENTS in policy.clients:
            for rule in rules:
                if _matches(rule, asked):
                    return Decision((policy, rule), f"{policy.name}: {rule.name}")
    return Decision(None, NO_MATCH)


def _matches(rule: AccessRule, asked: Asked) -> bool:
    if asked.grant_type not in rule.grant_types:
        return False
    if ANY_SCOPE not in rule.scopes and not set(asked.scope).issubset(rule.scopes):
        return False
    return not asked.user_id or _is_for(rule, asked)


def _is_for(rule: AccessRule, asked: Asked) -> bool:
    if asked.user_id in rule.excluded_users:
        return False
    if rule.excluded_groups and any(group in rule.excluded_groups for group in asked.groups()):
        return False
    if EVERYONE in rule.groups or asked.user_id in rule.users:
        return True
    return bool(rule.groups) and any(group in rule.groups for group in asked.groups())
