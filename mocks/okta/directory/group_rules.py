"""Group rules: an expression over the profile decides who is in which groups (fact sheet 4.6)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, ForeignKey, String, Table, Text, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import KEY

GROUP_RULES = Table(
    "group_rules",
    METADATA,
    Column("id", KEY, primary_key=True),
    Column("name", String(50), nullable=False, unique=True),
    Column("status", String(10), nullable=False),
    Column("expression", Text, nullable=False),
    Column("group_ids", Text, nullable=False),
    Column("excluded", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
)
RULE_MEMBERS = Table(
    "group_rule_members",
    METADATA,
    Column("rule_id", ForeignKey("group_rules.id"), primary_key=True),
    Column("group_id", ForeignKey("groups.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"


@dataclass(frozen=True, slots=True)
class GroupRule:
    """group_ids: what its people join; excluded: users it never touches. Moments in seconds since the epoch."""

    id: str
    name: str
    status: str
    expression: str
    group_ids: tuple[str, ...]
    excluded: tuple[str, ...]
    created: float
    last_updated: float


_COLUMNS = [GROUP_RULES.c[name] for name in GroupRule.__slots__]
_ACTIVE = Prepared(select(*_COLUMNS).where(GROUP_RULES.c.status == ACTIVE).order_by(GROUP_RULES.c.id))
_BY_ID = Prepared(select(*_COLUMNS).where(GROUP_RULES.c.id == bindparam("id")))
_PUT_IN = Prepared(
    select(RULE_MEMBERS.c.rule_id, RULE_MEMBERS.c.group_id).where(RULE_MEMBERS.c.user_id == bindparam("user"))
)


def active(db: Connection) -> list[GroupRule]:
    return [_rule(row) for row in _ACTIVE.rows(db, {})]


def by_id(db: Connection, id: str) -> GroupRule | None:
    row = _BY_ID.first(db, {"id": id})
    return _rule(row) if row else None


def page(db: Connection, limit: int, after: str | None) -> list[GroupRule]:
    """Return up to `limit` rules by id, after the given one."""
    query = select(*_COLUMNS).order_by(GROUP_RULES.c.id).limit(limit)
    if after is not None:
        query = query.where(GROUP_RULES.c.id > after)
    return [_rule(row) for row in db.execute(query)]


def write(db: Connection, rule: GroupRule) -> None:
    """Store a rule, a new one or one that is there; raises IntegrityError when the name is another's."""
    row = asdict(rule) | {name: msgspec.json.encode(getattr(rule, name)).decode() for name in ("group_ids", "excluded")}
    if by_id(db, rule.id):
        db.execute(GROUP_RULES.update().where(GROUP_RULES.c.id == rule.id).values(row))
    else:
        db.execute(GROUP_RULES.insert(), row)


def remove(db: Connection, id: str) -> None:
    """Delete a rule; whom it put into groups stay there."""
    forget(db, id)
    db.execute(GROUP_RULES.delete().where(GROUP_RULES.c.id == id))


def forget(db: Connection, id: str) -> None:
    db.execute(RULE_MEMBERS.delete().where(RULE_MEMBERS.c.rule_id == id))


def put_in_by_rules(db: Connection, user_id: str) -> set[tuple[str, str]]:
    """Return the pairs of rule and group by which a user is in groups."""
    return {(row[0], row[1]) for row in _PUT_IN.rows(db, {"user": user_id})}


def note(db: Connection, rule_id: str, group_id: str, user_id: str) -> None:
    db.execute(RULE_MEMBERS.insert(), {"rule_id": rule_id, "group_id": group_id, "user_id": user_id})


def unnote(db: Connection, rule_id: str, group_id: str, user_id: str) -> None:
    here = (
        RULE_MEMBERS.c.rule_id == rule_id,
        RULE_MEMBERS.c.group_id == group_id,
        RULE_MEMBERS.c.user_id == user_id,
    )
    db.execute(RULE_MEMBERS.delete().where(*here))


def _rule(row: Sequence[Any]) -> GroupRule:
    id, name, status, expression, group_ids, excluded, created, last_updated = row
    decode = msgspec.json.Decoder(tuple[str, ...]).decode
    return GroupRule(id, name, status, expression, decode(group_ids), decode(excluded), created, last_updated)
