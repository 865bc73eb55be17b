"""Which seed a service's stored state was made from.

A seed is planted into an empty store, once. A store made from another one would go on with people, passwords and
redirect URIs that the seed no longer has: that is said, not lived with.
"""

import hashlib
from pathlib import Path

import msgspec

_FILE = "seed.sha256"


class StateOfAnotherSeed(Exception):
    """The state was made from another seed than the one that is given."""

    def __init__(self) -> None:
        super().__init__(
            "the stored state was made from another seed, other addresses or other passwords; "
            "go back to those, or `make lab-reset` starts afresh"
        )


def check(folder: Path, seed: msgspec.Struct) -> None:
    """Remember the seed of a new state; raises StateOfAnotherSeed when there is one from another seed."""
    wanted = digest(seed)
    file = folder / _FILE
    if not file.exists():
        file.write_text(wanted)
    elif file.read_text() != wanted:
        raise StateOfAnotherSeed


def digest(seed: msgspec.Struct) -> str:
    """Return a value that two seeds share only when they say the same."""
    return hashlib.sha256(msgspec.json.encode(seed)).hexdigest()
