"""What the agent knows after a restart: who it is, where the last rounds ended, whom the org was told of.

A link is kept only once the org has worked off everything that was read before it, so an agent that dies reads some
changes twice, which changes nothing, and misses none.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, bindparam, select

from mocks.kit.prepared import Prepared
from mocks.kit.store import Store

METADATA = MetaData()
KEPT = Table("kept", METADATA, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))
TOLD = Table(
    "told",
    METADATA,
    Column("kind", String(10), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("member", String(100), primary_key=True),
    Column("run", Integer, nullable=False, index=True),
)
_KEY = (TOLD.c.kind == bindparam("k"), TOLD.c.id == bindparam("i"), TOLD.c.member == bindparam("m"))
_IS_TOLD = Prepared(select(TOLD.c.run).where(*_KEY))
_ADD = Prepared(TOLD.insert())
_SEEN = Prepared(TOLD.update().where(*_KEY).values(run=bindparam("now")))
_FORGET = Prepared(TOLD.delete().where(*_KEY))
_VALUE = Prepared(select(KEPT.c.value).where(KEPT.c.name == bindparam("key")))

Entry = tuple[str, str]
"""Id of a person or group, and of a member of that group, "" for the person or group itself."""


class Memory:
    """The agent's own store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.create()

    def get(self, name: str) -> str:
        """Return a value, "" when there is none."""
        with self._store.transaction() as db:
            row = _VALUE.first(db, {"key": name})
        return str(row[0]) if row else ""

    def keep(self, **values: str) -> None:
        with self._store.transaction() as db:
            for name, value in values.items():
                db.execute(KEPT.delete().where(KEPT.c.name == name))
                db.execute(KEPT.insert(), {"name": name, "value": value})

    def note(self, kind: str, entries: Iterable[Entry], run: int) -> None:
        """Remember that the org is told of these in a run."""
        with self._store.transaction() as db:
            for id, member in entries:
                _note(db, {"k": kind, "i": id, "m": member}, run)

    def forget(self, kind: str, entries: Iterable[Entry]) -> None:
        with self._store.transaction() as db:
            for id, member in entries:
                _FORGET.run(db, {"k": kind, "i": id, "m": member})

    def left_over(self, kind: str, run: int) -> list[Entry]:
        """Return those whom the org was told of in earlier runs and not in this one."""
        query = select(TOLD.c.id, TOLD.c.member).where(TOLD.c.kind == kind, TOLD.c.run < run)
        with self._store.transaction() as db:
            return [(id, member) for id, member in db.execute(query)]

    def known(self, kind: str, ids: Iterable[str]) -> list[str]:
        """Return those of some people or groups whom the org was told of."""
        with self._store.transaction() as db:
            return [id for id in ids if _IS_TOLD.first(db, {"k": kind, "i": id, "m": ""})]


def _note(db: Connection, key: dict[str, Any], run: int) -> None:
    if _IS_TOLD.first(db, key):
        _SEEN.run(db, key | {"now": run})
    else:
        _ADD.run(db, {"kind": key["k"], "id": key["i"], "member": key["m"], "run": run})


def batches(entries: list[Any], size: int) -> Iterator[list[Any]]:
    for first in range(0, len(entries), size):
        yield entries[first : first + size]
