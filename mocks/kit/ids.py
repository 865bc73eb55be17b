"""Random values: unguessable in service, repeatable in tests."""

import base64
import random
import secrets
import string
import uuid
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
        return str(uuid.UUID(bytes=self._source.randbytes(16), version=4))


class SystemIds(_RandomIds):
    """Ids from the operating system's random generator."""

    def __init__(self) -> None:
        super().__init__(secrets.SystemRandom())


class SeededIds(_RandomIds):
    """The same ids in the same order at every run; for tests only."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(random.Random(seed))  # noqa: S311 (repeatable is the point)
