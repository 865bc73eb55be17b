"""Secrets for one reader: sealed with a public key, opened with the private one.

X25519 (RFC 7748) with a key of the moment, HKDF (RFC 5869), ChaCha20-Poly1305 (RFC 8439).
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = bytes(12)  # each key encrypts one message


class Unreadable(Exception):
    """What was sealed is for somebody else, or was altered."""


class Reader:
    """Who can open what is sealed with `public_key` (base64url, 43 characters)."""

    def __init__(self) -> None:
        self._private = X25519PrivateKey.generate()
        self.public_key = _b64(self._private.public_key().public_bytes_raw())

    def open(self, sealed: str) -> str:
        """Return what was sealed; raises Unreadable."""
        try:
            content = _unb64(sealed)
            moment = content[:32]
            key = _key(self._private.exchange(X25519PublicKey.from_public_bytes(moment)), moment)
            return ChaCha20Poly1305(key).decrypt(_NONCE, content[32:], None).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error


def seal(text: str, public_key: str) -> str:
    """Return a text that only the holder of the private key can read; raises ValueError when that is no key."""
    reader = X25519PublicKey.from_public_bytes(_unb64(public_key))
    private = X25519PrivateKey.generate()
    moment = private.public_key().public_bytes_raw()
    sealed = ChaCha20Poly1305(_key(private.exchange(reader), moment)).encrypt(_NONCE, text.encode(), None)
    return _b64(moment + sealed)


def _key(shared: bytes, moment: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=moment, info=b"coexistence-lab sealed").derive(shared)


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
