"""Ordered rules and their decisions; every decision carries its reason. One file per type, exporting `POLICY`.

What several types share begins with an underscore. Source: fact sheet 6.1.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection

from mocks.kit.registry import collect


def _no_complaints(db: Connection, given: Any) -> list[str]:  # noqa: ARG001
    return []


class Nothing(msgspec.Struct, frozen=True):
    """What a policy has beside its rules where there is nothing to have."""


@dataclass(frozen=True, slots=True)
class PolicyType:
    """A type of policy, as the API and the decisions know it.

    name, rule_type: the wire's `type` of policies and of rules. rule: struct with `conditions` and `actions`.
    body: struct with what a policy has beside its rules, `conditions` and `settings`. complaints: what is wrong with
    a rule that its types do not say; body_complaints: the same of a body.
    several: whether more policies than the org's own can be made. ordered: whether they are asked one after the other,
    not one for each application. changeable: whether the actions of a system rule can be changed.
    last_rule: name and body of the system rule that every new policy comes with, None for none.
    """

    name: str
    rule_type: str
    rule: type[msgspec.Struct]
    body: type[msgspec.Struct] = Nothing
    complaints: Callable[[Connection, Any], list[str]] = _no_complaints
    body_complaints: Callable[[Connection, Any], list[str]] = _no_complaints
    several: bool = True
    ordered: bool = True
    changeable: bool = True
    last_rule: tuple[str, msgspec.Struct] | None = None


@cache
def types() -> dict[str, PolicyType]:
    return collect(sys.modules[__name__], "POLICY", PolicyType)
