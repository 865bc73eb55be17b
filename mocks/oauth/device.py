"""Device authorizations: what a device without a browser asks for, and what a person decided about it elsewhere.

The person's part is found by the user code, the device's by the device code; each knows only its own secret.
Source: RFC 8628.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import msgspec

from mocks.kit.artifacts import Artifact, Kind
from mocks.kit.ids import Ids
from mocks.kit.web import Unit
from mocks.oauth.model import Authentication

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"
"""RFC 8628 section 6.1: no vowels, so that no words come about, and nothing that is mistaken for a digit."""


class Decision(StrEnum):
    """What the person said."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    DENIED = "DENIED"


class DeviceRequest(msgspec.Struct, frozen=True):
    """What a device asked for. server: key of the authorization server; of the one that decided, once it has."""

    server: str
    client_id: str
    scope: tuple[str, ...]
    decision: Decision = Decision.PENDING
    authentication: Authentication | None = None
    sid: str = ""


class DeviceCode(msgspec.Struct, frozen=True):
    """What a device code stands for. ends_at, polled_at: seconds since the epoch; interval: seconds between polls."""

    user_code: str
    client_id: str
    ends_at: float
    interval: int
    polled_at: float = 0.0


USER_CODE = Kind("user_code", DeviceRequest)
DEVICE_CODE = Kind("device_code", DeviceCode)


@dataclass(frozen=True, slots=True)
class DevicePolicy:
    """How an authorization server lets devices in; length: of user codes."""

    verification_uri: str
    lifetime: timedelta
    length: int = 8
    interval: int = 5


def begin(unit: Unit, policy: DevicePolicy, request: DeviceRequest) -> tuple[str, str]:
    """Store what a device asked for; return the device code and the user code."""
    user_code = unit.artifacts.put(USER_CODE, request, policy.lifetime, id=_user_code(unit.runtime.ids, policy.length))
    ends_at = unit.runtime.clock.now().timestamp() + policy.lifetime.total_seconds()
    code = DeviceCode(user_code, request.client_id, ends_at, policy.interval)
    # Longer than the request itself, so that a device that is late can be told so.
    return unit.artifacts.put(DEVICE_CODE, code, policy.lifetime * 2), user_code


def asked(unit: Unit, user_code: str) -> Artifact[DeviceRequest] | None:
    """Return the request of a user code over which nobody has decided yet."""
    found = unit.artifacts.get(USER_CODE, user_code) if user_code else None
    return found if found and found.payload.decision is Decision.PENDING else None


def request_of(unit: Unit, device_code: str) -> DeviceRequest | None:
    """Return what a device code's device asked for, and what was decided."""
    code = unit.artifacts.spent(DEVICE_CODE, device_code)
    found = unit.artifacts.get(USER_CODE, code.payload.user_code) if code else None
    return found.payload if found else None


def decide(unit: Unit, user_code: str, decided: DeviceRequest) -> bool:
    """Store what the person said, and by whom; an earlier word stands. Tell whether it was in time."""
    if asked(unit, user_code) is None:
        return False
    unit.artifacts.replace(USER_CODE, user_code, decided)
    return True


def typed(text: str) -> str:
    """Return a user code as it was meant: people write in lower case, with dashes and spaces (section 6.1)."""
    return "".join(character for character in text.upper() if character.isalnum())[:20]


def _user_code(ids: Ids, length: int) -> str:
    digest = hashlib.sha256(ids.token().encode()).digest()
    return "".join(_CONSONANTS[byte % len(_CONSONANTS)] for byte in digest[:length])
