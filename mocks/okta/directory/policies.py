"""Policies and their rules, of whatever type: ordered, active or not, conditions and actions as the API has them.

What a body means is said by the file of its type in `policies/`. Source: fact sheet 6.1.
"""

from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    select,
)

from mocks.okta.directory import METADATA
from mocks.okta.directory.applications import APPLICATIONS

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


def name(db: Connection, id: str) -> bool:
    """Tell whether a policy or a rule names something by its id."""
    return any(
        db.execute(select(table.c.id).where(table.c.body.contains(f'"{id}"', autoescape=True)).limit(1)).first()
        for table in (POLICIES, RULES)
    )


def of_type(db: Connection, type: str) -> list[Policy]:
    return [Policy(*row) for row in db.execute(_OF_TYPE.where(POLICIES.c.type == type))]


def by_id(db: Connection, id: str) -> Policy | None:
    row = db.execute(select(POLICIES).where(POLICIES.c.id == id)).first()
    return Policy(*row) if row else None


def add(db: Connection, policy: Policy) -> None:
    db.execute(POLICIES.insert(), asdict(policy))


def replace(db: Connection, policy: Policy) -> None:
    db.execute(POLICIES.update().where(POLICIES.c.id == policy.id).values(asdict(policy)))


def put_at(db: Connection, policy: Policy) -> None:
    """Give a policy its place among those of its type: the first is 1, one beyond the last means the last."""
    _put_at(db, POLICIES, POLICIES.c.type == policy.type, policy.id, policy.priority)


def remove(db: Connection, id: str) -> None:
    """Delete a policy with its rules; applications that had it go back to the default policy."""
    values = {"access_policy_id": None}
    db.execute(APPLICATIONS.update().where(APPLICATIONS.c.access_policy_id == id).values(values))
    db.execute(RULES.delete().where(RULES.c.policy_id == id))
    db.execute(POLICIES.delete().where(POLICIES.c.id == id))


def rules_of(db: Connection, policy_id: str) -> list[Rule]:
    return [Rule(*row) for row in db.execute(_OF_POLICY.where(RULES.c.policy_id == policy_id))]


def rule(db: Connection, policy_id: str, id: str) -> Rule | None:
    row = db.execute(select(RULES).where(RULES.c.policy_id == policy_id, RULES.c.id == id)).first()
    return Rule(*row) if row else None


def add_rule(db: Connection, rule: Rule) -> None:
    """Write a new rule at its priority; those from there on move down by one."""
    db.execute(RULES.insert(), asdict(rule))
    _put_at(db, RULES, RULES.c.policy_id == rule.policy_id, rule.id, rule.priority)


def replace_rule(db: Connection, rule: Rule) -> None:
    """Write a rule over the one with its id, and put it where its priority says."""
    db.execute(RULES.update().where(RULES.c.id == rule.id).values(asdict(rule)))
    _put_at(db, RULES, RULES.c.policy_id == rule.policy_id, rule.id, rule.priority)


def remove_rule(db: Connection, id: str) -> None:
    db.execute(RULES.delete().where(RULES.c.id == id))


def _put_at(db: Connection, table: Table, siblings: ColumnElement[bool], id: str, priority: int) -> None:
    """Number the siblings anew with one of them at its place; the system's follow, or stay where they are beyond."""
    order = select(table.c.id, table.c.system, table.c.priority).where(siblings)
    rows = db.execute(order.order_by(table.c.priority, table.c.id)).all()
    ids = [row.id for row in rows if not row.system and row.id != id]
    if any(row.id == id and not row.system for row in rows):
        ids.insert(min(max(priority, 1) - 1, len(ids)), id)
    places = dict(zip(ids, range(1, len(ids) + 1), strict=True))
    places |= {row.id: max(row.priority, len(ids) + 1) for row in rows if row.system}
    for row in rows:
        if places[row.id] != row.priority:
            db.execute(table.update().where(table.c.id == row.id).values(priority=places[row.id]))
