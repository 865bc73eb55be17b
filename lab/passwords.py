"""Passwords and client secrets that replace a seed's where other machines reach the lab; kept by their owner alone."""

import fcntl
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import yaml

# No letter or digit that is taken for another one when it is read from a screen.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_HEADING = "# What stands in the seed, and what is used instead while other machines reach the lab.\n"


def replacements(file: Path, wanted: Iterable[str]) -> dict[str, str]:
    """Return another secret for each one, made at the first call and the same ever after.

    Several services may ask at once, in processes or containers of their own.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+") as stored:
        fcntl.flock(stored, fcntl.LOCK_EX)
        known: dict[str, str] = yaml.safe_load(stored) or {}
        missing = [secret for secret in dict.fromkeys(wanted) if secret not in known]
        if missing:
            known |= {secret: _secret() for secret in missing}
            stored.seek(0)
            stored.write(_HEADING + yaml.safe_dump(known, sort_keys=False))
            stored.truncate()
    return known


def _secret() -> str:
    """Return 118 random bits, fit to be typed."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(6))
