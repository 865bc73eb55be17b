"""Reading a request's body in WSGI."""

from typing import IO


def read_exactly(source: IO[bytes], length: int) -> bytes:
    """Read a body whole: one read may return less when the body arrives in more than one packet."""
    parts: list[bytes] = []
    while length > 0 and (part := source.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
