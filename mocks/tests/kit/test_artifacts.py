"""Short-lived records, on each kind of database."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import MetaData, text

from mocks.kit.artifacts import ArtifactGone, Artifacts, Kind, Statements, artifacts_table
from mocks.kit.clock import StoppedClock
from mocks.kit.ids import SystemIds
from mocks.kit.store import Store
from mocks.tests.databases import Database

MINUTE = timedelta(minutes=1)


class Note(msgspec.Struct, frozen=True):
    """The payload of the tests."""

    text: str
    tags: tuple[str, ...] = ()


NOTE, OTHER = Kind("note", Note), Kind("other", Note)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    metadata = MetaData()
    artifacts_table(metadata)
    store = database.store("artifacts", metadata)
    store.create()
    yield store
    store.close()


@pytest.fixture
def statements(store: Store) -> Statements:
    return Statements(store.metadata.tables["artifacts"])


@pytest.fixture
def artifacts(store: Store, statements: Statements, clock: StoppedClock) -> Iterator[Artifacts]:
    """The artifacts within one transaction."""
    with store.transaction() as db:
        yield Artifacts(db, statements, clock, SystemIds())


def test_an_id_is_claimed_once_until_its_time_is_over(artifacts: Artifacts, clock: StoppedClock) -> None:
    """The first payload stays; a claim that is refused leaves the transaction good."""
    assert artifacts.claim(NOTE, "it", Note("first"), MINUTE, family="f")
    assert not artifacts.claim(NOTE, "it", Note("second"), MINUTE)
    assert artifacts.claim(OTHER, "it", Note("of another kind"), MINUTE)
    found = artifacts.get(NOTE, "it")
    assert found
    assert (found.payload.text, found.family) == ("first", "f")
    clock.move(MINUTE)
    assert artifacts.claim(NOTE, "it", Note("third"), MINUTE)


def test_of_many_who_claim_at_once_one_is_told_so(store: Store, statements: Statements, clock: StoppedClock) -> None:
    """And none takes away what another has: what they look at may be old by then."""
    with store.transaction() as db:
        Artifacts(db, statements, clock, SystemIds()).put(NOTE, Note("old"), MINUTE, id="it")
    clock.move(MINUTE)
    start = threading.Barrier(4)

    def claim(text: str) -> bool:
        start.wait()
        with store.transaction() as db:
            return Artifacts(db, statements, clock, SystemIds()).claim(NOTE, "it", Note(text), MINUTE)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(claim, "abcd")) == [False, False, False, True]


def test_what_was_put_is_found_by_its_id_alone(artifacts: Artifacts, clock: StoppedClock) -> None:
    note = Note("größe \0 'x' \U0001f511", ("a", "b"))
    id = artifacts.put(NOTE, note, MINUTE, family="f")
    found = artifacts.get(NOTE, id)
    assert found
    assert (found.payload, found.family) == (note, "f")
    assert found.expires_at == clock.now().timestamp() + 60
    assert len(id) == 43
    assert artifacts.get(NOTE, id.swapcase()) is None
    assert artifacts.get(NOTE, "") is None


def test_an_id_is_of_one_kind(artifacts: Artifacts) -> None:
    """A code is no access token, whatever a caller says it is."""
    id = artifacts.put(NOTE, Note("a"), MINUTE)
    assert artifacts.get(OTHER, id) is None
    with pytest.raises(ArtifactGone) as gone:
        artifacts.consume(OTHER, id)
    assert not gone.value.taken
    artifacts.drop(OTHER, id)
    assert artifacts.get(NOTE, id)


def test_an_artifact_ends_when_the_clock_says_so(artifacts: Artifacts, clock: StoppedClock) -> None:
    """Alive to the last moment before its end, gone at it."""
    id = artifacts.put(NOTE, Note("a"), MINUTE)
    clock.move(MINUTE - timedelta(milliseconds=1))
    assert artifacts.get(NOTE, id)
    clock.move(timedelta(milliseconds=1))
    assert artifacts.get(NOTE, id) is None
    with pytest.raises(ArtifactGone) as gone:
        artifacts.consume(NOTE, id)
    assert not gone.value.taken


def test_a_clock_moved_back_revives_what_was_not_swept(artifacts: Artifacts, clock: StoppedClock) -> None:
    kept = artifacts.put(NOTE, Note("a"), MINUTE)
    clock.move(2 * MINUTE)
    assert artifacts.get(NOTE, kept) is None
    clock.move(-2 * MINUTE)
    assert artifacts.get(NOTE, kept)


def test_consuming_works_once(artifacts: Artifacts) -> None:
    """RFC 6749 section 4.1.2; a second taker learns that it was taken, and of which family it is."""
    id = artifacts.put(NOTE, Note("a"), MINUTE, family="f")
    assert artifacts.consume(NOTE, id).payload == Note("a")
    with pytest.raises(ArtifactGone) as gone:
        artifacts.consume(NOTE, id)
    assert (gone.value.taken, gone.value.family) == (True, "f")
    assert artifacts.get(NOTE, id) is None


def test_an_unknown_artifact_is_gone_without_having_been_taken(artifacts: Artifacts) -> None:
    with pytest.raises(ArtifactGone) as gone:
        artifacts.consume(NOTE, "never-put")
    assert (gone.value.taken, gone.value.family) == (False, "")


def test_what_was_consumed_can_be_looked_at_until_its_time_is_over(artifacts: Artifacts, clock: StoppedClock) -> None:
    """A form that was sent twice may still be told what it was of."""
    id = artifacts.put(NOTE, Note("a"), MINUTE, family="f")
    artifacts.consume(NOTE, id)
    found = artifacts.spent(NOTE, id)
    assert found
    assert (found.payload, found.family) == (Note("a"), "f")
    assert artifacts.spent(NOTE, "never-put") is None
    assert artifacts.spent(OTHER, id) is None
    clock.move(MINUTE)
    assert artifacts.spent(NOTE, id) is None


def test_replacing_keeps_the_lifetime_and_extending_renews_it(artifacts: Artifacts, clock: StoppedClock) -> None:
    replaced, extended = (artifacts.put(NOTE, Note("a"), MINUTE) for _ in range(2))
    clock.move(MINUTE / 2)
    artifacts.replace(NOTE, replaced, Note("b"))
    artifacts.extend(NOTE, extended, Note("b"), MINUTE)
    clock.move(MINUTE / 2)
    assert artifacts.get(NOTE, replaced) is None
    found = artifacts.get(NOTE, extended)
    assert found
    assert found.payload == Note("b")


def test_what_is_gone_cannot_be_written_to(artifacts: Artifacts, clock: StoppedClock) -> None:
    """Neither a consumed nor an expired artifact comes back by being written."""
    consumed, expired = (artifacts.put(NOTE, Note("a"), MINUTE) for _ in range(2))
    artifacts.consume(NOTE, consumed)
    artifacts.replace(NOTE, consumed, Note("b"))
    artifacts.extend(NOTE, consumed, Note("b"), MINUTE)
    clock.move(MINUTE)
    artifacts.replace(NOTE, expired, Note("b"))
    artifacts.extend(NOTE, expired, Note("b"), MINUTE)
    assert artifacts.get(NOTE, consumed) is None
    assert artifacts.get(NOTE, expired) is None


def test_a_family_is_dropped_together_and_alone(artifacts: Artifacts) -> None:
    kin = [artifacts.put(kind, Note("a"), MINUTE, family="f") for kind in (NOTE, OTHER)]
    stranger = artifacts.put(NOTE, Note("a"), MINUTE, family="g")
    single = artifacts.put(NOTE, Note("a"), MINUTE)
    artifacts.consume(NOTE, kin[0])
    assert artifacts.has_family("f")
    artifacts.drop_family("f")
    assert (artifacts.has_family("f"), artifacts.has_family("g")) == (False, True)
    assert [artifacts.get(kind, id) for kind, id in zip((NOTE, OTHER), kin, strict=True)] == [None, None]
    artifacts.drop_family("")
    assert artifacts.get(NOTE, stranger)
    assert artifacts.get(NOTE, single), "what stands alone is no family"


def test_dropping_twice_does_no_harm(artifacts: Artifacts) -> None:
    id = artifacts.put(NOTE, Note("a"), MINUTE)
    artifacts.drop(NOTE, id)
    artifacts.drop(NOTE, id)
    assert artifacts.get(NOTE, id) is None


def test_sweeping_removes_what_has_expired_and_nothing_else(
    store: Store, artifacts: Artifacts, clock: StoppedClock
) -> None:
    artifacts.put(NOTE, Note("a"), MINUTE)
    kept = artifacts.put(NOTE, Note("b"), 3 * MINUTE)
    used = artifacts.put(NOTE, Note("c"), 3 * MINUTE)
    artifacts.consume(NOTE, used)
    clock.move(2 * MINUTE)
    artifacts.sweep()
    assert artifacts.get(NOTE, kept)
    with pytest.raises(ArtifactGone) as gone:
        artifacts.consume(NOTE, used)
    assert gone.value.taken, "a used code must stay known for as long as it could have been used"


def test_an_id_of_the_caller_s_own_is_kept_by_its_digest(artifacts: Artifacts) -> None:
    """Access tokens are their own ids, a thousand characters long."""
    token = "eyJ." + "x" * 2000
    assert artifacts.put(NOTE, Note("a"), MINUTE, id=token) == token
    assert artifacts.get(NOTE, token)
    assert artifacts.get(NOTE, token + "x") is None


def test_the_database_holds_no_id(store: Store, statements: Statements, clock: StoppedClock) -> None:
    """A copy of the database is worth no code and no token (RFC 6749 section 10.3: kept confidential in storage)."""
    with store.transaction() as db:
        artifacts = Artifacts(db, statements, clock, SystemIds())
        ids = [artifacts.put(NOTE, Note(f"note {number}"), MINUTE) for number in range(20)]
        artifacts.consume(NOTE, ids[0])
    with store.transaction() as db:
        stored = repr(db.execute(text("SELECT * FROM artifacts")).all())
    assert "note 19" in stored
    assert not [id for id in ids if id in stored]


def test_the_database_file_holds_no_id(sqlite: Database, clock: StoppedClock) -> None:
    """Not even in the write-ahead log."""
    metadata = MetaData()
    table = artifacts_table(metadata)
    store = sqlite.store("artifacts", metadata)
    store.create()
    with store.transaction() as db:
        id = Artifacts(db, Statements(table), clock, SystemIds()).put(NOTE, Note("a note"), MINUTE)
    files = b"".join(path.read_bytes() for path in sqlite.folder.iterdir())
    assert b"a note" in files
    assert id.encode() not in files
    store.close()


def test_one_of_eight_takers_wins(store: Store, statements: Statements, clock: StoppedClock) -> None:
    """RFC 6749 section 4.1.2: a code is used once, also by those who come at the same moment."""
    with store.transaction() as db:
        ids = [Artifacts(db, statements, clock, SystemIds()).put(NOTE, Note("a"), MINUTE) for _ in range(10)]
    start = threading.Barrier(8)

    def take_all(_: int) -> list[tuple[str, bool]]:
        outcomes = []
        for id in ids:
            start.wait()
            try:
                with store.transaction() as db:
                    Artifacts(db, statements, clock, SystemIds()).consume(NOTE, id)
                outcomes.append((id, True))
            except ArtifactGone as gone:
                outcomes.append((id, not gone.taken))
        return outcomes

    with ThreadPoolExecutor(8) as pool:
        outcomes = [outcome for taker in pool.map(take_all, range(8)) for outcome in taker]
    assert sorted(id for id, won in outcomes if won) == sorted(ids)
    assert len(outcomes) == 80


def test_lists_by_whom_they_are_about_and_who_has_them(artifacts: Artifacts, clock: StoppedClock) -> None:
    """Of one kind, and only what is still good."""
    kept = {artifacts.put(NOTE, Note(name), MINUTE, owner="ann", holder=f"s/{name}") for name in ("a", "b")}
    for kind, owner, holder in ((OTHER, "ann", "s/c"), (NOTE, "bob", "s_x/a"), (NOTE, None, None)):
        artifacts.put(kind, Note("x"), 3 * MINUTE, owner=owner, holder=holder)
    used = artifacts.put(NOTE, Note("y"), MINUTE, owner="ann", holder="s/y")
    artifacts.consume(NOTE, used)
    found = artifacts.owned(NOTE, "ann")
    assert {handle for handle, _ in found} == {artifacts.handle(NOTE, id) for id in kept}
    assert found == artifacts.owned(NOTE, "ann")
    assert [artifact.payload.text for _, artifact in artifacts.held(NOTE, "s/a")] == ["a"]
    assert artifacts.holders("s/") == ["s/a", "s/b", "s/c"]
    assert artifacts.holders("s_") == ["s_x/a"]
    clock.move(2 * MINUTE)
    assert artifacts.owned(NOTE, "ann") == []
    assert artifacts.holders("s/") == ["s/c"]
