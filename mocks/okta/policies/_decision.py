"""How the policies of a type are asked: in their order, the first that fits and has a rule that fits decides.

Source: fact sheet 6.1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from mocks.okta.directory.rules_in_force import InForce, in_force
from mocks.okta.directory.system_log import Party
from mocks.okta.policies import PolicyType
from mocks.okta.policies._conditions import Asking, Conditions, met


class Conditional(Protocol):
    """What has conditions, a policy or a rule."""

    @property
    def conditions(self) -> Conditions | None: ...


P = TypeVar("P", bound=Conditional)
R = TypeVar("R", bound=Conditional)


@dataclass(frozen=True, slots=True)
class Decision(Generic[P, R]):
    """The policy and the rule that decide, by name and as they are worded."""

    found: InForce
    policy: P
    rule: R

    @property
    def reason(self) -> str:
        return f"{self.found.policy_name}: {self.found.name}"

    @property
    def parties(self) -> tuple[Party, Party]:
        """What a log event names."""
        found = self.found
        return (
            Party(found.policy_id, "PolicyEntity", found.policy_name, found.policy_name),
            Party(found.id, "PolicyRule", found.name, found.name),
        )


def first(
    asking: Asking, type: str, policy: type[P], rule: type[R], asked: Callable[[InForce], bool] = lambda _: True
) -> Decision[P, R] | None:
    """Return the first decision of a type. asked: which of its policies are asked at all.

    The system's own policy and rule are for everybody: their conditions are not looked at.
    """
    for found in in_force(asking.unit, type):
        if not asked(found):
            continue
        of_policy: P = _decoder(policy).decode(found.policy_body)
        if not found.policy_system and not met(of_policy.conditions, asking):
            continue
        of_rule: R = _decoder(rule).decode(found.body)
        if found.system or met(of_rule.conditions, asking):
            return Decision(found, of_policy, of_rule)
    return None


def fits(asking: Asking, found: InForce, kind: PolicyType) -> tuple[bool, bool]:
    """Tell whether a policy, and whether a rule of it, is for somebody, each by itself."""
    of_policy, of_rule = _decoder(kind.body).decode(found.policy_body), _decoder(kind.rule).decode(found.body)
    by_policy = found.policy_system or met(of_policy.conditions, asking)
    return by_policy, found.system or met(of_rule.conditions, asking)


@cache
def _decoder(struct: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(struct)
