"""What the directory keeps about a person's proofs: a password that must change, failures, the authenticator app.

A row comes into being with the first thing to keep.
"""

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, Table, Text, bindparam, select, update

from mocks.azure.directory import METADATA
from mocks.kit.prepared import Conflict, Prepared
from mocks.kit.store import savepoint

SIGN_IN_STATES = Table(
    "sign_in_states",
    METADATA,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("state", Text, nullable=False),
)


class SignInState(msgspec.Struct, frozen=True):
    """must_change_password: Graph's `forceChangePasswordNextSignIn`, or the password has expired.

    failures: wrong passwords since the last right one; bad_passwords: fingerprints of the last three, which count
    once; wrong_codes: of the authenticator app. locks, locked_until: smart lockout, seconds since the epoch.
    totp_secret: of the authenticator app, base32; "" for none. totp_step: the last step whose code was taken.
    """

    must_change_password: bool = False
    failures: int = 0
    bad_passwords: tuple[str, ...] = ()
    wrong_codes: int = 0
    locks: int = 0
    locked_until: float = 0.0
    totp_secret: str = ""
    totp_step: int = 0


_decode = msgspec.json.Decoder(SignInState).decode
_OF = Prepared(select(SIGN_IN_STATES.c.state).where(SIGN_IN_STATES.c.user_id == bindparam("id")).with_for_update())
_INSERT = Prepared(SIGN_IN_STATES.insert())
_UPDATE = Prepared(
    update(SIGN_IN_STATES).where(SIGN_IN_STATES.c.user_id == bindparam("user_id")).values(state=bindparam("state"))
)


def of_user(db: Connection, user_id: str) -> SignInState:
    """Return what is kept about a user; on PostgreSQL nobody else changes it until this transaction ends."""
    row = _OF.first(db, {"id": user_id})
    return _decode(row[0]) if row else SignInState()


def keep(db: Connection, user_id: str, state: SignInState) -> None:
    row = {"user_id": user_id, "state": msgspec.json.encode(state).decode()}
    if _OF.first(db, {"id": user_id}) is None:
        try:
            with savepoint(db):
                _INSERT.run(db, row)
        except Conflict:
            # Another worker wrote the first row meanwhile.
            _UPDATE.run(db, row)
    else:
        _UPDATE.run(db, row)
