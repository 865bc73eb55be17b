"""The probe's database: written at every request, so it speaks to the driver directly and commits by itself."""

import threading
from itertools import count
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql.expression import Executable

from lab.probe.tables import CLOCK, FAULTS, HOPS
from mocks.kit.store import Store

_KEEP, _TRIM_EVERY = 20_000, 1000
"""How many hops are kept, and how many a worker writes between two looks for older ones."""


class Log:
    """Hops, clock and faults of one service."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._local, self._written = threading.local(), count(1)
        self._insert_hop, self._hop_order = self._compile(
            insert(HOPS).values(at=bindparam("at"), body=bindparam("body"))
        )
        self._select_clock, _ = self._compile(select(CLOCK.c.offset, CLOCK.c.faults))

    def create(self) -> None:
        self._store.create()
        with self._store.transaction() as db:
            if db.execute(select(CLOCK)).first() is None:
                db.execute(CLOCK.insert(), {"id": 1, "offset": 0.0, "faults": 0})

    def clock(self) -> tuple[float, int]:
        """Return the offset in seconds and the number of active faults."""
        row = self._cursor().execute(self._select_clock).fetchone()
        return row[0], row[1]

    def add_hop(self, at: float, body: str) -> None:
        values = {"at": at, "body": body}
        ordered = tuple(values[name] for name in self._hop_order) if self._hop_order else values
        self._cursor().execute(self._insert_hop, ordered)
        if next(self._written) % _TRIM_EVERY == 0:
            self.trim()

    def hops(self, after: int, limit: int = 5000) -> list[tuple[int, str]]:
        """Return hops with an id above `after`, oldest first."""
        with self._store.transaction() as db:
            rows = db.execute(select(HOPS.c.id, HOPS.c.body).where(HOPS.c.id > after).order_by(HOPS.c.id).limit(limit))
            return [(row.id, row.body) for row in rows]

    def trim(self) -> None:
        """Forget the oldest hops beyond the number that is kept."""
        with self._store.transaction() as db:
            newest = db.execute(select(HOPS.c.id).order_by(HOPS.c.id.desc()).limit(1)).scalar() or 0
            db.execute(delete(HOPS).where(HOPS.c.id <= newest - _KEEP))

    def clear_hops(self) -> None:
        with self._store.transaction() as db:
            db.execute(delete(HOPS))

    def set_offset(self, offset: float) -> None:
        with self._store.transaction() as db:
            db.execute(update(CLOCK).values(offset=offset))

    def faults(self) -> list[Any]:
        with self._store.transaction() as db:
            columns = (FAULTS.c.id, FAULTS.c.name, FAULTS.c.path, FAULTS.c.remaining, FAULTS.c.parameters)
            return [tuple(row) for row in db.execute(select(*columns).order_by(FAULTS.c.id))]

    def add_fault(self, name: str, path: str, remaining: int | None, parameters: str) -> None:
        row = {"name": name, "path": path, "remaining": remaining, "parameters": parameters}
        with self._store.transaction() as db:
            db.execute(FAULTS.insert(), row)
            db.execute(update(CLOCK).values(faults=CLOCK.c.faults + 1))

    def take_fault(self, id: int) -> bool:
        """Use up one of a fault's times; False when none was left. The last one switches it off."""
        with self._store.transaction() as db:
            here = FAULTS.c.id == id
            left = db.execute(
                update(FAULTS)
                .where(here, FAULTS.c.remaining > 0)
                .values(remaining=FAULTS.c.remaining - 1)
                .returning(FAULTS.c.remaining)
            ).scalar()
            if left == 0:
                db.execute(delete(FAULTS).where(here))
                db.execute(update(CLOCK).values(faults=CLOCK.c.faults - 1))
            return left is not None

    def clear_faults(self) -> None:
        with self._store.transaction() as db:
            db.execute(delete(FAULTS))
            db.execute(update(CLOCK).values(faults=0))

    def after_fork(self) -> None:
        self._store.after_fork()
        self._local = threading.local()

    def _cursor(self) -> Any:
        """Return this thread's own cursor, outside any transaction."""
        if not hasattr(self._local, "cursor"):
            connection = self._store.engine.raw_connection()
            self._local.connection, self._local.cursor = connection, connection.cursor()
        return self._local.cursor

    def _compile(self, statement: Executable) -> tuple[str, list[str] | None]:
        compiled = statement.compile(dialect=self._store.engine.dialect)  # type: ignore[attr-defined]
        return str(compiled), compiled.positiontup
