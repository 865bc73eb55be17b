"""Proof Key for Code Exchange."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocks.oauth import pkce

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_the_rfc() -> None:
    """RFC 7636 appendix B."""
    assert pkce.s256(VERIFIER) == CHALLENGE
    assert pkce.verify(VERIFIER, CHALLENGE, "S256")


def test_plain_is_the_same_string() -> None:
    """RFC 7636 section 4.6; a plain challenge is no S256 challenge and the other way round."""
    assert pkce.verify(VERIFIER, VERIFIER, "plain")
    assert not pkce.verify(VERIFIER, CHALLENGE, "plain")
    assert not pkce.verify(VERIFIER, VERIFIER, "S256")


@pytest.mark.parametrize("wrong", [VERIFIER[:-1], VERIFIER + "k", VERIFIER.swapcase(), "", CHALLENGE, VERIFIER + "\n"])
def test_any_other_verifier_is_wrong(wrong: str) -> None:
    assert not pkce.verify(wrong, CHALLENGE, "S256")


@pytest.mark.parametrize(("length", "good"), [(42, False), (43, True), (128, True), (129, False)])
def test_lengths(length: int, good: bool) -> None:
    """RFC 7636 section 4.1: 43 to 128 characters."""
    assert pkce.well_formed("a" * length) is good


@pytest.mark.parametrize("character", ["+", "/", "=", " ", "%", "ä", "\n", "\0", "\uff41"])
def test_characters(character: str) -> None:
    """RFC 7636 section 4.1: unreserved characters alone."""
    assert not pkce.well_formed("a" * 42 + character)
    assert not pkce.well_formed("a" * 43 + character)


@given(st.text(), st.text(), st.sampled_from(["S256", "plain"]))
def test_no_text_is_too_strange(verifier: str, challenge: str, method: str) -> None:
    """A verifier that is not well formed is wrong, whatever the challenge; nothing raises."""
    if not (pkce.well_formed(verifier) and pkce.well_formed(challenge)):
        assert not pkce.verify(verifier, challenge, method)
