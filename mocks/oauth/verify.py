"""Verifying an ID token that another party issued; every check a relying party owes (OpenID Connect Core 3.1.3.7)."""

import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

LOGOUT_TYPE = "logout+jwt"
"""Of tokens that are signed with the same keys and never stand for an ID token (Back-Channel Logout section 4)."""
RSA_ALGORITHMS = ("RS256", "RS384", "RS512")
_SHORTEST_SECRET = 32
_SUBJECT = re.compile(r"[ -~]{1,255}")
"""OpenID Connect Core section 2: ASCII, and not longer."""


class Flaw(StrEnum):
    """What is wrong with an ID token."""

    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown_key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    AUTHORIZED_PARTY = "authorized_party"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    NONCE = "nonce"
    SUBJECT = "subject"


class IdTokenRefused(Exception):
    """The ID token must not be believed."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(f"{flaw.value} {detail}".strip())
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the relying party expects. now, skew: seconds. algorithms: all of one family, which the keys are of."""

    issuer: str
    audience: str
    nonce: str | None
    now: int
    skew: int
    algorithms: tuple[str, ...] = RSA_ALGORITHMS


KeyFinder = Callable[[str | None], RSAKey | OctKey | None]
"""`kid` (None when the header has none) to the issuer's public key, or to the secret shared with it."""


def secret_finder(secret: str) -> KeyFinder:
    """Return a function that knows one key: the client secret (OpenID Connect Core section 10.1).

    One that is shorter than a digest is no key (RFC 7518 section 3.2).
    """
    key = OctKey.import_key(secret) if len(secret.encode()) >= _SHORTEST_SECRET else None
    return lambda _: key


def verify_id_token(token: str, find_key: KeyFinder, expected: Expectation) -> dict[str, Any]:
    """Return the claims of a good ID token; raises IdTokenRefused with the first flaw found."""
    claims = verify_signature(token, find_key, expected.algorithms)
    _check_parties(claims, expected)
    _check_times(claims, expected)
    if expected.nonce is not None and not _same(claims.get("nonce"), expected.nonce):
        raise IdTokenRefused(Flaw.NONCE)
    return claims


def verify_signature(token: str, find_key: KeyFinder, algorithms: tuple[str, ...] = RSA_ALGORITHMS) -> dict[str, Any]:
    """Return the claims of a token whose signature is good; nothing about them is checked yet."""
    header = _header(token)
    if header.get("typ") == LOGOUT_TYPE:
        raise IdTokenRefused(Flaw.MALFORMED, "a logout token")
    if header.get("alg") not in algorithms:
        raise IdTokenRefused(Flaw.ALGORITHM, str(header.get("alg"))[:20])
    kid = header.get("kid")
    if not isinstance(kid, str | None):
        raise IdTokenRefused(Flaw.MALFORMED, "kid")
    key = find_key(kid)
    if key is None:
        raise IdTokenRefused(Flaw.UNKNOWN_KEY, str(kid)[:80])
    try:
        payload = jws.deserialize_compact(token, key, algorithms=list(algorithms)).payload
    except JoseError as error:
        raise IdTokenRefused(Flaw.SIGNATURE) from error
    return _claims(payload)


def unverified(token: str) -> dict[str, Any]:
    """Return what a token says, to choose by it what to expect; to be believed only once it is verified."""
    _header(token)
    return _claims(jws.extract_compact(token.encode()).payload)


def _claims(payload: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(payload, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise IdTokenRefused(Flaw.MALFORMED) from error


def _header(token: str) -> Mapping[str, Any]:
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, UnicodeError, json.JSONDecodeError) as error:
        raise IdTokenRefused(Flaw.MALFORMED) from error
    if not isinstance(header, dict):
        raise IdTokenRefused(Flaw.MALFORMED)
    return header


def _check_parties(claims: Mapping[str, Any], expected: Expectation) -> None:
    if claims.get("iss") != expected.issuer:
        raise IdTokenRefused(Flaw.ISSUER, str(claims.get("iss"))[:200])
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if expected.audience not in audiences:
        raise IdTokenRefused(Flaw.AUDIENCE, str(audience)[:200])
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != expected.audience:
        raise IdTokenRefused(Flaw.AUTHORIZED_PARTY)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise IdTokenRefused(Flaw.SUBJECT)


def _same(claim: object, expected: str) -> bool:
    return isinstance(claim, str) and hmac.compare_digest(claim.encode(), expected.encode())


def _check_times(claims: Mapping[str, Any], expected: Expectation) -> None:
    times = {name: claims.get(name) for name in ("exp", "iat", "nbf")}
    for name, value in times.items():
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            raise IdTokenRefused(Flaw.MALFORMED, name)
    expires, issued, not_before = times["exp"], times["iat"], times["nbf"]
    if not isinstance(expires, int | float) or not isinstance(issued, int | float):
        raise IdTokenRefused(Flaw.MALFORMED, "exp or iat missing")
    if expires + expected.skew <= expected.now:
        raise IdTokenRefused(Flaw.EXPIRED)
    if max(issued, not_before or 0) - expected.skew > expected.now:
        raise IdTokenRefused(Flaw.NOT_YET_VALID)
