"""Who and what identity sources have told of: each person with the user they are, each group with its twin here.

A person who is nobody's user yet waits for a decision: those are the import results (fact sheet 9.1).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    select,
)

from mocks.kit.prepared import Prepared, Row
from mocks.okta.directory import METADATA
from mocks.okta.directory._columns import LONG_KEY
from mocks.okta.directory.users import USERS, Provider

IMPORTED_USERS = Table(
    "imported_users",
    METADATA,
    Column("source_id", ForeignKey("identity_sources.id"), primary_key=True),
    Column("external_id", LONG_KEY, primary_key=True),
    Column("profile", Text, nullable=False),
    Column("match", String(10), nullable=False),
    Column("decision", String(10), nullable=False),
    Column("user_id", ForeignKey("users.id"), index=True),
    Column("candidates", Text, nullable=False),
    Column("present", Integer, nullable=False),
    Column("reason", String(255), nullable=False),
    Column("last_updated", Float, nullable=False),
)
Index("imported_users_decision", IMPORTED_USERS.c.source_id, IMPORTED_USERS.c.decision, IMPORTED_USERS.c.match)
IMPORTED_GROUPS = Table(
    "imported_groups",
    METADATA,
    Column("source_id", ForeignKey("identity_sources.id"), primary_key=True),
    Column("external_id", LONG_KEY, primary_key=True),
    Column("group_id", ForeignKey("groups.id"), nullable=False, index=True),
)
IMPORTED_MEMBERS = Table(
    "imported_members",
    METADATA,
    Column("source_id", ForeignKey("identity_sources.id"), primary_key=True),
    Column("group_id", ForeignKey("groups.id"), primary_key=True),
    Column("external_id", LONG_KEY, primary_key=True),
)
Index("imported_members_person", IMPORTED_MEMBERS.c.source_id, IMPORTED_MEMBERS.c.external_id)


class Match(StrEnum):
    """The bucket of an import result."""

    EXACT = "EXACT"
    PARTIAL = "PARTIAL"
    NONE = "NONE"
    CONFLICT = "CONFLICT"


class Decision(StrEnum):
    """What was decided about an imported person."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    IGNORED = "IGNORED"


@dataclass(frozen=True, slots=True)
class ImportedUser:
    """profile: what the source says. candidates: users it may be. present: whether the source still has the person.

    reason: why there is a conflict, "" otherwise. last_updated: seconds since the epoch.
    """

    source_id: str
    external_id: str
    profile: dict[str, Any]
    match: Match
    decision: Decision
    user_id: str | None
    candidates: tuple[str, ...]
    present: bool
    reason: str
    last_updated: float


_COLUMNS = [IMPORTED_USERS.c[name] for name in ImportedUser.__slots__]
_HERE = (IMPORTED_USERS.c.source_id == bindparam("source"), IMPORTED_USERS.c.external_id == bindparam("external"))
_ONE = Prepared(select(*_COLUMNS).where(*_HERE))
_INSERT = Prepared(IMPORTED_USERS.insert())
_CHANGED = tuple(name for name in ImportedUser.__slots__ if name not in ("source_id", "external_id"))
_UPDATE = Prepared(IMPORTED_USERS.update().where(*_HERE).values({name: bindparam(f"new_{name}") for name in _CHANGED}))
_OF_USER = Prepared(
    select(*_COLUMNS).where(
        IMPORTED_USERS.c.user_id == bindparam("user"), IMPORTED_USERS.c.decision == Decision.CONFIRMED.value
    )
)
_GROUP = Prepared(
    select(IMPORTED_GROUPS.c.group_id).where(
        IMPORTED_GROUPS.c.source_id == bindparam("source"), IMPORTED_GROUPS.c.external_id == bindparam("external")
    )
)


def one(db: Connection, source_id: str, external_id: str) -> ImportedUser | None:
    row = _ONE.first(db, {"source": source_id, "external": external_id})
    return _imported(row) if row else None


def of_user(db: Connection, user_id: str) -> list[ImportedUser]:
    """Return what the sources say of a user."""
    return [_imported(row) for row in _OF_USER.rows(db, {"user": user_id})]


def add(db: Connection, imported: ImportedUser) -> None:
    _INSERT.run(db, _written(imported))


def replace(db: Connection, imported: ImportedUser) -> None:
    written = _written(imported)
    key = {"source": imported.source_id, "external": imported.external_id}
    _UPDATE.run(db, key | {f"new_{name}": written[name] for name in _CHANGED})


def page(
    db: Connection,
    source_id: str,
    limit: int,
    after: str | None,
    *,
    decisions: Collection[Decision] = (),
    matches: Collection[Match] = (),
) -> Sequence[ImportedUser]:
    """Return up to `limit` people of a source by external id, after the given one."""
    there = IMPORTED_USERS.c
    query = select(*_COLUMNS).where(there.source_id == source_id).order_by(there.external_id).limit(limit)
    if after is not None:
        query = query.where(there.external_id > after)
    if decisions:
        query = query.where(there.decision.in_(decisions))
    if matches:
        query = query.where(there.match.in_(matches))
    return [_imported(tuple(row)) for row in db.execute(query)]


def totals(db: Connection, source_id: str) -> dict[tuple[str, str], int]:
    """Return how many people a source has by decision and match."""
    there = IMPORTED_USERS.c
    query = select(there.decision, there.match, func.count()).where(there.source_id == source_id)
    rows = db.execute(query.group_by(there.decision, there.match)).all()
    return {(decision, match): count for decision, match, count in rows}


def present(db: Connection, source_id: str) -> int:
    """Return how many confirmed people the source has."""
    there = IMPORTED_USERS.c
    here = (there.source_id == source_id, there.present == 1, there.decision == Decision.CONFIRMED.value)
    return int(db.execute(select(func.count()).where(*here)).scalar_one())


def set_provider(db: Connection, source_id: str, provider: Provider) -> None:
    """Say who checks the passwords of the source's confirmed people, of those who have none here."""
    there = IMPORTED_USERS.c
    mine = select(there.user_id).where(
        there.source_id == source_id, there.present == 1, there.decision == Decision.CONFIRMED.value
    )
    without = (USERS.c.password_hash.is_(None), USERS.c.provider.in_((Provider.FEDERATION, Provider.ACTIVE_DIRECTORY)))
    db.execute(USERS.update().where(USERS.c.id.in_(mine), *without).values(provider=provider.value))


def group_id(db: Connection, source_id: str, external_id: str) -> str | None:
    row = _GROUP.first(db, {"source": source_id, "external": external_id})
    return str(row[0]) if row else None


def add_group(db: Connection, source_id: str, external_id: str, group_id: str) -> None:
    db.execute(IMPORTED_GROUPS.insert(), {"source_id": source_id, "external_id": external_id, "group_id": group_id})


def note_member(db: Connection, source_id: str, group_id: str, external_id: str) -> bool:
    """Note that a person of the source is in a group; tell whether that is news."""
    row = {"source_id": source_id, "group_id": group_id, "external_id": external_id}
    if _IS_NOTED.first(db, row):
        return False
    _NOTE.run(db, row)
    return True


def unnote_member(db: Connection, source_id: str, group_id: str, external_id: str) -> bool:
    """Forget that a person is in a group; tell whether they were."""
    there = IMPORTED_MEMBERS.c
    here = (there.source_id == source_id, there.group_id == group_id, there.external_id == external_id)
    return db.execute(IMPORTED_MEMBERS.delete().where(*here)).rowcount > 0


def groups_of(db: Connection, source_id: str, external_id: str) -> list[str]:
    """Return the groups here that the source has a person in."""
    return [row[0] for row in _GROUPS_OF.rows(db, {"source_id": source_id, "external_id": external_id})]


_M = IMPORTED_MEMBERS.c
_PERSON = (_M.source_id == bindparam("source_id"), _M.external_id == bindparam("external_id"))
_NOTE = Prepared(IMPORTED_MEMBERS.insert())
_IS_NOTED = Prepared(select(_M.group_id).where(*_PERSON, _M.group_id == bindparam("group_id")))
_GROUPS_OF = Prepared(select(_M.group_id).where(*_PERSON).order_by(_M.group_id))


def _written(imported: ImportedUser) -> dict[str, Any]:
    # Not `asdict`: it copies the whole profile, which is most of the work where thousands are imported.
    return {name: getattr(imported, name) for name in ImportedUser.__slots__} | {
        "profile": msgspec.json.encode(imported.profile).decode(),
        "match": imported.match.value,
        "decision": imported.decision.value,
        "candidates": msgspec.json.encode(imported.candidates).decode(),
        "present": int(imported.present),
    }


def _imported(row: Row) -> ImportedUser:
    source_id, external_id, profile, match, decision, user_id, candidates, here, reason, last_updated = row
    found = tuple(msgspec.json.decode(candidates))
    whole = msgspec.json.decode(profile)
    return ImportedUser(
        source_id,
        external_id,
        whole,
        Match(match),
        Decision(decision),
        user_id,
        found,
        bool(here),
        reason,
        last_updated,
    )
