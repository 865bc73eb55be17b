"""Hashes of other systems. Each expected value was made with that algorithm's own tool or is from its specification."""

import base64
import hashlib

import bcrypt
import msgspec
import pytest

from mocks.kit import foreign_hashes
from mocks.kit.foreign_hashes import Bcrypt, ForeignHash, Md5, Pbkdf2, Sha1, Sha256, Sha512
from mocks.kit.passwords import hash_password, matches

PASSWORD, SALT = "Pass-wörd-1", base64.b64encode(b"some salt").decode()


def b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def digest(name: str, order: str | None) -> str:
    salt, typed = b"some salt" if order else b"", PASSWORD.encode()
    return b64(hashlib.new(name, typed + salt if order == "POSTFIX" else salt + typed).digest())


_KINDS = {"md5": Md5, "sha1": Sha1, "sha256": Sha256, "sha512": Sha512}


@pytest.mark.parametrize("order", ["PREFIX", "POSTFIX", None])
@pytest.mark.parametrize("name", _KINDS)
def test_digests(name: str, order: str | None) -> None:
    """The salt stands where it is said to stand, or there is none."""
    hashed = _KINDS[name](digest(name, order), SALT if order else "", order)  # type: ignore[arg-type]
    assert hashed.complaint() is None
    assert hashed.fits(PASSWORD)
    assert not hashed.fits(PASSWORD + "x")


def test_a_published_value() -> None:
    """FIPS 180-2 appendix B.1: the digest of `abc`."""
    value = bytes.fromhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    assert Sha256(b64(value)).fits("abc")


def test_bcrypt() -> None:
    made = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    hashed = Bcrypt(4, made[7:29], made[29:])
    assert hashed.fits(PASSWORD)
    assert not hashed.fits("wrong")
    assert not Bcrypt(3, made[7:29], made[29:]).fits(PASSWORD)


def test_bcrypt_looks_at_seventy_two_bytes() -> None:
    """As the tools that made such hashes did; a longer password is no error."""
    made = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()
    assert Bcrypt(4, made[7:29], made[29:]).fits("x" * 80)


def test_pbkdf2() -> None:
    """RFC 7914 section 11 has this value for 80000 iterations."""
    value = bytes.fromhex(
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
    )
    hashed = Pbkdf2(b64(value), b64(b"NaCl"), 80000, 64, "SHA256_HMAC")
    assert hashed.complaint() is None
    assert hashed.fits("Password")
    assert not hashed.fits("password")


@pytest.mark.parametrize(
    ("hashed", "field"),
    [
        (Sha256("not base64!"), "value"),
        (Sha256(b64(b"short")), "value"),
        (Sha512(digest("sha512", "PREFIX"), SALT), "saltOrder"),
        (Sha512(digest("sha512", "PREFIX"), "?", "PREFIX"), "salt"),
        (Pbkdf2(b64(b"x" * 32), SALT, 4096, 64, "SHA512_HMAC"), "value"),
    ],
)
def test_what_can_be_nobody_s_hash_is_told(hashed: ForeignHash, field: str) -> None:
    assert (hashed.complaint() or "").startswith(f"{field}:")


def test_they_are_kept_beside_our_own() -> None:
    """What was kept comes back; one of our own is not taken for one."""
    hashed = Sha1(digest("sha1", "POSTFIX"), SALT, "POSTFIX")
    assert foreign_hashes.read(foreign_hashes.stored(hashed)) == hashed
    own = hash_password(PASSWORD, 2)
    assert foreign_hashes.read(own) is None
    for kept in (foreign_hashes.stored(hashed), own):
        assert matches(PASSWORD, kept)
        assert not matches("wrong", kept)


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"algorithm":"CRC32","value":"x"}', type=ForeignHash)
