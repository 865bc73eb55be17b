"""Copies of a service's state and the way back, on each kind of database."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Column, ForeignKey, LargeBinary, MetaData, String, Table, delete, insert, select

from mocks.kit import snapshots
from mocks.kit.snapshots import UnknownSnapshot
from mocks.kit.store import Store
from mocks.tests.databases import Database

Act = Callable[[Store, str], object]

METADATA = MetaData()
PEOPLE = Table("people", METADATA, Column("name", String(20), primary_key=True), Column("photo", LargeBinary))
PETS = Table("pets", METADATA, Column("name", String(20), primary_key=True), Column("owner", ForeignKey("people.name")))


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    """A store with Alice and her dog in it."""
    store = database.store("snapshots", METADATA)
    store.create()
    with store.transaction() as db:
        db.execute(insert(PEOPLE), {"name": "Alice", "photo": b"\0\xff"})
        db.execute(insert(PETS), {"name": "Rex", "owner": "Alice"})
    yield store
    store.close()


def add(store: Store, name: str) -> None:
    with store.transaction() as db:
        db.execute(insert(PEOPLE), {"name": name})


def names(store: Store) -> list[str]:
    with store.transaction() as db:
        return sorted(db.execute(select(PEOPLE.c.name)).scalars())


def test_going_back_brings_back_what_was_there_and_nothing_else(store: Store) -> None:
    snapshots.take(store, "before")
    with store.transaction() as db:
        db.execute(delete(PETS))
        db.execute(delete(PEOPLE))
        db.execute(insert(PEOPLE), {"name": "Bob"})
    snapshots.restore(store, "before")
    with store.transaction() as db:
        assert [tuple(row) for row in db.execute(select(PEOPLE))] == [("Alice", b"\0\xff")]
        assert [tuple(row) for row in db.execute(select(PETS))] == [("Rex", "Alice")]


def test_a_snapshot_can_be_gone_back_to_again_and_again(store: Store) -> None:
    snapshots.take(store, "before")
    for name in ("Bob", "Carol", "Dave"):
        add(store, name)
        snapshots.restore(store, "before")
        assert names(store) == ["Alice"]


def test_a_snapshot_taken_again_replaces_the_former(store: Store) -> None:
    snapshots.take(store, "here")
    add(store, "Bob")
    snapshots.take(store, "here")
    add(store, "Carol")
    snapshots.restore(store, "here")
    assert names(store) == ["Alice", "Bob"]


def test_snapshots_of_two_names_are_apart(store: Store) -> None:
    snapshots.take(store, "one")
    add(store, "Bob")
    snapshots.take(store, "two")
    snapshots.restore(store, "one")
    assert names(store) == ["Alice"]
    snapshots.restore(store, "two")
    assert names(store) == ["Alice", "Bob"]


def test_a_snapshot_outlives_the_process(database: Database, store: Store) -> None:
    snapshots.take(store, "seed")
    add(store, "Bob")
    again = database.store("snapshots", METADATA)
    assert snapshots.exists(again, "seed")
    snapshots.restore(again, "seed")
    assert names(store) == ["Alice"]
    again.close()


def test_an_unknown_snapshot_is_named_and_nothing_changes(store: Store) -> None:
    with pytest.raises(UnknownSnapshot, match=r"there is no snapshot .never_taken."):
        snapshots.restore(store, "never_taken")
    assert not snapshots.exists(store, "never_taken")
    assert names(store) == ["Alice"]


@pytest.mark.parametrize(
    "name", ["", "A", "1a", "a b", "a;b", "a'b", 'a"b', "../a", "a/b", "a.b", "ä", "a" * 32, "a\n"]
)
@pytest.mark.parametrize("act", [snapshots.take, snapshots.restore, snapshots.exists])
def test_a_name_that_could_lead_elsewhere_is_refused(sqlite: Database, act: Act, name: str) -> None:
    store = sqlite.store("snapshots", METADATA)
    store.create()
    before = sorted(sqlite.folder.iterdir())
    with pytest.raises(ValueError, match="name"):
        act(store, name)
    assert sorted(sqlite.folder.iterdir()) == before
    store.close()


def test_a_failing_restore_leaves_the_state_as_it_was(store: Store) -> None:
    """One transaction: half a state is never seen."""
    snapshots.take(store, "before")
    add(store, "Bob")
    with snapshots._beside(store, "before") as (db, schema):
        db.exec_driver_sql(f'DROP TABLE {schema}."pets"')
    with pytest.raises(Exception, match="pets"):
        snapshots.restore(store, "before")
    assert names(store) == ["Alice", "Bob"]


@pytest.mark.parametrize("act", [snapshots.take, snapshots.restore])
def test_an_unfinished_transaction_is_waited_for(store: Store, act: Act) -> None:
    """What another worker has begun is neither lost nor torn: the snapshot comes before it or after it."""
    snapshots.take(store, "seed")
    begun = threading.Event()

    def act_meanwhile() -> None:
        begun.set()
        act(store, "seed")

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as db:
            db.execute(insert(PEOPLE), {"name": "Bob"})
            later = pool.submit(act_meanwhile)
            assert begun.wait(5)
        later.result(timeout=10)
    snapshots.restore(store, "seed")
    assert names(store) in (["Alice"], ["Alice", "Bob"])


def test_reset_under_load_never_tears_a_transaction(store: Store) -> None:
    """Workers that write a person with a pet while others reset: afterwards every pet has its owner."""
    snapshots.take(store, "seed")

    def write(number: int) -> None:
        for turn in range(10):
            with store.transaction() as db:
                name = f"{number}-{turn}"
                db.execute(insert(PEOPLE), {"name": name})
                db.execute(insert(PETS), {"name": name, "owner": name})

    def reset(_: int) -> None:
        for _turn in range(5):
            snapshots.restore(store, "seed")

    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(write, number) for number in range(4)] + [pool.submit(reset, 0) for _ in range(2)]
        for future in done:
            future.result(timeout=60)
    with store.transaction() as db:
        owners = set(db.execute(select(PETS.c.owner)).scalars())
    assert owners == set(names(store))
