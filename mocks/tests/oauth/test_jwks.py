"""Another party's signing keys."""

from typing import Any

import msgspec
import pytest
from joserfc.jwk import RSAKey

from mocks.kit.http import Answer, HttpClient, PeerUnavailable
from mocks.oauth.jwks import key_finder

URL = "https://issuer.example/keys"
KEYS = [RSAKey.generate_key(2048, {"kid": kid}, private=True) for kid in ("key-1", "key-2")]
PUBLIC: list[dict[str, Any]] = [{**key.as_dict(private=False), "use": "sig"} for key in KEYS]


class KeyServer(HttpClient):
    """Answers with a key set, and counts how often it was asked."""

    def __init__(self, *keys: Any) -> None:
        super().__init__("tests")
        self.answer = Answer(200, {}, msgspec.json.encode({"keys": keys}))
        self.asked = 0

    def publish(self, *keys: Any) -> None:
        self.answer = Answer(200, {}, msgspec.json.encode({"keys": keys}))

    def get(self, url: str, headers: object = None) -> Answer:
        assert url == URL
        self.asked += 1
        return self.answer


def kid_of(server: KeyServer, kid: str | None) -> str | None:
    """Return which of the two keys is found."""
    found = key_finder(server, URL)(kid)
    return next(key["kid"] for key in PUBLIC if key["n"] == found.as_dict(private=False)["n"]) if found else None


def test_a_key_is_found_by_its_kid_and_fetched_once() -> None:
    server = KeyServer(*PUBLIC)
    assert [kid_of(server, kid) for kid in ("key-1", "key-2", "key-1")] == ["key-1", "key-2", "key-1"]
    assert server.asked == 1


def test_a_key_that_is_new_is_fetched() -> None:
    """OpenID Connect Core section 10.1.1, rollover: an unknown kid means another look at the key set."""
    server = KeyServer(PUBLIC[0])
    assert kid_of(server, "key-1")
    server.publish(PUBLIC[1])
    assert kid_of(server, "key-2")
    assert server.asked == 2
    assert kid_of(server, "key-1") is None, "what is no longer published is no longer believed"


def test_clients_and_addresses_are_apart() -> None:
    first, second = KeyServer(PUBLIC[0]), KeyServer(PUBLIC[1])
    assert kid_of(first, "key-1")
    assert kid_of(second, "key-1") is None


def test_a_single_key_answers_for_no_kid() -> None:
    """OpenID Connect Core section 10.1: with several keys a token has to name one."""
    assert kid_of(KeyServer(PUBLIC[0]), None) == "key-1"
    assert kid_of(KeyServer(*PUBLIC), None) is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"null"),
        (200, b"5"),
        (200, b"{}"),
        (200, b'{"keys":null}'),
        (200, b'{"keys":{"key-1":{}}}'),
        (200, b'{"keys":"\xff"}'),
        (200, b"[" * 100_000),
        (404, b'{"keys":[]}'),
        (302, b'{"keys":[]}'),
        (500, b""),
    ],
)
def test_what_is_no_key_set_is_no_answer(status: int, body: bytes) -> None:
    """The sign-in can be tried again; a bad signature could not."""
    server = KeyServer()
    server.answer = Answer(status, {}, body)
    with pytest.raises(PeerUnavailable, match=f"answered {status} and no key set"):
        key_finder(server, URL)("key-1")


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "key",
        [],
        {},
        {"kty": "RSA"},
        {"kty": "RSA", "kid": "key-1", "n": 5, "e": "AQAB"},
        {"kty": "RSA", "kid": "key-1", "n": "!", "e": "AQAB"},
        {"kty": "RSA", "kid": "key-1", "n": "", "e": ""},
        {"kty": "RSA", "kid": "key-1", "n": "ü", "e": "AQAB"},
        {"kty": "RSA", "kid": "key-1", "n": PUBLIC[0]["n"], "e": "AA"},
        {"kty": "RSA", "kid": "key-1", "n": PUBLIC[0]["n"], "e": "AQ"},
        {"kty": "EC", "kid": "key-1", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"},
        {**PUBLIC[0], "use": "enc"},
    ],
)
def test_a_key_that_cannot_be_used_is_left_out_and_the_others_stay(odd: object) -> None:
    """RFC 7517 section 5: what is not understood is ignored."""
    server = KeyServer(odd, PUBLIC[1])
    assert kid_of(server, "key-2") == "key-2"
    assert kid_of(server, "key-1") is None


@pytest.mark.parametrize("kid", [5, ["a"], {"a": 1}, None])
def test_a_kid_that_is_no_text_does_no_harm(kid: object) -> None:
    server = KeyServer({**PUBLIC[0], "kid": kid}, PUBLIC[1])
    assert kid_of(server, "key-2") == "key-2"


def test_a_key_too_small_is_not_taken() -> None:
    """RFC 7518 section 3.3: 2048 bits at least."""
    small = {"kty": "RSA", "kid": "key-1", "e": "AQAB", "n": PUBLIC[0]["n"][:172]}
    assert kid_of(KeyServer(small), "key-1") is None


def test_only_the_public_part_of_a_key_is_taken() -> None:
    """A key set with private members is somebody's accident; nothing of it is kept."""
    found = key_finder(KeyServer(KEYS[0].as_dict(private=True)), URL)("key-1")
    assert found
    assert not found.is_private
