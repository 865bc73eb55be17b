"""How sure the org must be of a person: what its policies demand of a sign-in, as the steps ask it.

Source: fact sheet 6.2 and 6.3.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from mocks.kit.web import Unit
from mocks.oauth.model import Authentication


class Prompt(StrEnum):
    """How often a second proof is asked for: once a device, once a session, at each sign-in."""

    DEVICE = "DEVICE"
    SESSION = "SESSION"
    ALWAYS = "ALWAYS"


class Enroll(StrEnum):
    """Whether a person sets an authenticator up."""

    NOT_ALLOWED = "NOT_ALLOWED"
    OPTIONAL = "OPTIONAL"
    REQUIRED = "REQUIRED"


@dataclass(frozen=True, slots=True)
class Assurance:
    """What a sign-in has to prove, and the name of the rule that says so.

    possession: one of the factors is something that the person has. reauthenticate_after: how old the sign-in may
    be, None for any age. remembered_for: how long a device is trusted where it is asked once a device.
    """

    reason: str
    factors: Literal[1, 2] = 1
    possession: bool = False
    reauthenticate_after: timedelta | None = None
    prompt: Prompt = Prompt.SESSION
    remembered_for: timedelta = timedelta(minutes=15)
    remember_by_default: bool = False


_NOTHING_MORE = Assurance("no policy asks for more")


def demanded(unit: Unit, client_id: str, authentication: Authentication) -> Assurance:  # noqa: ARG001
    """Return what the org demands of a person who has given a first proof, for one application."""
    return _NOTHING_MORE


def enrolment(unit: Unit, user_id: str, key: str) -> Enroll:  # noqa: ARG001
    """Tell whether a person sets an authenticator up. key: of the authenticator, such as `google_otp`."""
    return Enroll.OPTIONAL
