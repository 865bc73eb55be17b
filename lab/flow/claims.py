"""Which statements about a person travelled in a flow, and who made them to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lab.flow.messages import Message

_NAMES = ("preferred_username", "email", "upn", "sub")
_TYPED = ("identifier", "loginfmt", "username", "login_hint", "sub")
_KINDS = {"id_token": "ID token", "access_token": "access token"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Claims that one party sent to another. kind: `ID token`, `access token` or `userinfo`."""

    issuer: str
    audience: str
    kind: str
    claims: dict[str, Any]


def statements(messages: Iterable[Message]) -> list[Statement]:
    """Return what was said about the person, in the order in which it was said; opaque tokens say nothing."""
    found = []
    for message in messages:
        if message.hop is None:
            continue
        for kind, claims in message.hop.issued.items():
            if claims:
                found.append(Statement(message.target, message.source, _KINDS.get(kind, kind), claims))
        if "sub" in message.hop.answer:
            found.append(Statement(message.target, message.source, "userinfo", message.hop.answer))
    return found


def about_person(statements: Iterable[Statement], issuer: str) -> dict[str, Any]:
    """Return everything that an issuer said about the person: its ID token, completed by its userinfo."""
    claims: dict[str, Any] = {}
    for statement in statements:
        if statement.issuer == issuer and statement.kind != "access token":
            claims |= statement.claims
    return claims


def username(messages: Iterable[Message], said: Iterable[Statement]) -> str:
    """Return what the person is called: by the last issuer that spoke, else as typed; "" when nobody said."""
    for statement in reversed([each for each in said if each.kind != "access token"]):
        for name in _NAMES:
            if statement.claims.get(name):
                return str(statement.claims[name])
    given = [message.hop.given for message in messages if message.hop]
    return next((typed[name] for typed in reversed(given) for name in _TYPED if typed.get(name)), "")
