"""Groups and their members, which may be groups themselves (Microsoft Graph resource `group`)."""

from dataclasses import asdict, dataclass

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, String, Table, bindparam, select

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Prepared

GROUPS = Table(
    "groups",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False),
    Column("display_name", String(256), nullable=False),
    Column("security_enabled", Boolean, nullable=False),
)
MEMBERS = Table(
    "group_members",
    METADATA,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", String(36), primary_key=True),
)
Index("group_members_of", MEMBERS.c.member_id)


@dataclass(frozen=True, slots=True)
class Group:
    """security_enabled: whether it may give rights, and stands in tokens."""

    id: str
    tenant_id: str
    display_name: str
    security_enabled: bool = True


_reached = select(MEMBERS.c.group_id).where(MEMBERS.c.member_id == bindparam("member")).cte("reached", recursive=True)
_reached = _reached.union(select(MEMBERS.c.group_id).join(_reached, MEMBERS.c.member_id == _reached.c.group_id))
_TRANSITIVE = Prepared(
    select(_reached.c.group_id).join(GROUPS, GROUPS.c.id == _reached.c.group_id).order_by(GROUPS.c.id)
)
_DIRECT = Prepared(select(MEMBERS.c.group_id).where(MEMBERS.c.member_id == bindparam("member")).order_by("group_id"))


def transitive_ids(db: Connection, member_id: str) -> list[str]:
    """Return the ids of every group that somebody is in, by other groups too."""
    return [id for (id,) in _TRANSITIVE.rows(db, {"member": member_id})]


def direct_ids(db: Connection, member_id: str) -> list[str]:
    """Return the ids of the groups that name somebody: an assignment to an application reaches no further."""
    return [id for (id,) in _DIRECT.rows(db, {"member": member_id})]


def add(db: Connection, group: Group, member_ids: list[str]) -> None:
    db.execute(GROUPS.insert(), asdict(group))
    if member_ids:
        db.execute(MEMBERS.insert(), [{"group_id": group.id, "member_id": id} for id in member_ids])
