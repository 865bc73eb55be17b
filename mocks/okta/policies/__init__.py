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


def _no_complaints(db: Connection, rule: Any) -> list[str]:  # noqa: ARG001
    return []


@dataclass(frozen=True, slots=True)
class PolicyType:
    """A type of policy, as the API and the decisions know it.

    name, rule_type: the wire's `type` of policies and of rules. rule: struct with `conditions` and `actions`.
    settings: struct with `settings`, what a policy has beside its rules; None for nothing. complaints: what is wrong
    with a rule that its types do not say. several: whether more policies than the org's own can be made.
    """

    name: str
    rule_type: str
    rule: type[msgspec.Struct]
    settings: type[msgspec.Struct] | None = None
    complaints: Callable[[Connection, Any], list[str]] = _no_complaints
    several: bool = True


@cache
def types() -> dict[str, PolicyType]:
    return collect(sys.modules[__name__], "POLICY", PolicyType)
