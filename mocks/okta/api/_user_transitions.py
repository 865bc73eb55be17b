"""From one status of a user to another: what leads where, and who may not go. Source: fact sheet 4.4."""

from collections.abc import Collection

from mocks.okta.api._call import Call
from mocks.okta.api._user_removal import deprovision
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.directory import users
from mocks.okta.directory.user_records import Record
from mocks.okta.directory.users import Provider, Status
from mocks.okta.provisioning.jit import user_party
from mocks.okta.sessions import end_all

_NEVER_ACTIVE = (Status.STAGED, Status.DEPROVISIONED)
_RESETTABLE = (Status.ACTIVE, Status.RECOVERY, Status.PASSWORD_EXPIRED, Status.LOCKED_OUT, Status.PROVISIONED)


def activate(call: Call, record: Record) -> Status:
    """Let a person in, or wait for their password when they have none and need one; return the new status."""
    if record.status not in _NEVER_ACTIVE:
        raise ApiError("E0000016")
    usable = record.password_hash is not None or record.provider != Provider.OKTA
    status = Status.ACTIVE if usable and record.status == Status.STAGED else Status.PROVISIONED
    _move(call, record, status, "user.lifecycle.activate")
    return status


def check_reactivatable(record: Record) -> None:
    if record.status not in (Status.PROVISIONED, Status.RECOVERY):
        raise ApiError("E0000038")


def deactivate(call: Call, record: Record) -> None:
    if record.status != Status.DEPROVISIONED:
        deprovision(call, record)


def suspend(call: Call, record: Record) -> None:
    _from(record, (Status.ACTIVE,), invalid("suspend", "Cannot suspend a user that is not active"))
    _move(call, record, Status.SUSPENDED, "user.lifecycle.suspend")
    end_all(call.unit, call.server, record.id)


def unsuspend(call: Call, record: Record) -> None:
    _from(record, (Status.SUSPENDED,), invalid("unsuspend", "Cannot unsuspend a user that is not suspended"))
    _move(call, record, Status.ACTIVE, "user.lifecycle.unsuspend")


def unlock(call: Call, record: Record) -> None:
    _from(record, (Status.LOCKED_OUT,), ApiError("E0000032"))
    _move(call, record, Status.ACTIVE, "user.account.unlock_by_admin")


def recover(call: Call, record: Record) -> None:
    """Begin a password reset: whoever was federated becomes a person with a password of their own."""
    _from(record, _RESETTABLE, ApiError("E0000038"))
    users.set_credentials(call.db, record.id, password_hash=record.password_hash, provider=Provider.OKTA, now=call.now)
    _move(call, record, Status.RECOVERY, "user.account.reset_password")
    end_all(call.unit, call.server, record.id)


def federate(call: Call, record: Record) -> None:
    """Take the password away: from now on an identity provider vouches for the person."""
    _from(record, _RESETTABLE, ApiError("E0000038"))
    users.set_credentials(call.db, record.id, password_hash=None, provider=Provider.FEDERATION, now=call.now)
    _move(call, record, Status.ACTIVE, "user.account.reset_password")


def expire_password(call: Call, record: Record) -> None:
    _from(record, (Status.ACTIVE, Status.PASSWORD_EXPIRED), ApiError("E0000038"))
    if record.provider != Provider.OKTA:
        raise ApiError("E0000017")
    _move(call, record, Status.PASSWORD_EXPIRED, "user.account.expire_password")


def _from(record: Record, allowed: Collection[Status], refusal: ApiError) -> None:
    if record.status not in allowed:
        raise refusal


def _move(call: Call, record: Record, status: Status, event: str) -> None:
    users.set_status(call.db, record.id, status, call.now)
    user = users.by_id(call.db, record.id)
    call.record(event, [user_party(user)] if user else [])
