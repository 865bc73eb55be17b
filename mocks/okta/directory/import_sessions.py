"""Import sessions of identity sources: what was loaded, and how far it has been worked off.

Source: Okta's Identity Sources API.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Float, ForeignKey, Integer, String, Table, Text, bindparam, func, select

from mocks.kit.prepared import Prepared
from mocks.okta.directory import METADATA

IMPORT_SESSIONS = Table(
    "import_sessions",
    METADATA,
    Column("number", Integer, primary_key=True),  # in the order of creation
    Column("id", String(20), nullable=False, unique=True),
    Column("source_id", ForeignKey("identity_sources.id"), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("created", Float, nullable=False),
    Column("last_updated", Float, nullable=False),
    Column("loads", Integer, nullable=False),
    Column("loaded", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("counts", Text, nullable=False),
)
IMPORT_ITEMS = Table(
    "import_items",
    METADATA,
    Column("session_id", ForeignKey("import_sessions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("external_id", String(255), nullable=False),
    Column("body", Text, nullable=False),
)


class SessionStatus(StrEnum):
    """Where a session stands; only a created one takes data."""

    CREATED = "CREATED"
    TRIGGERED = "TRIGGERED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    CLOSED = "CLOSED"
    EXPIRED = "EXPIRED"
    ERROR = "ERROR"


AT_WORK = (SessionStatus.TRIGGERED, SessionStatus.IN_PROGRESS)


class ItemKind(StrEnum):
    """What an item says of the person or group that it names."""

    USER = "user"
    NO_USER = "no_user"
    GROUP = "group"
    NO_GROUP = "no_group"
    MEMBERS = "members"
    NO_MEMBERS = "no_members"


@dataclass(frozen=True, slots=True)
class Item:
    """body: the profile of a person or group, or the external ids of members under `members`."""

    kind: ItemKind
    external_id: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportSession:
    """loads: requests that brought data. loaded, done: items in it, and how many of them are worked off.

    counts: what came of those, by name. Moments in seconds since the epoch.
    """

    id: str
    source_id: str
    status: SessionStatus
    created: float
    last_updated: float
    loads: int
    loaded: int
    done: int
    counts: dict[str, int]


_COLUMNS = [IMPORT_SESSIONS.c[name] for name in ImportSession.__slots__]
_LOAD = Prepared(IMPORT_ITEMS.insert())
_decode_body = msgspec.json.Decoder(dict[str, Any]).decode


def add(db: Connection, id: str, source_id: str, now: float) -> ImportSession:
    session = ImportSession(id, source_id, SessionStatus.CREATED, now, now, 0, 0, 0, {})
    db.execute(IMPORT_SESSIONS.insert(), {"id": id, "source_id": source_id, **_written(session), "created": now})
    return session


def by_id(db: Connection, source_id: str, id: str) -> ImportSession | None:
    here = (IMPORT_SESSIONS.c.id == id, IMPORT_SESSIONS.c.source_id == source_id)
    row = db.execute(select(*_COLUMNS).where(*here)).first()
    return _session(row) if row else None


def in_status(db: Connection, source_id: str, *statuses: SessionStatus) -> list[ImportSession]:
    """Return a source's sessions in one of some states, the oldest first."""
    here = (IMPORT_SESSIONS.c.source_id == source_id, IMPORT_SESSIONS.c.status.in_(statuses))
    mine = select(*_COLUMNS).where(*here).order_by(IMPORT_SESSIONS.c.number)
    return [_session(row) for row in db.execute(mine)]


def next_at_work(db: Connection, source_id: str) -> ImportSession | None:
    """Return the session whose turn it is; another worker that asks waits for the end of this transaction."""
    here = (IMPORT_SESSIONS.c.source_id == source_id, IMPORT_SESSIONS.c.status.in_(AT_WORK))
    mine = select(*_COLUMNS).where(*here).order_by(IMPORT_SESSIONS.c.number).limit(1)
    row = db.execute(mine.with_for_update()).first()
    return _session(row) if row else None


def latest(db: Connection, source_id: str, limit: int) -> list[ImportSession]:
    """Return a source's newest sessions, the newest first."""
    mine = select(*_COLUMNS).where(IMPORT_SESSIONS.c.source_id == source_id)
    return [_session(row) for row in db.execute(mine.order_by(IMPORT_SESSIONS.c.number.desc()).limit(limit))]


def save(db: Connection, session: ImportSession) -> None:
    db.execute(IMPORT_SESSIONS.update().where(IMPORT_SESSIONS.c.id == session.id).values(_written(session)))


def load(db: Connection, session: ImportSession, items: Iterable[Item]) -> int:
    """Append items to a session; return how many there are now."""
    position = session.loaded
    for item in items:
        body = msgspec.json.encode(item.body).decode()
        row = {"session_id": session.id, "position": position, "kind": item.kind.value}
        _LOAD.run(db, row | {"external_id": item.external_id, "body": body})
        position += 1
    return position


def items(db: Connection, session: ImportSession, most: int) -> list[Item]:
    """Return the next items to work off."""
    there = IMPORT_ITEMS.c
    query = select(there.kind, there.external_id, there.body).where(there.session_id == session.id)
    query = query.where(there.position >= session.done).order_by(there.position).limit(most)
    return [Item(ItemKind(kind), id, _decode_body(body)) for kind, id, body in db.execute(query)]


def count_of(db: Connection, session: ImportSession, kind: ItemKind) -> int:
    there = IMPORT_ITEMS.c
    query = select(func.count()).where(there.session_id == bindparam("id"), there.kind == kind.value)
    return int(db.execute(query, {"id": session.id}).scalar_one())


def drop_items(db: Connection, session: ImportSession) -> None:
    db.execute(IMPORT_ITEMS.delete().where(IMPORT_ITEMS.c.session_id == session.id))


def _written(session: ImportSession) -> dict[str, Any]:
    return {
        "status": session.status.value,
        "last_updated": session.last_updated,
        "loads": session.loads,
        "loaded": session.loaded,
        "done": session.done,
        "counts": msgspec.json.encode(session.counts).decode(),
    }


def _session(row: Any) -> ImportSession:
    id, source_id, status, created, last_updated, loads, loaded, done, counts = row
    numbers = (created, last_updated, loads, loaded, done)
    return ImportSession(id, source_id, SessionStatus(status), *numbers, msgspec.json.decode(counts))
