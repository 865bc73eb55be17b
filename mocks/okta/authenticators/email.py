"""A code that is sent to the person's address, read in the lab's mailbox."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.ids import Ids
from mocks.kit.passwords import hash_secret, verify_secret
from mocks.okta.authenticators import Draft, Enrollable, Here, Judged, TooSoon, Unsuitable, Verdict
from mocks.okta.directory import mailbox
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.mailbox import Mail
from mocks.okta.directory.users import User

_LIFETIME = timedelta(minutes=5)
_BETWEEN = timedelta(seconds=5)
_DIGITS = 6

_CODE = Kind("email_code", str)
"""Under the factor's id: the code, hashed."""

_PAUSE = Kind("email_pause", bool)
"""Under the person's id, for as long as no further code is sent to them, whatever it would be for."""


class Email(Enrollable):
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

    def challenge(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:
        artifacts = here.unit.artifacts
        if not artifacts.claim(_PAUSE, user.id, True, _BETWEEN):
            raise TooSoon
        code = new_code(here.unit.runtime.ids)
        artifacts.drop(_CODE, factor.id)
        artifacts.put(_CODE, hash_secret(code), _LIFETIME, id=factor.id)
        mailbox.send(here.unit, _mail(str(factor.profile["email"]), here.org_name, code))
        return {}

    def judge(self, here: Here, factor: Factor, given: Mapping[str, str]) -> Judged:
        sent = here.unit.artifacts.get(_CODE, factor.id)
        if sent is None:
            return Judged(Verdict.LATE)
        if not verify_secret(given.get("passCode", "").replace(" ", ""), sent.payload):
            return Judged(Verdict.FAILED)
        try:
            here.unit.artifacts.consume(_CODE, factor.id)
        except ArtifactGone:
            return Judged(Verdict.REPLAYED)
        return Judged(Verdict.SUCCESS)

    def amr(self, factor: Factor) -> tuple[str, ...]:  # noqa: ARG002
        return ("email",)


def new_code(ids: Ids) -> str:
    """Return a code; by a digest, as the letters of an id alone make some codes likelier than others."""
    number = int.from_bytes(hashlib.sha256(ids.token().encode()).digest())
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def _mail(to: str, org_name: str, code: str) -> Mail:
    text = f"Somebody signs in to {org_name} as you. If it is you, type this code into the page that asks for it."
    until = f"It is good for {_LIFETIME.seconds // 60} minutes, and once. If it is not you, tell your administrator."
    return Mail(to, f"Your code for {org_name}", f"{text}\n\n{until}", code=code)


def _addresses(user: User) -> set[str]:
    found = (user.profile.get(name) for name in ("email", "secondEmail"))
    return {str(address).lower() for address in found if address}


AUTHENTICATOR = Email()
