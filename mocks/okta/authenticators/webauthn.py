"""Security keys and passkeys (W3C Web Authentication). They are bound to the host at which they were set up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from mocks.kit import security_keys
from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.security_keys import NotProven, SecurityKey, Site
from mocks.okta.authenticators import Draft, Enrollable, Here, Judged, Verdict
from mocks.okta.directory import factors
from mocks.okta.directory.factors import Factor, Status
from mocks.okta.directory.users import User

_LIFETIME = timedelta(minutes=5)
_ALGORITHMS = (-7, -257)
_CHALLENGE = Kind("webauthn_challenge", str)
"""Under the challenge itself: for which factor it is. A person who has two pages open may answer either."""


class WebAuthn(Enrollable):
    """The secret is the public key, the counter the key's own count of its uses, where it keeps one."""

    name: ClassVar[str] = "webauthn"
    type: ClassVar[str] = "security_key"
    title: ClassVar[str] = "Security Key or Biometric"
    method: ClassVar[str] = "webauthn"
    factor_type: ClassVar[str] = "webauthn"
    provider: ClassVar[str] = "FIDO"
    vendor: ClassVar[str] = "FIDO"
    id_prefix: ClassVar[str] = "fwf"
    page: ClassVar[str] = "webauthn"
    hint: ClassVar[str] = "A key that you plug in, or your device's own lock"
    phishing_resistant: ClassVar[bool] = True
    several: ClassVar[bool] = True

    def begin(self, here: Here, user: User, given: Mapping[str, Any]) -> Draft:  # noqa: ARG002
        return Draft({"credentialId": None, "authenticatorName": None})

    def activation(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:
        mine = [one for one in factors.of_user(here.unit.db, user.id) if one.authenticator == self.name]
        known = [one.profile["credentialId"] for one in mine if one.status is Status.ACTIVE]
        return {
            "attestation": "none",
            "authenticatorSelection": {"userVerification": "preferred", "requireResidentKey": False},
            "challenge": _new_challenge(here, factor),
            "excludeCredentials": [{"type": "public-key", "id": id} for id in known],
            "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in _ALGORITHMS],
            "rp": {"id": _rp_id(here), "name": here.org_name},
            "user": {"id": user.id, "name": user.login, "displayName": user.display_name},
        }

    def challenge(self, here: Here, user: User, factor: Factor) -> dict[str, Any]:  # noqa: ARG002
        credential = {"type": "public-key", "id": factor.profile["credentialId"]}
        return {
            "challenge": _new_challenge(here, factor),
            "rpId": _rp_id(here),
            "allowCredentials": [credential],
            "userVerification": "preferred",
        }

    def judge(self, here: Here, factor: Factor, given: Mapping[str, str]) -> Judged:
        try:
            challenge = security_keys.challenge_of(given["clientData"])
            if here.unit.artifacts.consume(_CHALLENGE, challenge).payload != factor.id:
                return Judged(Verdict.FAILED)
            site = Site(here.url, _rp_id(here), challenge)
            if factor.status is Status.PENDING:
                return _registered(security_keys.register(site, given["attestation"], given["clientData"]))
            proof = given["clientData"], given["authenticatorData"], given["signatureData"]
            uses = security_keys.check(site, _key(factor), *proof)
        except ArtifactGone as gone:
            return Judged(Verdict.REPLAYED if gone.taken else Verdict.LATE)
        except (NotProven, KeyError):
            return Judged(Verdict.FAILED)
        # A key that counts nothing always says 0.
        fresh = uses == 0 or factors.spend(here.unit.db, factor.id, uses)
        return Judged(Verdict.SUCCESS if fresh else Verdict.REPLAYED)

    def amr(self, factor: Factor) -> tuple[str, ...]:
        return ("hwk" if _key(factor).hardware else "swk",)


def _registered(key: SecurityKey) -> Judged:
    name = "Security key" if key.hardware else "Passkey"
    profile = {"credentialId": key.id, "authenticatorName": name}
    secret = msgspec.json.encode(key).decode()
    return Judged(Verdict.SUCCESS, {"profile": profile, "secret": secret, "counter": key.uses})


def _key(factor: Factor) -> SecurityKey:
    """Return the key as it is known, with the last count that was told."""
    kept = msgspec.json.decode(factor.secret, type=SecurityKey)
    return SecurityKey(kept.id, kept.public_key, max(factor.counter, 0), kept.hardware)


def _new_challenge(here: Here, factor: Factor) -> str:
    """Return what the key has to sign, once and within a while."""
    return here.unit.artifacts.put(_CHALLENGE, factor.id, _LIFETIME)


def _rp_id(here: Here) -> str:
    return urlsplit(here.url).hostname or ""


AUTHENTICATOR = WebAuthn()
