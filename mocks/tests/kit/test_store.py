"""The database behind a service, on each kind of database."""

import gc
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, ForeignKey, Integer, MetaData, String, Table, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from mocks.kit.store import StateOfAnotherVersion, Store, savepoint
from mocks.tests.databases import Database, fresh


def metadata() -> MetaData:
    made = MetaData()
    Table("people", made, Column("name", String(20), primary_key=True), Column("visits", Integer, nullable=False))
    Table("pets", made, Column("name", String(20), primary_key=True), Column("owner", ForeignKey("people.name")))
    return made


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    store = database.store("store", metadata())
    store.create()
    yield store
    store.close()


def names(store: Store) -> list[str]:
    with store.transaction() as db:
        return list(db.execute(select(store.metadata.tables["people"].c.name)).scalars())


def add(store: Store, name: str) -> None:
    with store.transaction() as db:
        db.execute(insert(store.metadata.tables["people"]), {"name": name, "visits": 0})


def test_only_the_first_creation_finds_the_database_empty(database: Database) -> None:
    first, second = (database.store("store", metadata()) for _ in range(2))
    assert first.create()
    assert not second.create()
    assert not first.create()
    first.close()
    second.close()


def test_one_of_many_that_start_at_once_finds_the_database_empty(database: Database) -> None:
    """Each opens the file anew, or the server's schema, at the same moment; none fails, one plants."""
    start = threading.Barrier(6)

    def create(_: int) -> bool:
        store = database.store("store", metadata())
        start.wait(10)
        fresh = store.create()
        store.close()
        return fresh

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(create, range(6))) == [False] * 5 + [True]


def test_what_was_written_survives_a_restart(database: Database) -> None:
    first = database.store("store", metadata())
    first.create()
    add(first, "Alice")
    first.close()
    second = database.store("store", metadata())
    assert not second.create()
    assert names(second) == ["Alice"]
    second.close()


def test_two_services_in_one_place_do_not_see_each_other(database: Database) -> None:
    mine, other = database.store("mine", metadata()), database.store("other", metadata())
    mine.create()
    other.create()
    add(mine, "Alice")
    assert names(other) == []
    mine.close()
    other.close()


def test_the_state_of_another_version_is_refused_by_name(database: Database) -> None:
    """Created, never migrated: the message says what is there, what is wanted and what to do."""
    old = database.store("store", metadata(), version="1")
    old.create()
    add(old, "Alice")
    new = database.store("store", metadata(), version="2")
    with pytest.raises(StateOfAnotherVersion, match=r"its tables are 1, this version.s 2\).*down --state"):
        new.create()
    assert names(old) == ["Alice"], "nothing was touched"
    old.close()
    new.close()


def test_a_block_that_raises_leaves_nothing_behind(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as db:
            db.execute(insert(store.metadata.tables["people"]), {"name": "Alice", "visits": 0})
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail()
    assert names(store) == []
    add(store, "Alice")


def test_a_statement_that_fails_takes_its_whole_transaction_along(store: Store) -> None:
    def add_twice() -> None:
        with store.transaction() as db:
            for _ in range(2):
                db.execute(insert(store.metadata.tables["people"]), {"name": "Alice", "visits": 0})

    with pytest.raises(IntegrityError):
        add_twice()
    assert names(store) == []


def test_a_savepoint_is_given_back_alone(store: Store) -> None:
    people = store.metadata.tables["people"]

    def add_all(db: Connection, *names: str) -> None:
        with savepoint(db):
            for name in names:
                db.execute(insert(people), {"name": name, "visits": 0})

    with store.transaction() as db:
        add_all(db, "Alice")
        with pytest.raises(IntegrityError):
            add_all(db, "Bob", "Alice")
        add_all(db, "Carol")
    assert sorted(names(store)) == ["Alice", "Carol"]


def test_savepoints_can_stand_in_each_other(store: Store) -> None:
    people = store.metadata.tables["people"]

    def fail_inside(db: Connection) -> None:
        with savepoint(db):
            db.execute(insert(people), {"name": "Bob", "visits": 0})
            raise RuntimeError("inner")

    with store.transaction() as db, savepoint(db):
        db.execute(insert(people), {"name": "Alice", "visits": 0})
        with pytest.raises(RuntimeError, match="inner"):
            fail_inside(db)
        db.execute(insert(people), {"name": "Carol", "visits": 0})
    assert sorted(names(store)) == ["Alice", "Carol"]


def test_references_are_held(store: Store) -> None:
    """SQLite does so only when it is told to, on every connection."""
    with pytest.raises(IntegrityError), store.transaction() as db:
        db.execute(insert(store.metadata.tables["pets"]), {"name": "Rex", "owner": "Nobody"})


def test_writers_queue_and_none_is_lost(store: Store) -> None:
    """Two workers that read, reckon and write must not overwrite each other."""
    add(store, "Alice")
    people = store.metadata.tables["people"]
    start = threading.Barrier(8)

    def visit(_: int) -> None:
        start.wait()
        for _turn in range(5):
            with store.transaction() as db:
                db.execute(update(people).values(visits=people.c.visits + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(8)))
    with store.transaction() as db:
        assert db.execute(select(people.c.visits)).scalar_one() == 40


def test_after_a_fork_parent_and_child_have_connections_of_their_own(store: Store) -> None:
    """Workers are forked from a process that has used the store: neither may speak on the other's connection."""
    add(store, "Alice")
    child = os.fork()
    if child == 0:
        # Nothing of the test runner may run in the child, whatever happens.
        try:
            store.after_fork()
            gc.collect()
            add(store, "Bob")
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert sorted(names(store)) == ["Alice", "Bob"]


def test_a_connection_that_the_server_closed_is_opened_anew(postgresql_url: str, tmp_path: Path) -> None:
    """A database that was restarted must not cost the next request."""
    database = fresh(tmp_path, postgresql_url)
    store, other = (database.store("store", metadata()) for _ in range(2))
    store.create()
    add(store, "Alice")
    with store.transaction() as db:
        pid = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.transaction() as db:
        db.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    assert names(store) == ["Alice"]
    store.close()
    other.close()


def test_a_store_in_memory_keeps_its_tables() -> None:
    store = Store("sqlite://", metadata())
    assert store.create()
    add(store, "Alice")
    assert names(store) == ["Alice"]
    store.close()


def test_a_file_that_is_no_database_is_an_error(sqlite: Database) -> None:
    (sqlite.folder / "store.sqlite").write_bytes(b"this is no database, although it is long enough to be one" * 20)
    store = sqlite.store("store", metadata())
    with pytest.raises(DatabaseError, match="not a database"):
        store.create()
    store.close()


def test_a_store_beside_another_holds_the_same_tables_and_other_rows(store: Store) -> None:
    beside = store.beside("pilot-1")
    beside.create()
    add(beside, "Ada")
    add(store, "Bob")
    assert (names(store), names(beside)) == (["Bob"], ["Ada"])
    assert store.beside("pilot-1") is beside
