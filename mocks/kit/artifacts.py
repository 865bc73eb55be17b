"""Short-lived records: codes, tokens, sessions, sign-in transactions.

An artifact is found by a secret id; only the id's digest is stored, so a copy of the database holds no usable
code or token. Related artifacts share a family and can be dropped together.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    select,
    update,
)

from mocks.kit.clock import Clock
from mocks.kit.ids import Ids
from mocks.kit.prepared import Conflict, Prepared
from mocks.kit.store import savepoint

T = TypeVar("T")

_SWEEP_EVERY = 1000
"""Artifacts written by a worker between two looks for expired ones."""


class Kind(Generic[T]):
    """A sort of artifact and the type of its payload (anything msgspec can write as JSON)."""

    def __init__(self, name: str, payload: type[T]) -> None:
        self.name = name
        self.decode = msgspec.json.Decoder(payload).decode


@dataclass(frozen=True, slots=True)
class Artifact(Generic[T]):
    """What was found: the payload and its family ("" when alone).

    expires_at, consumed_at: seconds since the epoch; the latter None while nobody has taken it.
    """

    payload: T
    family: str
    expires_at: float
    consumed_at: float | None = None


class Handle(str):
    """Names an artifact in place of its secret id: for lists of artifacts, never for who must prove to hold one."""

    __slots__ = ()


class ArtifactGone(Exception):
    """The artifact is unknown, expired or already taken.

    `taken` is True when it was there and someone had consumed it before; `family` is then the family it belongs to.
    """

    def __init__(self, *, taken: bool = False, family: str = "") -> None:
        super().__init__("taken already" if taken else "unknown or expired")
        self.taken = taken
        self.family = family


def artifacts_table(metadata: MetaData) -> Table:
    """Declare the table of artifacts in a service's metadata."""
    table = Table(
        "artifacts",
        metadata,
        Column("key", String(64), primary_key=True),
        Column("kind", String(40), nullable=False),
        Column("family", String(64), nullable=False),
        Column("expires_at", Float, nullable=False),
        Column("consumed_at", Float),
        Column("payload", Text, nullable=False),
        Column("owner", String(100)),
        Column("holder", String(150)),
    )
    Index("artifacts_family", table.c.family)
    # Most artifacts are in no list: they are left out of these indexes, so that they do not pay for them.
    for column in (table.c.owner, table.c.holder):
        listed = column.is_not(None)
        Index(f"artifacts_{column.name}", column, sqlite_where=listed, postgresql_where=listed)
    return table


class Statements:
    """The statements over one artifacts table, compiled once."""

    def __init__(self, table: Table) -> None:
        here = table.c.key == bindparam("i")
        alive = (here, table.c.consumed_at.is_(None), table.c.expires_at > bindparam("now"))
        columns = (table.c.payload, table.c.family, table.c.expires_at)
        changed = update(table).where(*alive)
        self.written = 0
        self.insert = Prepared(table.insert())
        self.get = Prepared(select(*columns).where(*alive))
        self.look = Prepared(select(*columns, table.c.consumed_at).where(here, table.c.expires_at > bindparam("now")))
        self.consume = Prepared(changed.values(consumed_at=bindparam("at")).returning(*columns))
        self.replace = Prepared(changed.values(payload=bindparam("p")))
        self.extend = Prepared(changed.values(payload=bindparam("p"), expires_at=bindparam("until")))
        self.drop = Prepared(delete(table).where(here))
        self.drop_expired = Prepared(delete(table).where(here, table.c.expires_at <= bindparam("now")))
        self.kin = Prepared(select(table.c.key).where(table.c.family == bindparam("f")).limit(1))
        self.drop_family = Prepared(delete(table).where(table.c.family == bindparam("f")))
        listed = select(table.c.key, *columns).order_by(table.c.key).where(*alive[1:], table.c.kind == bindparam("k"))
        self.owned = Prepared(listed.where(table.c.owner == bindparam("o")))
        self.held = Prepared(listed.where(table.c.holder == bindparam("h")))
        named = table.c.holder.like(bindparam("h"), escape="/")
        self.holders = Prepared(select(table.c.holder).distinct().order_by(table.c.holder).where(named, *alive[1:]))
        self.of_family = Prepared(
            select(*columns).where(table.c.family == bindparam("f"), table.c.kind == bindparam("k"), *alive[1:])
        )
        self.sweep = Prepared(delete(table).where(table.c.expires_at <= bindparam("now")))


class Artifacts:
    """The artifacts of a service, within one transaction."""

    def __init__(self, db: Connection, statements: Statements, clock: Clock, ids: Ids) -> None:
        self._db, self._sql, self._clock, self._ids = db, statements, clock, ids

    def put(
        self,
        kind: Kind[T],
        payload: T,
        lifetime: timedelta,
        *,
        family: str = "",
        id: str | None = None,
        owner: str | None = None,
        holder: str | None = None,
    ) -> str:
        """Store a payload and return its id: opaque, 43 characters of base64url unless one is given.

        owner, holder: whom it is about and who has it, for lists by the one or the other.
        """
        id = id or self._ids.token()
        row = {
            "kind": kind.name,
            "key": _digest(kind.name, id),
            "family": family,
            "expires_at": self._now() + lifetime.total_seconds(),
            "consumed_at": None,
            "payload": msgspec.json.encode(payload).decode(),
            "owner": owner,
            "holder": holder,
        }
        self._sql.insert.run(self._db, row)
        self._sql.written += 1
        if self._sql.written % _SWEEP_EVERY == 0:
            self.sweep()
        return id

    def claim(self, kind: Kind[T], id: str, payload: T, lifetime: timedelta, *, family: str = "") -> bool:
        """Store a payload under an id that is free, and tell whether it was: of many who ask at once one is told so."""
        self._sql.drop_expired.run(self._db, self._key(kind, id) | {"now": self._now()})
        try:
            with savepoint(self._db):
                self.put(kind, payload, lifetime, family=family, id=id)
        except Conflict:
            return False
        return True

    def get(self, kind: Kind[T], id: str) -> Artifact[T] | None:
        """Read an artifact; None when it is unknown, expired or consumed."""
        row = self._sql.get.first(self._db, self._key(kind, id) | {"now": self._now()})
        return Artifact(kind.decode(row[0]), row[1], row[2]) if row else None

    def consume(self, kind: Kind[T], id: str) -> Artifact[T]:
        """Take a single-use artifact; every later call fails.

        Raises ArtifactGone when unknown, expired or already taken.
        Source: RFC 6749 section 4.1.2.
        """
        key, now = self._key(kind, id), self._now()
        row = self._sql.consume.first(self._db, key | {"now": now, "at": now})
        if row:
            return Artifact(kind.decode(row[0]), row[1], row[2])
        spent = self.spent(kind, id)
        raise ArtifactGone(taken=spent is not None, family=spent.family if spent else "")

    def spent(self, kind: Kind[T], id: str) -> Artifact[T] | None:
        """Read an artifact that was there until it was consumed; None when it is unknown or its time is over."""
        row = self._sql.look.first(self._db, self._key(kind, id) | {"now": self._now()})
        return Artifact(kind.decode(row[0]), *row[1:]) if row else None

    def replace(self, kind: Kind[T], id: str, payload: T) -> None:
        """Write a new payload over an artifact that is there; its lifetime stays."""
        values = {"now": self._now(), "p": msgspec.json.encode(payload).decode()}
        self._sql.replace.run(self._db, self._key(kind, id) | values)

    def extend(self, kind: Kind[T], id: str, payload: T, lifetime: timedelta) -> None:
        """Write a new payload and let the artifact live `lifetime` from now on."""
        now = self._now()
        values = {"now": now, "p": msgspec.json.encode(payload).decode(), "until": now + lifetime.total_seconds()}
        self._sql.extend.run(self._db, self._key(kind, id) | values)

    def drop(self, kind: Kind[T], id: str) -> None:
        """Remove an artifact; nothing happens when it is not there."""
        self._sql.drop.run(self._db, self._key(kind, id))

    def has_family(self, family: str) -> bool:
        """Tell whether anything of a family is left, be it consumed: nothing is once the family was dropped."""
        return self._sql.kin.first(self._db, {"f": family}) is not None

    def drop_family(self, family: str) -> None:
        """Remove every artifact of a family (a code's tokens, a refresh token's descendants); "" is no family."""
        if family:
            self._sql.drop_family.run(self._db, {"f": family})

    def of_family(self, kind: Kind[T], family: str) -> list[Artifact[T]]:
        """Read every artifact of a kind that belongs to a family and is neither expired nor consumed."""
        rows = self._sql.of_family.rows(self._db, {"f": family, "k": kind.name, "now": self._now()})
        return [Artifact(kind.decode(row[0]), row[1], row[2]) for row in rows]

    def sweep(self) -> None:
        """Remove what has expired."""
        self._sql.sweep.run(self._db, {"now": self._now()})

    def owned(self, kind: Kind[T], owner: str) -> list[tuple[Handle, Artifact[T]]]:
        """Return the artifacts of a kind about somebody, in an order that stays."""
        return self._listed(kind, self._sql.owned, {"o": owner})

    def held(self, kind: Kind[T], holder: str) -> list[tuple[Handle, Artifact[T]]]:
        """Return the artifacts of a kind that somebody has, in an order that stays."""
        return self._listed(kind, self._sql.held, {"h": holder})

    def holders(self, prefix: str) -> list[str]:
        """Return everybody who has something and whose name begins so."""
        escaped = prefix.replace("/", "//").replace("%", "/%").replace("_", "/_")
        return [row[0] for row in self._sql.holders.rows(self._db, {"h": f"{escaped}%", "now": self._now()})]

    def handle(self, kind: Kind[T], id: str) -> Handle:
        """Return what names an artifact here without being its secret."""
        return Handle(_digest(kind.name, id))

    def _listed(
        self, kind: Kind[T], statement: Prepared, values: dict[str, object]
    ) -> list[tuple[Handle, Artifact[T]]]:
        rows = statement.rows(self._db, values | {"k": kind.name, "now": self._now()})
        return [(Handle(row[0]), Artifact(kind.decode(row[1]), row[2], row[3])) for row in rows]

    def _key(self, kind: Kind[T], id: str) -> dict[str, object]:
        return {"i": str(id) if isinstance(id, Handle) else _digest(kind.name, id)}

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _digest(kind: str, id: str) -> str:
    return hashlib.sha256(f"{kind}:{id}".encode()).hexdigest()
