"""Groups of a tenant (Microsoft Graph resource `group`): columns are named as Graph names its properties."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    Text,
    bindparam,
    func,
    select,
)

from mocks.azure.directory import METADATA
from mocks.azure.directory._columns import CASELESS
from mocks.azure.directory.objects import Kind
from mocks.kit.prepared import Prepared

_TEXTS = (
    *("classification", "description", "mail", "mail_nickname", "membership_rule", "membership_rule_processing_state"),
    *("on_premises_domain_name", "on_premises_net_bios_name", "on_premises_sam_account_name"),
    *("on_premises_security_identifier", "preferred_data_location", "preferred_language", "theme", "visibility"),
)
_TIMES = (
    *("created_date_time", "deleted_date_time", "expiration_date_time", "on_premises_last_sync_date_time"),
    "renewed_date_time",
)
LISTS = (
    *("creation_options", "group_types", "proxy_addresses", "resource_behavior_options"),
    "resource_provisioning_options",
)
"""Collections of texts, as JSON."""
UNIFIED = "Unified"
"""The type of a Microsoft 365 group."""

GROUPS = Table(
    "groups",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("display_name", CASELESS, nullable=False),
    Column("security_enabled", Boolean, nullable=False),
    Column("mail_enabled", Boolean, nullable=False),
    Column("is_assignable_to_role", Boolean),
    Column("on_premises_sync_enabled", Boolean),
    *(Column(name, CASELESS) for name in _TEXTS),
    *(Column(name, Float) for name in _TIMES),
    *(Column(name, Text) for name in LISTS),
)
for _name in ("display_name", "mail", "mail_nickname"):
    Index(f"groups_by_{_name}", GROUPS.c.tenant_id, func.lower(GROUPS.c[_name]), GROUPS.c.id)
Index("groups_by_id", GROUPS.c.tenant_id, GROUPS.c.id)
GROUP = Kind("group", GROUPS)

MEMBERS = Table(
    "group_members",
    METADATA,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", String(36), primary_key=True),
)
Index("group_members_of", MEMBERS.c.member_id)


@dataclass(frozen=True, slots=True)
class Group:
    """What a seed says of a group. security_enabled: whether it may give rights, and stands in tokens."""

    id: str
    tenant_id: str
    display_name: str
    security_enabled: bool = True


def every_of(member_id: Any) -> Select[str]:
    """Return the query for the ids of the groups that name somebody."""
    return _named().where(MEMBERS.c.member_id == member_id)


def every_transitive_of(member_id: Any) -> Select[str]:
    """Return the query for the ids of the groups that somebody is in, by other groups too."""
    reached = every_of(member_id).cte("reached", recursive=True)
    reached = reached.union(_named().join(reached, MEMBERS.c.member_id == reached.c.group_id))
    return select(reached.c.group_id).where(reached.c.group_id != member_id)


def _named() -> Select[str]:
    there = MEMBERS.join(GROUPS, (GROUPS.c.id == MEMBERS.c.group_id) & GROUPS.c.deleted_date_time.is_(None))
    return select(MEMBERS.c.group_id).select_from(there)


_TRANSITIVE = Prepared(every_transitive_of(bindparam("member")).order_by("group_id"))
_SECURE = Prepared(
    select(GROUPS.c.id)
    .where(GROUPS.c.id.in_(every_transitive_of(bindparam("member"))), GROUPS.c.security_enabled.is_(True))
    .order_by(GROUPS.c.id)
)
_DIRECT = Prepared(every_of(bindparam("member")).order_by("group_id"))


def transitive_ids(db: Connection, member_id: str, *, security_only: bool = False) -> list[str]:
    """Return the ids of every group that somebody is in, by other groups too. security_only: of those with rights."""
    found = (_SECURE if security_only else _TRANSITIVE).rows(db, {"member": member_id})
    return [id for (id,) in found]


def direct_ids(db: Connection, member_id: str) -> list[str]:
    """Return the ids of the groups that name somebody: an assignment to an application reaches no further."""
    return [id for (id,) in _DIRECT.rows(db, {"member": member_id})]


def add(db: Connection, group: Group, member_ids: list[str], now: float | None = None) -> None:
    """Write the first groups of a directory: nobody has asked for its changes yet, so none are noted."""
    more = {"mail_enabled": False, "mail_nickname": group.id[:8], "created_date_time": now, "renewed_date_time": now}
    db.execute(GROUPS.insert(), asdict(group) | more)
    if member_ids:
        db.execute(MEMBERS.insert(), [{"group_id": group.id, "member_id": id} for id in member_ids])
