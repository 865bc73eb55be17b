"""The change log: which objects changed, in order. Delta queries read it; nobody else does (fact sheet 7.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Column, Connection, Float, Index, Integer, String, Table, Text, bindparam, func, select, text

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Prepared

CHANGES = Table(
    "changes",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("tenant_id", String(36), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("object_id", String(36), nullable=False),
    Column("at", Float, nullable=False),
    Column("properties", Text, nullable=False),
    Column("member_id", String(36)),
    sqlite_autoincrement=True,  # a number is never given twice, so an old delta token cannot point past a new change
)
Index("changes_of_kind", CHANGES.c.tenant_id, CHANGES.c.kind, CHANGES.c.seq)
Index("changes_by_age", CHANGES.c.at)

TOKEN_LIFETIME = timedelta(days=7)
KEPT = 3 * TOKEN_LIFETIME + timedelta(days=1)
"""A token of a first round's end looks back as far as the round took, lives as long again, and so may what follows."""


@dataclass(frozen=True, slots=True)
class Change:
    """properties: columns that were written; empty when the object came, went or came back. member_id: of a group."""

    seq: int
    object_id: str
    properties: frozenset[str]
    member_id: str | None


_INSERT = Prepared(
    CHANGES.insert().values(
        {name: bindparam(name) for name in ("tenant_id", "kind", "object_id", "at", "properties", "member_id")}
    )
)
_NEWEST = Prepared(select(func.coalesce(func.max(CHANGES.c.seq), 0)))
_FORGET = Prepared(CHANGES.delete().where(CHANGES.c.at < bindparam("before")))


def queue(db: Connection) -> None:
    """Wait for other writers where numbers are handed out before commits: a reader must never skip one.

    Done before an object's row is locked, so that two writers do not wait for each other.
    """
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' changes'))"))


def record(
    db: Connection, tenant_id: str, kind: str, id: str, now: float, properties: Iterable[str] = (), member: str = ""
) -> None:
    """Note that an object changed, in the transaction that changes it."""
    queue(db)
    row = {"tenant_id": tenant_id, "kind": kind, "object_id": id, "at": now}
    _INSERT.run(db, row | {"properties": " ".join(sorted(properties)), "member_id": member or None})


def record_all(
    db: Connection, tenant_id: str, kind: str, ids: Sequence[str], now: float, members: Sequence[str] = ()
) -> None:
    """Note that many objects came, or with members, that each got one."""
    queue(db)
    row = {"tenant_id": tenant_id, "kind": kind, "at": now, "properties": "members" if members else ""}
    joined: Sequence[str | None] = members or [None] * len(ids)
    rows = [row | {"object_id": id, "member_id": member} for id, member in zip(ids, joined, strict=True)]
    db.execute(CHANGES.insert(), rows)


def newest(db: Connection) -> int:
    """Return the number of the last change, 0 when there was none."""
    row = _NEWEST.first(db, {})
    return int(row[0]) if row else 0


def after(db: Connection, tenant_id: str, kind: str, seq: int, limit: int, ids: Sequence[str] = ()) -> list[Change]:
    """Return the changes of a kind behind a number, oldest first. ids: the only objects that matter, when given."""
    columns = (CHANGES.c.seq, CHANGES.c.object_id, CHANGES.c.properties, CHANGES.c.member_id)
    wanted = select(*columns).where(CHANGES.c.tenant_id == tenant_id, CHANGES.c.kind == kind, CHANGES.c.seq > seq)
    if ids:
        wanted = wanted.where(CHANGES.c.object_id.in_(ids))
    rows = db.execute(wanted.order_by(CHANGES.c.seq).limit(limit))
    return [Change(row[0], row[1], frozenset(row[2].split()), row[3]) for row in rows]


def forget(db: Connection, now: float) -> None:
    """Drop what no delta token can ask for any more."""
    _FORGET.run(db, {"before": now - KEPT.total_seconds()})
