"""The active rules of active policies, of whatever type, as the decisions of a sign-in ask for them.

A request reads them all at once, so that a sign-in which several types decide about pays for one query.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from mocks.kit.prepared import Prepared
from mocks.kit.web import Unit
from mocks.okta.directory.policies import POLICIES, RULES


@dataclass(frozen=True, slots=True)
class InForce:
    """An active rule of an active policy; both bodies are JSON. system: of the policy, of the rule."""

    type: str
    policy_id: str
    policy_name: str
    policy_body: str
    policy_system: bool
    id: str
    name: str
    body: str
    system: bool


_IN_FORCE = Prepared(
    select(
        *(POLICIES.c[name] for name in ("type", "id", "name", "body", "system")),
        *(RULES.c[name].label(f"rule_{name}") for name in ("id", "name", "body", "system")),
    )
    .join(POLICIES, POLICIES.c.id == RULES.c.policy_id)
    .where(POLICIES.c.status == "ACTIVE", RULES.c.status == "ACTIVE")
    .order_by(POLICIES.c.system, POLICIES.c.priority, POLICIES.c.id, RULES.c.system, RULES.c.priority, RULES.c.id)
)


def in_force(unit: Unit, type: str) -> list[InForce]:
    """Return the active rules of a type in the order in which they are asked; a request reads them all at once."""
    return unit.once("policies_in_force", "", _read)[type]


def _read(db: Connection, _key: str) -> dict[str, list[InForce]]:
    found: dict[str, list[InForce]] = defaultdict(list)
    for row in _IN_FORCE.rows(db, {}):
        found[row[0]].append(InForce(*row))
    return found
