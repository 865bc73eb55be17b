"""What became of a person's claims on the way: said upstream, kept in Universal Directory, told to the application."""

from dataclasses import dataclass
from typing import Any

from lab.flow.claims import about_person
from lab.flow.flow import Flow

_ISSUED = {"iss", "aud", "azp", "tid", "idp", "sid", "jti", "uti", "rh", "aio", "ver"}
_WHEN_AND_HOW = {"iat", "nbf", "exp", "auth_time", "nonce", "at_hash", "c_hash", "acr", "amr"}
_ABOUT_TOKEN = _ISSUED | _WHEN_AND_HOW
"""Claims that speak of the token and of the act of signing in; all others speak of the person."""

_ATTRIBUTES = {
    "preferred_username": "login",
    "email": "email",
    "given_name": "firstName",
    "family_name": "lastName",
    "middle_name": "middleName",
    "name": "displayName",
    "nickname": "nickName",
    "locale": "locale",
    "zoneinfo": "timezone",
    "profile": "profileUrl",
}
"""Where Okta takes the claims of the scopes profile and email from (developer.okta.com, OpenID Connect scopes)."""

_NOBODY: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One claim. values: by issuer, None where that issuer did not make it. attribute: its place in Okta's profile."""

    name: str
    values: tuple[str | None, ...]
    attribute: str
    fate: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """issuers: in the order in which they spoke. person, token: claims about the one and about the other."""

    issuers: tuple[str, ...]
    person: tuple[Row, ...]
    token: tuple[Row, ...]


def comparison(flow: Flow) -> Comparison:
    issuers = tuple(dict.fromkeys(said.issuer for said in flow.statements if said.kind != "access token"))
    said = {issuer: about_person(flow.statements, issuer) for issuer in issuers}
    names = list(dict.fromkeys(name for claims in said.values() for name in claims))
    rows = [_row(name, issuers, said) for name in names]
    about_token = [row for row in rows if row.name in _ABOUT_TOKEN]
    return Comparison(issuers, tuple(row for row in rows if row not in about_token), tuple(about_token))


def _row(name: str, issuers: tuple[str, ...], said: dict[str, dict[str, Any]]) -> Row:
    values = tuple(_shown(said[issuer][name]) if name in said[issuer] else None for issuer in issuers)
    attribute = _ATTRIBUTES.get(name, "") if name in said.get("okta", _NOBODY) else ""
    return Row(name, values, attribute, _fate(values))


def _fate(values: tuple[str | None, ...]) -> str:
    """Say what the last issuer, the one that the application hears, made of what the first one said."""
    if len(values) < 2:
        return ""
    first, last = values[0], values[-1]
    if first is None:
        return "added"
    if last is None:
        return "not passed on"
    return "as it came" if first == last else "replaced"


def _shown(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
