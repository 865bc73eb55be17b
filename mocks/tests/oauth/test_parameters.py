"""Reading the parameters of a protocol request."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from mocks.oauth import parameters
from mocks.oauth.errors import OAuthError, Reason


def read(*pairs: tuple[str, str]) -> dict[str, str]:
    return parameters.read(MultiDict(pairs))


def test_an_empty_parameter_counts_as_absent() -> None:
    """RFC 6749 section 3.1: sent without a value, treated as omitted."""
    assert read(("a", ""), ("b", "x")) == {"b": "x"}


def test_a_repeated_parameter_is_refused_by_name() -> None:
    """RFC 6749 section 3.1: not more than once; also when both say the same, or one says nothing."""
    for values in (("1", "2"), ("1", "1"), ("", "1")):
        with pytest.raises(OAuthError) as caught:
            read(*(("state", value) for value in values))
        assert (caught.value.error, caught.value.reason) == ("invalid_request", Reason.REPEATED_PARAMETER)
        assert caught.value.detail == "state"


@pytest.mark.parametrize("value", ["\0", "a\nb", "\r", "\t", "\x1f", "\x7f", "a" * 8193])
def test_what_is_not_text_is_refused_by_name(value: str) -> None:
    """RFC 6749 appendix A knows no control characters."""
    with pytest.raises(OAuthError) as caught:
        read(("state", value))
    assert (caught.value.reason, caught.value.detail) == (Reason.BAD_REQUEST, "state")


def test_other_text_is_kept_as_it_came() -> None:
    value = " ä€😀 <b>'\"&%00+ " + "x" * 8000
    assert read(("state", value)) == {"state": value}


def test_a_name_that_cannot_be_shown_is_not_shown() -> None:
    with pytest.raises(OAuthError) as caught:
        read(("a\n<b>\0" + "x" * 100, "\0"))
    assert caught.value.detail == "a<b>" + "x" * 54


def test_a_missing_parameter_is_named() -> None:
    assert parameters.require({"code": "x"}, "code") == "x"
    with pytest.raises(OAuthError) as caught:
        parameters.require({}, "code")
    assert (caught.value.reason, caught.value.detail) == (Reason.MISSING_PARAMETER, "code")


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ()), ("", ()), ("openid", ("openid",)), ("b a b", ("b", "a")), ("openid  email", ("openid", "email"))],
)
def test_a_list_of_words_has_each_once_in_order(value: str | None, words: tuple[str, ...]) -> None:
    """RFC 6749 section 3.3."""
    assert parameters.words(value) == words


def test_only_known_names_are_picked() -> None:
    assert parameters.known_only({"idp": "0oa", "x": "1"}, ("idp", "other")) == {"idp": "0oa"}


@pytest.mark.parametrize(
    ("url", "given", "address"),
    [
        ("https://app.example/cb", {"state": "a b"}, "https://app.example/cb?state=a+b"),
        ("https://app.example/cb?tenant=1", {"state": "s"}, "https://app.example/cb?tenant=1&state=s"),
        ("https://app.example/cb", {}, "https://app.example/cb"),
    ],
)
def test_parameters_join_an_address_s_own(url: str, given: dict[str, str], address: str) -> None:
    """RFC 6749 section 3.1: the query of the address stays."""
    assert parameters.joined(url, given) == address


@given(st.lists(st.tuples(st.text(max_size=5), st.text()), max_size=6))
def test_nothing_but_an_oauth_error_comes_of_anything(pairs: list[tuple[str, str]]) -> None:
    with suppress(OAuthError):
        found = read(*pairs)
        assert set(found.items()) <= set(pairs)
        assert all(value for value in found.values())
