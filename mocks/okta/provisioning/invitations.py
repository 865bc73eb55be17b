"""Links by which people set a password: at activation, and after a reset. Each works once, for a while.

Source: fact sheet 2.1 and 4.4.
"""

from datetime import timedelta
from enum import StrEnum

import msgspec

from mocks.kit.artifacts import Kind
from mocks.kit.web import Unit

_LIFETIME = timedelta(days=7)


class Purpose(StrEnum):
    """What a link is for; the value is its path."""

    ACTIVATION = "welcome"
    RESET = "reset_password"


class Invitation(msgspec.Struct, frozen=True):
    """Who may set a password, and why."""

    user_id: str
    purpose: Purpose


INVITATION = Kind("invitation", Invitation)


def invite(unit: Unit, user_id: str, purpose: Purpose) -> str:
    """Return the token of a new link; those that the person had before for the same purpose are void."""
    family = f"{purpose}:{user_id}"
    unit.artifacts.drop_family(family)
    return unit.artifacts.put(INVITATION, Invitation(user_id, purpose), _LIFETIME, family=family)
