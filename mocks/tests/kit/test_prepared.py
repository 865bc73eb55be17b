"""Statements compiled once and run by the driver, on each kind of database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Column, Float, ForeignKey, MetaData, String, Table, bindparam, delete, select, update

from mocks.kit.prepared import Conflict, Prepared
from mocks.kit.store import Store, savepoint
from mocks.tests.databases import Database

METADATA = MetaData()
PEOPLE = Table("people", METADATA, Column("name", String(20), primary_key=True), Column("age", Float))
PETS = Table("pets", METADATA, Column("name", String(20), primary_key=True), Column("owner", ForeignKey("people.name")))

ADD = Prepared(PEOPLE.insert())
ADD_PET = Prepared(PETS.insert())
BY_NAME = Prepared(select(PEOPLE.c.name, PEOPLE.c.age).where(PEOPLE.c.name == bindparam("who")))
OLDEST = Prepared(select(PEOPLE.c.name).order_by(PEOPLE.c.age.desc()).limit(2))
NO_AGE = Prepared(select(PEOPLE.c.name).where(PEOPLE.c.age.is_(None)))
GROW = Prepared(
    update(PEOPLE).where(PEOPLE.c.name == bindparam("who")).values(age=PEOPLE.c.age + 1).returning(PEOPLE.c.age)
)
DROP = Prepared(delete(PEOPLE).where(PEOPLE.c.name == bindparam("who")))


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    store = database.store("prepared", METADATA)
    store.create()
    with store.transaction() as db:
        for name, age in (("Alice", 30.5), ("Bob", None), ("Carol", 40.0)):
            ADD.run(db, {"name": name, "age": age})
    yield store
    store.close()


def test_values_come_back_as_they_went_in(store: Store) -> None:
    with store.transaction() as db:
        ADD.run(db, {"name": "a'\"%s%(x)s:y ?ä", "age": -0.25})
        assert BY_NAME.first(db, {"who": "a'\"%s%(x)s:y ?ä"}) == ("a'\"%s%(x)s:y ?ä", -0.25)
        assert BY_NAME.first(db, {"who": "Bob"}) == ("Bob", None)
        assert BY_NAME.first(db, {"who": "nobody"}) is None


def test_a_statement_s_own_values_need_not_be_given(store: Store) -> None:
    """LIMIT and compared constants are part of it."""
    with store.transaction() as db:
        assert NO_AGE.rows(db, {}) == [("Bob",)]
        assert len(OLDEST.rows(db, {})) == 2


def test_an_update_can_tell_what_it_wrote(store: Store) -> None:
    with store.transaction() as db:
        assert GROW.first(db, {"who": "Alice"}) == (31.5,)
        assert GROW.first(db, {"who": "nobody"}) is None


def test_what_was_written_is_of_the_transaction(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as db:
            DROP.run(db, {"who": "Alice"})
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail()
    with store.transaction() as db:
        assert BY_NAME.first(db, {"who": "Alice"})


def test_a_key_that_is_taken_or_missing_is_a_conflict(store: Store) -> None:
    """Undone alone inside a savepoint; the transaction around it goes on."""

    def clash(statement: Prepared, values: dict[str, object]) -> None:
        with savepoint(db):
            statement.run(db, values)

    with store.transaction() as db:
        with pytest.raises(Conflict):
            clash(ADD, {"name": "Alice", "age": 1.0})
        with pytest.raises(Conflict):
            clash(ADD_PET, {"name": "Rex", "owner": "nobody"})
        ADD_PET.run(db, {"name": "Rex", "owner": "Alice"})
    with store.transaction() as db:
        assert db.execute(select(PETS.c.name)).scalars().all() == ["Rex"]


def test_many_threads_may_run_one_statement(store: Store) -> None:
    def read(_: int) -> object:
        with store.transaction() as db:
            return BY_NAME.first(db, {"who": "Carol"})

    fresh = Prepared(select(PEOPLE.c.name).where(PEOPLE.c.name == bindparam("who")))

    def compile_first(_: int) -> object:
        with store.transaction() as db:
            return fresh.first(db, {"who": "Carol"})

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(read, range(12))) == {("Carol", 40.0)}
        assert set(pool.map(compile_first, range(12))) == {("Carol",)}


def test_several_rows_go_in_together_or_not_at_all(store: Store) -> None:
    with store.transaction() as db:
        ADD.run_each(db, [{"name": "Dave", "age": 1.0}, {"name": "Erin", "age": None}])
        assert (BY_NAME.first(db, {"who": "Dave"}), BY_NAME.first(db, {"who": "Erin"})) == (
            ("Dave", 1.0),
            ("Erin", None),
        )
    with pytest.raises(Conflict), store.transaction() as db:
        ADD.run_each(db, [{"name": "Frank", "age": 1.0}, {"name": "Alice", "age": 1.0}])
    with store.transaction() as db:
        assert BY_NAME.first(db, {"who": "Frank"}) is None
