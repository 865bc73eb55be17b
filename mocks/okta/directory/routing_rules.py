"""Rules of the IDP_DISCOVERY policy: which identity provider a sign-in goes to (fact sheet 3.8)."""

from typing import Literal

import msgspec
from sqlalchemy import Column, Connection, Integer, String, Table, Text, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

ROUTING_RULES = Table(
    "routing_rules",
    METADATA,
    Column("id", String(20), primary_key=True),
    Column("priority", Integer, nullable=False),
    Column("body", Text, nullable=False),
)


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on what the person typed; SUFFIX is compared with the part after `@`."""

    match_type: Literal["SUFFIX", "EQUALS", "STARTS_WITH", "CONTAINS", "EXPRESSION"]
    value: str


class RoutingRule(msgspec.Struct, frozen=True):
    """patterns, client_ids: empty means any. provider_ids: empty means Okta itself."""

    id: str
    name: str
    provider_ids: tuple[str, ...]
    patterns: tuple[Pattern, ...] = ()
    client_ids: tuple[str, ...] = ()
    status: Literal["ACTIVE", "INACTIVE"] = "ACTIVE"


_decode = msgspec.json.Decoder(RoutingRule).decode
_IN_ORDER = Prepared(select(ROUTING_RULES.c.body).order_by(ROUTING_RULES.c.priority))


def in_order(db: Connection) -> list[RoutingRule]:
    return [_decode(row[0]) for row in _IN_ORDER.rows(db, {})]


def add(db: Connection, rule: RoutingRule, priority: int) -> None:
    body = msgspec.json.encode(rule).decode()
    db.execute(ROUTING_RULES.insert(), {"id": rule.id, "priority": priority, "body": body})
