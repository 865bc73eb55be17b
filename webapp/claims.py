"""How claims are shown: grouped by where they came from, with times in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from webapp.sessions import Person

_TIMES = {"exp", "iat", "nbf", "auth_time", "updated_at"}
_MEANINGS = {
    "sub": "Who you are to this application; never changes",
    "name": "Your full name",
    "given_name": "Your first name",
    "family_name": "Your last name",
    "preferred_username": "What you sign in as",
    "email": "Your e-mail address",
    "email_verified": "Whether the address was checked",
    "groups": "The groups you are in",
    "locale": "Your language and region",
    "zoneinfo": "Your time zone",
    "updated_at": "When your profile last changed",
    "iss": "Who issued the ID token",
    "aud": "The application it was issued to",
    "iat": "When it was issued",
    "nbf": "When it starts to be valid",
    "exp": "When it stops being valid",
    "auth_time": "When you last proved who you are",
    "amr": "How you proved it",
    "idp": "Which identity provider vouched for you",
    "nonce": "Ties the ID token to this sign-in",
    "at_hash": "Ties the access token to the ID token",
    "tid": "Your organisation's tenant",
    "oid": "You, in your organisation's directory",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, ready to be shown. note: what else to know about the value."""

    name: str
    value: str
    note: str
    meaning: str


def grouped(person: Person) -> list[tuple[str, list[Row]]]:
    """Return the claims as titled groups of rows; an empty group is left out."""
    in_both = person.id_token.keys() & person.userinfo.keys()
    groups = [
        (
            "In the ID token and from userinfo",
            [_row(n, person.userinfo, person.id_token) for n in sorted(in_both)],
        ),
        ("From userinfo", [_row(n, person.userinfo) for n in sorted(person.userinfo.keys() - in_both)]),
        ("In the ID token", [_row(n, person.id_token) for n in sorted(person.id_token.keys() - in_both)]),
    ]
    return [(title, rows) for title, rows in groups if rows]


def in_words(seconds: object) -> str:
    """Return a NumericDate (RFC 7519 section 2) as a date and time in UTC, or nothing if it is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return ""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{moment.day} {moment:%B %Y, %H:%M:%S} UTC"


def _row(name: str, claims: Mapping[str, Any], other: Mapping[str, Any] | None = None) -> Row:
    value = claims[name]
    note = in_words(value) if name in _TIMES else ""
    if other is not None and other[name] != value:
        note = f"The ID token says: {_text(other[name])}"
    return Row(name, _text(value), note, _MEANINGS.get(name, ""))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
