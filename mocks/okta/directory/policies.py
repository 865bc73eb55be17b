"""Policies and their rules, of whatever type: ordered, active or not, conditions and actions as the API has them.

What a body means is said by the file of its type in `policies/`. Source: fact sheet 6.1.
"""

from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import Boolean, Column, Connection, Float, ForeignKey, Integer, String, Table, Text, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

POLICIES = Table(
    "policies",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("type", String(40), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("description", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("system", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
RULES = Table(
    "policy_rules",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("policy_id", ForeignKey("policies.id"), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("status", String(10), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("system", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
Status = Literal["ACTIVE", "INACTIVE"]


@dataclass(frozen=True, slots=True)
class Policy:
    """body: JSON with what the type has beside rules. system: made with the org, there for good."""

    id: str
    type: str
    name: str
    description: str
    status: Status
    priority: int
    system: bool
    body: str
    created: float
    last_updated: float


@dataclass(frozen=True, slots=True)
class Rule:
    """body: JSON with `conditions` and `actions`. A system rule comes last, matches always and cannot be changed."""

    id: str
    policy_id: str
    name: str
    status: Status
    priority: int
    system: bool
    body: str
    created: float
    last_updated: float


_OF_TYPE = select(POLICIES).order_by(POLICIES.c.system, POLICIES.c.priority, POLICIES.c.id)
_OF_POLICY = select(RULES).order_by(RULES.c.system, RULES.c.priority, RULES.c.id)
_IN_FORCE = Prepared(
    select(RULES.c.name, RULES.c.body)
    .join(POLICIES, POLICIES.c.id == RULES.c.policy_id)
    .where(POLICIES.c.type == bindparam("type"), POLICIES.c.status == "ACTIVE", RULES.c.status == "ACTIVE")
    .order_by(POLICIES.c.system, POLICIES.c.priority, RULES.c.system, RULES.c.priority, RULES.c.id)
)


def in_force(db: Connection, type: str) -> list[tuple[str, str]]:
    """Return name and body of every active rule of a type, in the order in which they are asked."""
    return [(row[0], row[1]) for row in _IN_FORCE.rows(db, {"type": type})]


def of_type(db: Connection, type: str) -> list[Policy]:
    return [Policy(*row) for row in db.execute(_OF_TYPE.where(POLICIES.c.type == type))]


def by_id(db: Connection, id: str) -> Policy | None:
    row = db.execute(select(POLICIES).where(POLICIES.c.id == id)).first()
    return Policy(*row) if row else None


def add(db: Connection, policy: Policy) -> None:
    db.execute(POLICIES.insert(), asdict(policy))


def replace(db: Connection, policy: Policy) -> None:
    db.execute(POLICIES.update().where(POLICIES.c.id == policy.id).values(asdict(policy)))


def remove(db: Connection, id: str) -> None:
    db.execute(RULES.delete().where(RULES.c.policy_id == id))
    db.execute(POLICIES.delete().where(POLICIES.c.id == id))


def rules_of(db: Connection, policy_id: str) -> list[Rule]:
    return [Rule(*row) for row in db.execute(_OF_POLICY.where(RULES.c.policy_id == policy_id))]


def rule(db: Connection, policy_id: str, id: str) -> Rule | None:
    row = db.execute(select(RULES).where(RULES.c.policy_id == policy_id, RULES.c.id == id)).first()
    return Rule(*row) if row else None


def add_rule(db: Connection, rule: Rule) -> None:
    """Write a new rule at its priority; those from there on move down by one."""
    later = (RULES.c.policy_id == rule.policy_id, RULES.c.priority >= rule.priority, RULES.c.system.is_(False))
    db.execute(RULES.update().where(*later).values(priority=RULES.c.priority + 1))
    db.execute(RULES.insert(), asdict(rule))


def replace_rule(db: Connection, rule: Rule) -> None:
    db.execute(RULES.update().where(RULES.c.id == rule.id).values(asdict(rule)))


def remove_rule(db: Connection, id: str) -> None:
    db.execute(RULES.delete().where(RULES.c.id == id))
