"""Links by which people set a password, at activation and after a reset, or lift a lock. Each works once, for a while.

Source: fact sheet 2.1 and 4.4.
"""

from datetime import timedelta
from enum import StrEnum

import msgspec

from mocks.kit.artifacts import Kind
from mocks.kit.mailbox import Mail
from mocks.kit.web import Unit
from mocks.okta.directory import mailbox, org, users
from mocks.okta.directory.users import User
from mocks.okta.lengths import length

_LIFETIME = timedelta(days=7)


class Purpose(StrEnum):
    """What a link is for; the value is its path."""

    ACTIVATION = "welcome"
    RESET = "reset_password"
    UNLOCK = "unlock_account"


class Invitation(msgspec.Struct, frozen=True):
    """Who may do this, and why."""

    user_id: str
    purpose: Purpose


INVITATION = Kind("invitation", Invitation)


def invite(unit: Unit, user_id: str, purpose: Purpose, lifetime: timedelta = _LIFETIME) -> str:
    """Return the token of a new link; those that the person had before for the same purpose are void."""
    family = f"{purpose}:{user_id}"
    unit.artifacts.drop_family(family)
    return unit.artifacts.put(INVITATION, Invitation(user_id, purpose), lifetime, family=family)


def invited(unit: Unit, token: str, purpose: Purpose) -> User | None:
    """Return whom a link is for; None when it is for something else, was used, has expired, or is void."""
    found = unit.artifacts.get(INVITATION, token)
    if found is None or found.payload.purpose is not purpose:
        return None
    return users.by_id(unit.db, found.payload.user_id)


def link(public_url: str, purpose: Purpose, token: str) -> str:
    """Return where the person goes. public_url: of the org."""
    return f"{public_url}/{purpose}/{token}"


def invite_by_mail(
    unit: Unit, public_url: str, user_id: str, address: str, purpose: Purpose, lifetime: timedelta = _LIFETIME
) -> None:
    """Send a new link to the person's mailbox."""
    subject, text = _MAILS[purpose]
    name = org.load(unit.db).name
    where = link(public_url, purpose, invite(unit, user_id, purpose, lifetime))
    mailbox.send(unit, Mail(address, subject.format(org=name), text.format(org=name, time=length(lifetime)), where))


_MAILS = {
    Purpose.ACTIVATION: (
        "Activate your {org} account",
        "An account at {org} was made for you.\n\nOpen the link to choose a password. It works once, for {time}.",
    ),
    Purpose.RESET: (
        "Reset your {org} password",
        "Choose a new password for your account at {org} behind this link. It works once, for {time}.",
    ),
    Purpose.UNLOCK: (
        "Unlock your {org} account",
        "Your account at {org} is locked. Unlock it behind this link. It works once, for {time}.",
    ),
}
