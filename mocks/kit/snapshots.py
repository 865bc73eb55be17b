"""Copies of a service's whole state, kept beside it, and the way back to one of them.

A copy is a second schema with the same tables: an attached file in SQLite, a schema in PostgreSQL. Going back is
one transaction that no other overlaps, so every worker sees either the old state or the copy.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import OperationalError

from mocks.kit.store import Store, savepoint

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_LOCK_ATTEMPTS = 100


class UnknownSnapshot(Exception):
    """There is no snapshot of that name."""


def take(store: Store, name: str) -> None:
    """Copy the state under a name; a snapshot of that name is replaced. Raises ValueError for a bad name."""
    with _beside(store, name) as (db, schema):
        for table in store.metadata.sorted_tables:
            db.execute(text(f'DROP TABLE IF EXISTS {schema}."{table.name}"'))
            db.execute(text(f'CREATE TABLE {schema}."{table.name}" AS SELECT * FROM "{table.name}"'))


def restore(store: Store, name: str) -> None:
    """Return to a snapshot; raises UnknownSnapshot when there is none of that name."""
    with _beside(store, name) as (db, schema):
        if not _exists(db, schema):
            raise UnknownSnapshot(f"there is no snapshot {name!r}")
        tables = store.metadata.sorted_tables
        for table in reversed(tables):
            db.execute(text(f'DELETE FROM "{table.name}"'))
        for table in tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            copy = f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {schema}."{table.name}"'
            db.execute(text(copy))


def exists(store: Store, name: str) -> bool:
    with _beside(store, name) as (db, schema):
        return _exists(db, schema)


@contextmanager
def _beside(store: Store, name: str) -> Iterator[tuple[Connection, str]]:
    """Begin a transaction that sees the snapshot as a schema."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"a snapshot's name has lower-case letters, digits and _ only, not {name!r}")
    if store.engine.dialect.name == "sqlite":
        with _attached(store, f"{make_url(store.url).database}.{name}.snapshot") as db:
            yield db, "snapshot"
    else:
        with store.alone() as db:
            schema = f'"{db.execute(text("SELECT current_schema()")).scalar()}_snapshot_{name}"'
            db.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
            _lock(db, [table.name for table in store.metadata.sorted_tables])
            yield db, schema


def _lock(db: Connection, tables: list[str]) -> None:
    """Wait until nobody else is at work in any of the tables, as SQLite's write lock does by itself.

    All or none at each attempt: waiting with some of them in hand could end in a deadlock with a worker.
    """
    names = ", ".join(f'"{name}"' for name in tables)
    for attempt in range(_LOCK_ATTEMPTS):
        try:
            with savepoint(db):
                db.execute(text("SET LOCAL lock_timeout = '100ms'"))
                db.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        except OperationalError:
            if attempt == _LOCK_ATTEMPTS - 1:
                raise
        else:
            return


@contextmanager
def _attached(store: Store, path: str) -> Iterator[Connection]:
    with store.engine.connect() as db:
        cursor = db.connection.cursor()
        # ATTACH cannot stand in a transaction.
        cursor.execute("ATTACH DATABASE ? AS snapshot", (path,))
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        try:
            yield db
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")


def _exists(db: Connection, schema: str) -> bool:
    if db.dialect.name == "sqlite":
        count = db.execute(text("SELECT count(*) FROM snapshot.sqlite_master"))
    else:
        found = "SELECT count(*) FROM information_schema.tables WHERE table_schema = :schema"
        count = db.execute(text(found), {"schema": schema.strip('"')})
    return int(count.scalar_one()) > 0
