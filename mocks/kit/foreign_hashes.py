"""Passwords as other systems have hashed them, brought along by an import: each algorithm with its parameters.

They are checked until their owner has typed the password once, then hashed anew (`kit/passwords.py`).
"""

import base64
import binascii
import hashlib
import hmac
from typing import Annotated, ClassVar, Literal

import msgspec

_RADIX_64 = "[./A-Za-z0-9]"
_LEAST_COST = 4
"""The smallest cost that bcrypt is defined for."""
_LONGEST = 72
"""Bytes of a password that bcrypt looks at."""

Text = Annotated[str, msgspec.Meta(max_length=1024)]


class Bcrypt(msgspec.Struct, frozen=True, rename="camel", tag_field="algorithm", tag="BCRYPT"):
    """salt, value: the last two parts of `$2a$..`, in bcrypt's own base 64."""

    work_factor: Annotated[int, msgspec.Meta(ge=1, le=20)]
    salt: Annotated[str, msgspec.Meta(pattern=f"^{_RADIX_64}{{22}}$")]
    value: Annotated[str, msgspec.Meta(pattern=f"^{_RADIX_64}{{31}}$")]

    def complaint(self) -> str | None:
        return None

    def fits(self, password: str) -> bool:
        import bcrypt  # noqa: PLC0415 (only those who were imported with such a hash need it)

        if self.work_factor < _LEAST_COST:
            return False
        expected = f"$2b${self.work_factor:02}${self.salt}{self.value}".encode()
        return bcrypt.checkpw(password.encode()[:_LONGEST], expected)


class _Digest(msgspec.Struct, frozen=True, rename="camel", tag_field="algorithm", tag="_"):
    """One round of a hash function. salt, value: base64; salt_order: where the salt stands, before or after."""

    value: Text
    salt: Text = ""
    salt_order: Literal["PREFIX", "POSTFIX"] | None = None
    function: ClassVar[str] = ""

    def complaint(self) -> str | None:
        if self.salt and self.salt_order is None:
            return "saltOrder: must be PREFIX or POSTFIX"
        return _wrong(salt=self.salt) or _wrong_length(self.value, hashlib.new(self.function).digest_size)

    def fits(self, password: str) -> bool:
        salt, typed = base64.b64decode(self.salt), password.encode()
        salted = typed + salt if self.salt_order == "POSTFIX" else salt + typed
        digest = hashlib.new(self.function, salted, usedforsecurity=False).digest()
        return hmac.compare_digest(digest, base64.b64decode(self.value))


class Md5(_Digest, frozen=True, tag="MD5"):
    function: ClassVar[str] = "md5"


class Sha1(_Digest, frozen=True, tag="SHA-1"):
    function: ClassVar[str] = "sha1"


class Sha256(_Digest, frozen=True, tag="SHA-256"):
    function: ClassVar[str] = "sha256"


class Sha512(_Digest, frozen=True, tag="SHA-512"):
    function: ClassVar[str] = "sha512"


class Pbkdf2(msgspec.Struct, frozen=True, rename="camel", tag_field="algorithm", tag="PBKDF2"):
    """RFC 8018 section 5.2. salt, value: base64; key_size: of the value, in bytes."""

    value: Text
    salt: Text
    iteration_count: Annotated[int, msgspec.Meta(ge=4096, le=10_000_000)]
    key_size: Annotated[int, msgspec.Meta(ge=16, le=512)]
    digest_algorithm: Literal["SHA256_HMAC", "SHA512_HMAC"]

    def complaint(self) -> str | None:
        return _wrong(salt=self.salt) or _wrong_length(self.value, self.key_size)

    def fits(self, password: str) -> bool:
        function, salt = self.digest_algorithm.removesuffix("_HMAC").lower(), base64.b64decode(self.salt)
        key = hashlib.pbkdf2_hmac(function, password.encode(), salt, self.iteration_count, self.key_size)
        return hmac.compare_digest(key, base64.b64decode(self.value))


ForeignHash = Bcrypt | Md5 | Sha1 | Sha256 | Sha512 | Pbkdf2
_decode = msgspec.json.Decoder(ForeignHash).decode


def stored(hashed: ForeignHash) -> str:
    """Return a hash as it is kept where others are."""
    return msgspec.json.encode(hashed).decode()


def read(text: str) -> ForeignHash | None:
    """Return what is kept if it is a foreign hash; None for one of our own."""
    return _decode(text) if text.startswith("{") else None


def _wrong(**values: str) -> str | None:
    for name, value in values.items():
        if _bytes(value) is None:
            return f"{name}: must be base64"
    return None


def _wrong_length(value: str, length: int) -> str | None:
    found = _bytes(value)
    return None if found is not None and len(found) == length else f"value: must be base64 of {length} bytes"


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
