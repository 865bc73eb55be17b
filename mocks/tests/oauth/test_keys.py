"""Signing keys, on each kind of database."""

from collections.abc import Iterator

import pytest
from joserfc import jws
from sqlalchemy import MetaData, text

from mocks.kit.clock import StoppedClock
from mocks.kit.store import Store
from mocks.oauth.keys import KeyRing, keys_table
from mocks.tests.databases import Database

METADATA = MetaData()
TABLE = keys_table(METADATA)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    store = database.store("keys", METADATA)
    store.create()
    yield store
    store.close()


def test_keys_are_made_once_and_survive_a_restart(store: Store) -> None:
    """Okta fact sheet 12.7: a kid that changes at a restart breaks every relying party."""
    with store.transaction() as db:
        KeyRing(TABLE, StoppedClock()).provide(db, "default", ("current", "next"))
    with store.transaction() as db:
        again = KeyRing(TABLE, StoppedClock())
        before = [key.kid for key in again.published(db, "default")]
        again.provide(db, "default", ("current", "next"))
        assert [key.kid for key in again.published(db, "default")] == before
        assert len(set(before)) == 2
        assert again.current(db, "default").kid in before


def test_servers_do_not_share_keys(store: Store) -> None:
    """Okta fact sheet 1.4: each authorization server has its own."""
    ring = KeyRing(TABLE, StoppedClock())
    with store.transaction() as db:
        ring.provide(db, "default")
        ring.provide(db, "org")
        kid = ring.current(db, "default").kid
        assert kid != ring.current(db, "org").kid
        assert ring.by_kid(db, "default", kid)
        assert ring.by_kid(db, "org", kid) is None


def test_after_a_rotation_the_next_key_signs_and_the_old_one_stays_published(store: Store) -> None:
    """OpenID Connect Core section 10.1.1: tokens signed before must stay verifiable."""
    ring = KeyRing(TABLE, StoppedClock())
    with store.transaction() as db:
        ring.provide(db, "default", ("current", "next"))
        old = ring.current(db, "default").kid
        (new,) = {key.kid for key in ring.published(db, "default")} - {old}
        ring.rotate(db, "default")
        assert ring.current(db, "default").kid == new
        published = {key.kid for key in ring.published(db, "default")}
        assert {old, new} < published
        assert len(published) == 3


def test_a_ring_without_a_next_key_can_rotate_too(store: Store) -> None:
    ring = KeyRing(TABLE, StoppedClock())
    with store.transaction() as db:
        ring.provide(db, "default")
        old = ring.current(db, "default").kid
        ring.rotate(db, "default")
        assert ring.current(db, "default").kid != old


def test_what_one_worker_rotates_another_signs_with(store: Store) -> None:
    """Key objects are kept in memory, the choice between them is not."""
    first, second = KeyRing(TABLE, StoppedClock()), KeyRing(TABLE, StoppedClock())
    with store.transaction() as db:
        first.provide(db, "default", ("current", "next"))
        second.current(db, "default")
        first.rotate(db, "default")
        assert second.current(db, "default").kid == first.current(db, "default").kid


def test_the_published_part_holds_nothing_private(store: Store) -> None:
    """RFC 7518 section 6.3.2 lists what must stay at home."""
    ring = KeyRing(TABLE, StoppedClock())
    with store.transaction() as db:
        ring.provide(db, "default")
        public = ring.current(db, "default").public
    assert {"kty", "n", "e"} <= set(public)
    assert not {"d", "p", "q", "dp", "dq", "qi", "oth"} & set(public)


def test_a_key_read_from_the_database_signs_as_the_one_that_was_made(store: Store) -> None:
    made, read = KeyRing(TABLE, StoppedClock()), KeyRing(TABLE, StoppedClock())
    with store.transaction() as db:
        made.provide(db, "default")
        signed = jws.serialize_compact({"alg": "RS256"}, b"{}", read.current(db, "default").key)
        assert jws.deserialize_compact(signed, made.current(db, "default").key).payload == b"{}"
        bits = made.current(db, "default").key.public_key.key_size
        assert bits == 2048
        assert db.execute(text("SELECT count(*) FROM signing_keys")).scalar_one() == 1
