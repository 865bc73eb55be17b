"""One-time passwords by the clock, as any authenticator app makes them (RFC 6238)."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from mocks.kit import totp
from mocks.okta.authenticators import Draft, Enrollable, Here, Judged, Verdict
from mocks.okta.directory import factors
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.users import User

_STRAYED = 10
"""Steps by which a clock may be wrong so that the person is told of it."""


class Totp(Enrollable):
    """The secret is the key in base32, the counter the last time step whose code was taken."""

    type: ClassVar[str] = "app"
    factor_type: ClassVar[str] = "token:software:totp"
    page: ClassVar[str] = "totp"
    hint: ClassVar[str] = "Codes that an app on your phone shows"

    def begin(self, here: Here, user: User, given: Mapping[str, Any]) -> Draft:  # noqa: ARG002
        secret = totp.new_secret(hashlib.sha256(here.unit.runtime.ids.token().encode()).digest())
        return Draft({"credentialId": user.login}, secret)

    def activation(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:  # noqa: ARG002
        return {"timeStep": totp.PERIOD, "sharedSecret": factor.secret, "encoding": "base32", "keyLength": totp.DIGITS}

    def judge(self, here: Here, factor: Factor, given: Mapping[str, str]) -> Judged:
        typed, now = given.get("passCode", "").replace(" ", ""), here.unit.runtime.clock.timestamp()
        step = totp.matching_step(factor.secret, typed, now, -1)
        if step is None:
            return Judged(Verdict.LATE if _strayed(factor.secret, typed, now) else Verdict.FAILED)
        taken = factors.spend(here.unit.db, factor.id, step)
        return Judged(Verdict.SUCCESS if taken else Verdict.REPLAYED)

    def amr(self, factor: Factor) -> tuple[str, ...]:  # noqa: ARG002
        return ("otp",)


def account_uri(here: Here, factor: Factor) -> str:
    """Return the address that a QR code hands to an app."""
    return totp.provisioning_uri(factor.secret, here.org_name, str(factor.profile["credentialId"]))


def _strayed(secret: str, typed: str, now: int) -> bool:
    steps = range(-_STRAYED, _STRAYED + 1)
    return any(totp.matching_step(secret, typed, now + step * totp.PERIOD, -1) is not None for step in steps)
