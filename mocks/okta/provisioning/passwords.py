"""What a password of the org must be like. Source: fact sheet 4.3 and 6.4."""

import re

LONGEST = 72
_LEAST = 8
_PARTS = re.compile(r"[,.\-_#@+]")
_SHORTEST_PART = 4


def unmet(password: str, login: str) -> list[str]:
    """Return the requirements that a password does not meet, each in words."""
    asked = {
        f"at least {_LEAST} characters": len(password) >= _LEAST,
        f"at most {LONGEST} characters": len(password) <= LONGEST,
        "a lowercase letter": any(letter.islower() for letter in password),
        "an uppercase letter": any(letter.isupper() for letter in password),
        "a number": any(letter.isdigit() for letter in password),
        "no parts of your username": not _has_part_of(login, password),
    }
    return [requirement for requirement, met in asked.items() if not met]


def refusal(password: str, again: str, login: str) -> str | None:
    """Return what a person is told whose new password, typed twice, is not accepted; None when it is."""
    missing = unmet(password, login)
    if missing:
        return f"A password needs {', '.join(missing)}."
    return None if password == again else "The two passwords are not the same."


def _has_part_of(login: str, password: str) -> bool:
    parts = [part for part in _PARTS.split(login.lower()) if len(part) >= _SHORTEST_PART]
    return any(part in password.lower() for part in parts)
