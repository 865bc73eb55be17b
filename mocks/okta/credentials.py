"""Checking a person's password as every way in does: the page, the password grant, `/api/v1/authn`.

Source: fact sheet 2.4 and 4.4.
"""

from enum import StrEnum

from mocks.kit.passwords import verify_password, waste_time
from mocks.kit.web import Unit
from mocks.okta.directory.users import Provider, Status, User

_MAY_TRY = (Status.ACTIVE, Status.PASSWORD_EXPIRED)


class Refusal(StrEnum):
    """Why a password does not let somebody in, in the System Log's words."""

    INVALID = "INVALID_CREDENTIALS"
    LOCKED = "LOCKED_OUT"


def check(unit: Unit, user: User | None, password: str) -> Refusal | None:
    """Return why a password is refused; None when it is the person's, even one that has to be changed first.

    Takes as long for people who do not exist or have no password here. Ends the transaction before the slow part, so
    that nobody else waits for the database meanwhile.
    """
    unit.commit()
    stored = user.password_hash if user and user.provider is Provider.OKTA else None
    if user is None or stored is None:
        waste_time(password)
        return Refusal.INVALID
    right = verify_password(password, stored)
    if user.status is Status.LOCKED_OUT:
        return Refusal.LOCKED
    return None if right and user.status in _MAY_TRY else Refusal.INVALID
