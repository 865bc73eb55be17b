"""Asking for proofs and judging them, the same for a person's factors and for a sign-in. Source: fact sheet 6.6."""

from collections.abc import Callable
from typing import Any

from mocks.kit.artifacts import Kind
from mocks.okta import authenticators
from mocks.okta.api._call import Call
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.authenticators import Enrollable, Here, TooSoon, Unsuitable, Verdict, _enrolment
from mocks.okta.authenticators._totp import Totp
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.users import User

QR_CODE = Kind("factor_qr_code", str)
_REFUSALS = {
    Verdict.FAILED: ("E0000068", "Your passcode doesn't match our records. Please try again."),
    Verdict.REPLAYED: ("E0000082", "Each code can only be used once."),
    Verdict.LATE: ("E0000083", "The code is too old, or of the future."),
    Verdict.LOCKED: ("E0000069", "The user is locked out."),
}


def enrolled(at: Here, user: User, kind: Enrollable, profile: dict[str, Any], *, trusted: bool = False) -> Factor:
    """Begin to set an authenticator up. trusted: it needs no first proof. Raises E0000001."""
    try:
        return _enrolment.enrol(at, user, kind, profile, trusted=trusted)
    except _enrolment.SetUpAlready as error:
        raise invalid("factorEnrollRequest", "A factor of this type is already set up.") from error
    except Unsuitable as error:
        raise invalid(error.field, f"{error.field}: {error}") from error


def activation(call: Call, at: Here, user: User, factor: Factor) -> dict[str, Any]:
    """Return what the first proof needs."""
    kind = authenticators.of(factor)
    told = asked(at, user, factor, kind.activation)
    if isinstance(kind, Totp):
        lifetime = call.server.lifetimes.sign_in
        token = call.unit.artifacts.put(QR_CODE, factor.id, lifetime, family=f"user:{user.id}")
        href = call.url(f"/users/{user.id}/factors/{factor.id}/qr/{token}")
        told["_links"] = {"qrcode": {"href": href, "type": "image/png"}}
    return told


def asked(at: Here, user: User, factor: Factor, how: Callable[[Here, User, Factor], dict[str, Any]]) -> dict[str, Any]:
    """Ask for a proof, and return what the answer needs; raises E0000118 when that was done a moment ago."""
    try:
        return how(at, user, factor)
    except TooSoon as error:
        raise ApiError("E0000118") from error


def given_proof(call: Call) -> dict[str, str]:
    """Return the parts of a proof; clients send members along that are of other kinds of factors, or null."""
    return {name: value for name, value in call.json().items() if isinstance(value, str)}


def settle(verdict: Verdict) -> None:
    """Go on after a right proof; a wrong one stays counted."""
    if verdict is not Verdict.SUCCESS:
        code, cause = _REFUSALS[verdict]
        raise ApiError(code, causes=[cause], keep=True)
