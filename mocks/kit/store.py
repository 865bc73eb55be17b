"""The database behind a service: SQLite by default, PostgreSQL by URL.

One transaction per request. Writers take the write lock when they begin, so that two workers queue instead of
failing half-way. The schema is created, never migrated: a state made by another version is refused by name.
"""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema, CreateTable

_SQLITE = {"check_same_thread": False, "timeout": 10}
_WAL_ATTEMPTS = 500


class StateOfAnotherVersion(Exception):
    """The database was written by a version of the lab with another schema."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"the stored state is of another version of the lab (its tables are {found}, this version's {wanted}); "
            "`python -m lab down --state` removes it, and the next start begins afresh"
        )


class Store:
    """A database that holds the tables of one metadata."""

    def __init__(self, url: str, metadata: MetaData, *, schema: str | None = None, version: str = "") -> None:
        """url: an SQLAlchemy URL, `sqlite:///path/to/file` or `postgresql+psycopg://…`.

        schema: for PostgreSQL, where these tables live; services may share a database, not a schema. version: of
        the tables; computed from their definitions unless given.
        """
        self.url, self._schema = url, schema
        self.metadata = metadata
        self._version_table = _version_table(metadata)
        self._version = version or _fingerprint(metadata)
        self._local = threading.local()
        self._beside: dict[str, Store] = {}
        is_sqlite = url.startswith("sqlite")
        self._begin_statement = "BEGIN IMMEDIATE" if is_sqlite else "BEGIN"
        self.engine: Engine = _sqlite(url) if is_sqlite else _postgresql(url, schema)

    def beside(self, name: str) -> "Store":
        """Return the store that keeps another set of the same tables next to this one.

        name: lower-case letters, digits and hyphens; the same name is the same store.
        """
        if name not in self._beside:
            if self._schema:
                schema, url = f"{self._schema}_{name}".replace("-", "_"), self.url
            else:
                schema, url = None, f"{self.url.removesuffix('.sqlite')}-{name}.sqlite"
            self._beside[name] = Store(url, self.metadata, schema=schema, version=self._version)
        return self._beside[name]

    def create(self, plant: Callable[[Connection], None] = lambda _: None) -> bool:
        """Create the tables in an empty database and let `plant` fill them; return True if it was empty.

        All in one transaction: a database is either empty or complete.
        Raises StateOfAnotherVersion when the tables there are not this version's.
        """
        with self.alone() as db:
            if self._schema:
                db.execute(CreateSchema(self._schema, if_not_exists=True))
            fresh = not inspect(db).has_table(self._version_table.name)
            self.metadata.create_all(db)
            if fresh:
                db.execute(self._version_table.insert(), {"version": self._version})
                plant(db)
            else:
                found = db.execute(select(self._version_table.c.version)).scalar_one()
                if found != self._version:
                    raise StateOfAnotherVersion(found, self._version)
        return fresh

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run a block in one transaction: committed at its end, rolled back when it raises."""
        db = self.begin()
        try:
            yield db
        except BaseException:
            self.rollback(db)
            raise
        self.commit(db)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Run a block in a transaction while no other process runs one like it: for what is done once, at a start."""
        with self.transaction() as db:
            if db.dialect.name == "postgresql":
                # Creating what is missing is no matter of locks on tables yet: two that look at once find nothing.
                name = f"{self._schema} is prepared"
                db.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
            yield db

    def begin(self) -> Connection:
        """Begin a transaction; end it with `commit` or `rollback` on the same thread."""
        idle = self._idle()
        while idle:
            db = idle.pop()
            try:
                _say(db, self._begin_statement)
            except db.dialect.loaded_dbapi.OperationalError:
                # The server went away meanwhile, or the lock is taken: a new connection tells which.
                db.invalidate()
                db.close()
            else:
                return db
        db = self.engine.connect()
        _say(db, self._begin_statement)
        return db

    def commit(self, db: Connection) -> None:
        _say(db, "COMMIT")
        self._idle().append(db)

    def rollback(self, db: Connection) -> None:
        _say(db, "ROLLBACK")
        self._idle().append(db)

    def after_fork(self) -> None:
        """Forget connections inherited from the parent process; each process opens its own."""
        self._local = threading.local()
        self.engine.dispose(close=False)
        for store in self._beside.values():
            store.after_fork()

    def close(self) -> None:
        for db in self._idle():
            db.close()
        self.engine.dispose()
        for store in self._beside.values():
            store.close()

    def _idle(self) -> list[Connection]:
        """Return this thread's connections that are in no transaction."""
        if not hasattr(self._local, "idle"):
            self._local.idle = []
        idle: list[Connection] = self._local.idle
        return idle


@contextmanager
def savepoint(db: Connection) -> Iterator[None]:
    """Run a block that is undone alone when it raises; the transaction around it goes on."""
    _say(db, "SAVEPOINT here")
    try:
        yield
    except BaseException:
        _say(db, "ROLLBACK TO SAVEPOINT here")
        _say(db, "RELEASE SAVEPOINT here")
        raise
    _say(db, "RELEASE SAVEPOINT here")


def _say(db: Connection, statement: str) -> None:
    db.connection.cursor().execute(statement)


def _version_table(metadata: MetaData) -> Table:
    name = "schema_version"
    return metadata.tables[name] if name in metadata.tables else Table(name, metadata, Column("version", String))


def _fingerprint(metadata: MetaData) -> str:
    """Return a digest of the tables' definitions: changing one makes another version."""
    statements = [str(CreateTable(table)) for table in metadata.sorted_tables]
    return hashlib.sha256("".join(statements).encode()).hexdigest()[:12]


# Engines run in autocommit: the store begins and ends transactions itself. SQLAlchemy's own way, with pool, events
# and savepoints, costs five times as much, at every request.


def _postgresql(url: str, schema: str | None) -> Engine:
    options = {"options": f"-c search_path={schema}"} if schema else {}
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool, connect_args=options)


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool, connect_args=_SQLITE)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        _use_wal(connection)
        # A lab may lose its last millisecond when the machine loses power, never its consistency.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


def _use_wal(connection: Any) -> None:
    """Turn the write-ahead log on. The first who does needs the file alone, and SQLite does not wait for that."""
    for attempt in range(_WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if attempt == _WAL_ATTEMPTS - 1:
                raise
            time.sleep(0.01)
        else:
            return
