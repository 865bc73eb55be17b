"""Secrets for one reader."""

import pytest

from mocks.kit.sealed import Reader, Unreadable, seal


def test_only_the_reader_opens_it() -> None:
    reader, other = Reader(), Reader()
    sealed = seal("pässword", reader.public_key)
    assert reader.open(sealed) == "pässword"
    with pytest.raises(Unreadable):
        other.open(sealed)


def test_the_same_text_never_looks_the_same() -> None:
    reader = Reader()
    assert seal("same", reader.public_key) != seal("same", reader.public_key)


@pytest.mark.parametrize("place", [0, 40, -2])
def test_what_was_altered_is_not_opened(place: int) -> None:
    reader = Reader()
    sealed = list(seal("password", reader.public_key))
    sealed[place] = "A" if sealed[place] != "A" else "B"
    with pytest.raises(Unreadable):
        reader.open("".join(sealed))


def test_what_is_no_key_seals_nothing() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal("password", "c2hvcnQ")
