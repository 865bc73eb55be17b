"""Conditional Access policies: who must give a second proof where, and who is kept out (fact sheet section 9)."""

from typing import Literal

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, bindparam, select

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Prepared

POLICIES = Table(
    "conditional_access_policies",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("policy", Text, nullable=False),
)
ALL = "All"


class Policy(msgspec.Struct, frozen=True):
    """grant: `mfa` asks for a second proof, `block` lets nobody in. state: `enabled` or `disabled`.

    applications: client ids; users: object ids; each may hold `All`. groups: object ids of groups whose members
    are meant as well. excluded_users: object ids that it spares. sign_in_frequency: seconds after
    which who has to give a second proof signs in anew.
    """

    id: str
    display_name: str
    grant: Literal["mfa", "block"]
    state: Literal["enabled", "disabled"] = "enabled"
    applications: tuple[str, ...] = (ALL,)
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    excluded_users: tuple[str, ...] = ()
    sign_in_frequency: int | None = None


_decode = msgspec.json.Decoder(Policy).decode
_OF_TENANT = Prepared(
    select(POLICIES.c.policy).where(POLICIES.c.tenant_id == bindparam("tenant")).order_by(POLICIES.c.id)
)


def of_tenant(db: Connection, tenant_id: str) -> list[Policy]:
    return [_decode(policy) for (policy,) in _OF_TENANT.rows(db, {"tenant": tenant_id})]


def put(db: Connection, tenant_id: str, policy: Policy) -> None:
    """Write a policy, in the place of one with its id."""
    db.execute(POLICIES.delete().where(POLICIES.c.id == policy.id))
    row = {"id": policy.id, "tenant_id": tenant_id, "policy": msgspec.json.encode(policy).decode()}
    db.execute(POLICIES.insert(), row)
