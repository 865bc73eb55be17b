"""Random values: unguessable in service, repeatable in tests."""

import base64
import random
import secrets
import string
from typing import Protocol

_ALPHANUMERIC = string.ascii_letters + string.digits


class Ids(Protocol):
    """Source of every identifier and secret that a service makes."""

    def token(self) -> str:
        """Return 256 random bits as 43 characters of base64url."""
        ...

    def alphanumeric(self, length: int) -> str:
        """Return `length` characters of [A-Za-z0-9]."""
        ...

    def guid(self) -> str:
        """Return a version 4 UUID (RFC 9562) in lower case."""
        ...


class _RandomIds:
    def __init__(self, source: random.Random) -> None:
        self._source = source

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._source.randbytes(32)).rstrip(b"=").decode()

    def alphanumeric(self, length: int) -> str:
        return "".join(self._source.choices(_ALPHANUMERIC, k=length))

    def guid(self) -> str:
        bits = bytearray(self._source.randbytes(16))
        bits[6], bits[8] = bits[6] & 0x0F | 0x40, bits[8] & 0x3F | 0x80
        text = bits.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class SystemIds(_RandomIds):
    """Ids from the operating system's random generator."""

    def __init__(self) -> None:
        super().__init__(secrets.SystemRandom())

    def alphanumeric(self, length: int) -> str:
        """Ask for all the randomness in one go: `choices` goes to the operating system for each character."""
        found = ""
        while len(found) < length:
            # Values that are no multiple of 62 below 256 would make some characters likelier than others.
            found += "".join(_ALPHANUMERIC[value % 62] for value in secrets.token_bytes(length + 8) if value < 248)
        return found[:length]


class SeededIds(_RandomIds):
    """The same ids in the same order at every run; for tests only."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(random.Random(seed))  # noqa: S311 (repeatable is the point)
