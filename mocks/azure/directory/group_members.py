"""Who is in a group, who owns it, and what it is in itself (fact sheet section 7.7).

Members may be groups themselves. Every change is a change of the group, for who asks for changes.
"""

from collections.abc import Sequence

from sqlalchemy import Column, Connection, ForeignKey, Index, Select, String, Table, select

from mocks.azure.directory import METADATA, changes
from mocks.azure.directory.groups import GROUP, GROUPS, MEMBERS
from mocks.azure.directory.objects import Kind

OWNERS = Table(
    "group_owners",
    METADATA,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("owner_id", String(36), primary_key=True),
)
Index("group_owners_of", OWNERS.c.owner_id)

_AT_ONCE = 1000
Key = tuple[str, str]
"""The id of a group's tenant and its own."""


def every(group_id: str) -> Select[str]:
    """Return the query for the ids of direct members."""
    return select(MEMBERS.c.member_id).where(MEMBERS.c.group_id == group_id)


def every_transitive(group_id: str) -> Select[str]:
    """Return the query for the ids of members, those of member groups among them; the group itself is none."""
    there = MEMBERS.join(GROUPS, (GROUPS.c.id == MEMBERS.c.group_id) & GROUPS.c.deleted_date_time.is_(None))
    named = select(MEMBERS.c.member_id).select_from(there)
    below = named.where(MEMBERS.c.group_id == group_id).cte("below", recursive=True)
    below = below.union(named.join(below, MEMBERS.c.group_id == below.c.member_id))
    return select(below.c.member_id).where(below.c.member_id != group_id)


def every_owner(group_id: str) -> Select[str]:
    return select(OWNERS.c.owner_id).where(OWNERS.c.group_id == group_id)


def behind(db: Connection, ids: Select[str], after: str, limit: int) -> list[str]:
    """Return a page of the ids that a query finds."""
    (column,) = ids.selected_columns
    return list(db.execute(ids.where(column > after).order_by(column).limit(limit)).scalars())


def typed(db: Connection, kinds: Sequence[Kind], group_id: str, after: str, limit: int) -> list[tuple[str, str]]:
    """Return the kind and id of direct members that are there, behind an id."""
    found: list[tuple[str, str]] = []
    step = min(limit, _AT_ONCE)
    while len(found) < limit:
        ids = behind(db, every(group_id), after, step)
        found += _there(db, kinds, ids)
        if len(ids) < step:
            break
        after = ids[-1]
    return found[:limit]


def typed_among(
    db: Connection, kinds: Sequence[Kind], group_id: str, member_ids: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the kind and id of those of some objects that are there and direct members."""
    ids = db.execute(every(group_id).where(MEMBERS.c.member_id.in_(member_ids)))
    return _there(db, kinds, sorted(ids.scalars()))


def _there(db: Connection, kinds: Sequence[Kind], ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return those of some objects that are there, in the ids' order. A database asked for both at once reads all."""
    known: dict[str, str] = {}
    for kind in kinds:
        left = [id for id in ids if id not in known]
        here = (kind.table.c.id.in_(left), kind.table.c.deleted_date_time.is_(None))
        known |= dict.fromkeys(db.execute(select(kind.table.c.id).where(*here)).scalars(), kind.name) if left else {}
    return [(known[id], id) for id in ids if id in known]


def is_member(db: Connection, group_id: str, member_id: str) -> bool:
    return db.execute(every(group_id).where(MEMBERS.c.member_id == member_id)).first() is not None


def add(db: Connection, group: Key, member_ids: Sequence[str], now: float) -> None:
    """Take objects in that are no members yet."""
    tenant_id, id = group
    for member_id in member_ids:
        db.execute(MEMBERS.insert(), {"group_id": id, "member_id": member_id})
        changes.record(db, tenant_id, GROUP.name, id, now, ("members",), member_id)


def remove(db: Connection, group: Key, member_id: str, now: float) -> None:
    tenant_id, id = group
    db.execute(MEMBERS.delete().where(MEMBERS.c.group_id == id, MEMBERS.c.member_id == member_id))
    changes.record(db, tenant_id, GROUP.name, id, now, ("members",), member_id)


def announce(db: Connection, tenant_id: str, member_id: str, now: float) -> None:
    """Note for every group of an object that it went or came back: it stays a member in name until it is gone."""
    for group_id in db.execute(select(MEMBERS.c.group_id).where(MEMBERS.c.member_id == member_id)).scalars().all():
        changes.record(db, tenant_id, GROUP.name, group_id, now, ("members",), member_id)


def forget(db: Connection, object_id: str) -> None:
    """Take an object that is gone for good out of every group."""
    db.execute(MEMBERS.delete().where(MEMBERS.c.member_id == object_id))
    db.execute(OWNERS.delete().where(OWNERS.c.owner_id == object_id))


def is_owner(db: Connection, group_id: str, owner_id: str) -> bool:
    return db.execute(every_owner(group_id).where(OWNERS.c.owner_id == owner_id)).first() is not None


def own(db: Connection, group_id: str, owner_id: str) -> None:
    """Make an object an owner that is none yet."""
    db.execute(OWNERS.insert(), {"group_id": group_id, "owner_id": owner_id})


def disown(db: Connection, group_id: str, owner_id: str) -> None:
    db.execute(OWNERS.delete().where(OWNERS.c.group_id == group_id, OWNERS.c.owner_id == owner_id))
