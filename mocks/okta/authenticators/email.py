"""A code that is sent to the person's address, read in the lab's mailbox."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import msgspec

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.passwords import hash_secret, verify_secret
from mocks.okta.authenticators import Authenticator, Draft, Here, Judged, TooSoon, Unsuitable, Verdict
from mocks.okta.directory import mailbox
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.mailbox import Mail
from mocks.okta.directory.users import User

_LIFETIME = timedelta(minutes=5)
_PAUSE = timedelta(seconds=5)
_DIGITS = 6


class SentCode(msgspec.Struct, frozen=True):
    """A code on its way. hashed: `kit.passwords.hash_secret`; sent_at: seconds since the epoch."""

    hashed: str
    sent_at: float


_CODE = Kind("email_code", SentCode)


class Email(Authenticator):
    """There is no lasting secret: each challenge makes a code, kept under the factor's id until it is used."""

    name: ClassVar[str] = "okta_email"
    type: ClassVar[str] = "email"
    title: ClassVar[str] = "Email"
    method: ClassVar[str] = "email"
    factor_type: ClassVar[str] = "email"
    id_prefix: ClassVar[str] = "emf"
    page: ClassVar[str] = "email"
    sends: ClassVar[bool] = True
    hint: ClassVar[str] = "A code sent to your address"
    settings: ClassVar[Mapping[str, Any]] = {
        "allowedFor": "any",
        "tokenLifetimeInMinutes": int(_LIFETIME.total_seconds()) // 60,
    }

    def begin(self, here: Here, user: User, given: Mapping[str, Any]) -> Draft:  # noqa: ARG002
        address = str(given.get("email") or user.profile["email"])
        if address.lower() not in _addresses(user):
            raise Unsuitable("email", "The email address must be one of the user's own.")
        return Draft({"email": address})

    def activation(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:
        return self.challenge(here, user, factor)

    def challenge(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:  # noqa: ARG002
        unit = here.unit
        now, sent = unit.runtime.clock.now().timestamp(), unit.artifacts.get(_CODE, factor.id)
        if sent and now - sent.payload.sent_at < _PAUSE.total_seconds():
            raise TooSoon
        code = f"{int.from_bytes(unit.runtime.ids.token().encode()) % 10**_DIGITS:0{_DIGITS}}"
        unit.artifacts.drop(_CODE, factor.id)
        unit.artifacts.put(_CODE, SentCode(hash_secret(code), now), _LIFETIME, id=factor.id)
        mailbox.send(unit, _mail(str(factor.profile["email"]), here.org_name, code))
        return {}

    def judge(self, here: Here, factor: Factor, given: Mapping[str, str]) -> Judged:
        sent = here.unit.artifacts.get(_CODE, factor.id)
        if sent is None:
            return Judged(Verdict.LATE)
        if not verify_secret(given.get("passCode", "").replace(" ", ""), sent.payload.hashed):
            return Judged(Verdict.FAILED)
        try:
            here.unit.artifacts.consume(_CODE, factor.id)
        except ArtifactGone:
            return Judged(Verdict.REPLAYED)
        return Judged(Verdict.SUCCESS)

    def amr(self, factor: Factor) -> tuple[str, ...]:  # noqa: ARG002
        return ("email",)


def _mail(to: str, org_name: str, code: str) -> Mail:
    text = f"Somebody signs in to {org_name} as you. If it is you, type this code into the page that asks for it."
    until = f"It is good for {_LIFETIME.seconds // 60} minutes, and once. If it is not you, tell your administrator."
    return Mail(to, f"Your code for {org_name}", f"{text}\n\n{until}", code=code)


def _addresses(user: User) -> set[str]:
    found = (user.profile.get(name) for name in ("email", "secondEmail"))
    return {str(address).lower() for address in found if address}


AUTHENTICATOR = Email()
