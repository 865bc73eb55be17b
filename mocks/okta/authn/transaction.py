"""A transaction as it is kept between two calls: an artifact under the state token. Source: fact sheet 2.4."""

from datetime import timedelta
from enum import StrEnum

import msgspec

from mocks.kit.artifacts import Artifact, Kind
from mocks.kit.web import Unit
from mocks.oauth.model import Authentication
from mocks.okta.authn.states import Status

LIFETIME = timedelta(minutes=5)
"""Begins anew with every call that brings the state token."""

_LENGTH = 40


class Recovery(StrEnum):
    """What a transaction recovers."""

    NONE = ""
    PASSWORD = "PASSWORD"  # noqa: S105 (a word of the protocol)
    UNLOCK = "UNLOCK"
    ACCOUNT_ACTIVATION = "ACCOUNT_ACTIVATION"


class Options(msgspec.Struct, frozen=True, rename="camel"):
    """What the caller asks for beside being let in."""

    multi_optional_factor_enroll: bool | None = None
    warn_before_password_expired: bool | None = None


class Transaction(msgspec.Struct, frozen=True):
    """Who is being authenticated, how far that is, and what is still to be asked.

    proven: what they have shown so far; None while a password is recovered. device: digest of what names the person's
    browser or device, "" when nothing does. skipped: states that were passed by. factor_id: of what is being proven or
    set up. has_enrolled: something was set up on the way. invitation: handle of the link that is spent at the end.
    wrong_answers: to the recovery question.
    """

    status: Status
    user_id: str
    proven: Authentication | None = None
    options: Options = Options()
    relay_state: str | None = None
    device: str = ""
    recovery: Recovery = Recovery.NONE
    skipped: tuple[Status, ...] = ()
    factor_id: str = ""
    has_enrolled: bool = False
    invitation: str = ""
    wrong_answers: int = 0


TRANSACTION = Kind("authn_transaction", Transaction)


def begin(unit: Unit, transaction: Transaction) -> str:
    """Store a new transaction; return its state token."""
    token = f"00{unit.runtime.ids.alphanumeric(_LENGTH)}"
    return unit.artifacts.put(TRANSACTION, transaction, LIFETIME, id=token)


def find(unit: Unit, token: str) -> Artifact[Transaction] | None:
    return unit.artifacts.get(TRANSACTION, token)


def keep(unit: Unit, token: str, transaction: Transaction) -> None:
    """Store how a transaction stands now; its time begins anew."""
    unit.artifacts.extend(TRANSACTION, token, transaction, LIFETIME)


def finish(unit: Unit, token: str) -> Transaction:
    """End a transaction; raises ArtifactGone for all but the first who does."""
    return unit.artifacts.consume(TRANSACTION, token).payload
