"""The database behind a service: SQLite by default, PostgreSQL by URL.

One transaction per request. Writers take the write lock when they begin, so that two workers queue instead of
failing half-way. The schema is created, never migrated: a state made by another version is refused by name.
"""

from collections.abc import Iterator
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
)
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateSchema


class StateOfAnotherVersion(Exception):
    """The database was written by a version of the lab with another schema."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"the stored state has schema version {found}, this lab needs {wanted}; `make lab-reset` starts afresh"
        )


class Store:
    """A database that holds the tables of one metadata."""

    def __init__(self, url: str, metadata: MetaData, *, schema: str | None = None, version: str = "1") -> None:
        """url: an SQLAlchemy URL, `sqlite:///path/to/file` or `postgresql+psycopg://…`.

        schema: for PostgreSQL, where these tables live; services may share a database, not a schema.
        """
        self.url, self._schema = url, schema
        self.metadata = metadata
        self._version = version
        self._version_table = _version_table(metadata)
        self.engine: Engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url, schema)

    def create(self) -> bool:
        """Create what is missing; return True when the database was empty.

        Raises StateOfAnotherVersion when the tables there are not this version's.
        """
        with self.transaction() as db:
            if self._schema:
                db.execute(CreateSchema(self._schema, if_not_exists=True))
            fresh = not inspect(db).has_table(self._version_table.name)
            self.metadata.create_all(db)
            if fresh:
                db.execute(self._version_table.insert(), {"version": self._version})
            else:
                found = db.execute(select(self._version_table.c.version)).scalar_one()
                if found != self._version:
                    raise StateOfAnotherVersion(found, self._version)
        return fresh

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run a block in one transaction: committed at its end, rolled back when it raises."""
        with self.engine.begin() as db:
            yield db

    def after_fork(self) -> None:
        """Forget connections inherited from the parent process; each process opens its own."""
        self.engine.dispose(close=False)

    def close(self) -> None:
        self.engine.dispose()


def _version_table(metadata: MetaData) -> Table:
    name = "schema_version"
    return metadata.tables[name] if name in metadata.tables else Table(name, metadata, Column("version", String))


def _postgresql(url: str, schema: str | None) -> Engine:
    options = f"-c search_path={schema}" if schema else ""
    return create_engine(url, pool_size=8, max_overflow=32, connect_args={"options": options})


def _sqlite(url: str) -> Engine:
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 10},
        **({} if in_memory else {"poolclass": QueuePool, "pool_size": 8, "max_overflow": 32}),
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: we begin them, with the write lock.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        # A lab may lose its last millisecond when the machine loses power, never its consistency.
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
