"""Passwords and client secrets at rest.

Passwords: scrypt (RFC 7914). Client secrets are long and random, so one salted SHA-256 is enough and keeps
the token endpoint fast. Both compare in constant time.
"""

import base64
import hashlib
import hmac
import os

from mocks.kit import foreign_hashes

# The smallest cost that OWASP's password storage sheet still lists with this block size.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1

SEED_COST = 2**8
"""For passwords of a seed: they stand in a file in the clear, so a slow hash protects nobody and delays each start.

That a wrong password is refused sooner for people of the seed tells nothing that the file does not.
"""


def hash_password(password: str, cost: int = _COST) -> str:
    """Return `scrypt$n$r$p$salt$hash`, the last two in base64. cost: scrypt's N."""
    salt = os.urandom(16)
    return f"scrypt${cost}${_BLOCK}${_PARALLEL}${_b64(salt)}${_b64(_scrypt(password, salt, cost, _BLOCK, _PARALLEL))}"


def verify_password(password: str, stored: str) -> bool:
    """Tell whether a password is the one that was hashed."""
    _, n, r, p, salt, expected = stored.split("$")
    actual = _scrypt(password, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(actual, base64.b64decode(expected))


def matches(password: str, kept: str) -> bool:
    """Tell whether a password is the one whose hash is kept: one of our own, or one that an import has brought.

    A wrong one takes as long as it does for everybody, so that who was imported is not told apart.
    """
    foreign = foreign_hashes.read(kept)
    if foreign is None:
        return verify_password(password, kept)
    if foreign.fits(password):
        return True
    waste_time(password)
    return False


def fingerprint(password: str, stored: str) -> str:
    """Return what tells one wrong password from another, as slow to guess from as the stored hash itself."""
    _, n, r, p, salt, _ = stored.split("$")
    return _b64(hashlib.sha256(_scrypt(password, base64.b64decode(salt), int(n), int(r), int(p))).digest())


def waste_time(password: str) -> None:
    """Do the work of a verification for a user who has no password, so that timing does not tell them apart."""
    _scrypt(password, b"\0" * 16, _COST, _BLOCK, _PARALLEL)


def hash_secret(secret: str) -> str:
    """Return `sha256$salt$hash`, the last two in base64, of a client secret."""
    salt = os.urandom(16)
    return f"sha256${_b64(salt)}${_b64(hashlib.sha256(salt + secret.encode()).digest())}"


def verify_secret(secret: str, stored: str) -> bool:
    _, salt, expected = stored.split("$")
    actual = hashlib.sha256(base64.b64decode(salt) + secret.encode()).digest()
    return hmac.compare_digest(actual, base64.b64decode(expected))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=64 * 1024 * 1024)


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()
