"""Sessions that an administrator ends, and passwords that people change themselves (fact sheet section 7.5)."""

from typing import Any

import msgspec

from mocks.azure import credentials
from mocks.azure.directory import users
from mocks.azure.directory.users import as_user
from mocks.azure.errors import PASSWORD_EXPIRED
from mocks.azure.graph import _audit, _input, _user_password
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import CHANGE_OWN_PASSWORD, REVOKE_SESSIONS
from mocks.azure.graph._route import Api
from mocks.azure.graph._user_object import find
from mocks.azure.graph_errors import bad_request

bp = Api("user_sessions")


class Change(msgspec.Struct, rename="camel"):
    current_password: str
    new_password: str


@bp.post("/users/<id>/revokeSignInSessions", REVOKE_SESSIONS)
def revoke(call: Call, id: str) -> dict[str, Any]:
    """End every session of a person, and refuse the refresh tokens of before."""
    record = find(call, id)
    users.revoke_sessions(call.db, as_user(record), call.moment)
    call.unit.artifacts.drop_family(f"user:{record['id']}")
    _audit.note(call, "Update StsRefreshTokenValidFrom Timestamp", _audit.USERS, _audit.target("User", record))
    return {"@odata.context": call.context("Edm.Boolean"), "value": True}


@bp.post("/users/<id>/changePassword", CHANGE_OWN_PASSWORD)
def change_password(call: Call, id: str) -> None:
    record, sent = find(call, id), _input.read(call.body(), Change)
    user = as_user(record)
    wrong = credentials.check_password(call.unit, user, sent.current_password)
    if wrong not in (None, PASSWORD_EXPIRED):
        # A wrong password counts, whatever becomes of the call.
        call.unit.commit()
        raise bad_request("The specified current password is not the password of the user.")
    if sent.new_password == sent.current_password:
        raise bad_request("The new password must be another one than the last.")
    _user_password.check(user, record["password_policies"], sent.new_password)
    hashed = _user_password.hashed(call, sent.new_password)
    users.set_password(call.db, user, hashed, call.moment)
    _user_password.force_change(call, user.id, must_change=False)
    call.unit.artifacts.drop_family(f"user:{user.id}")
    _audit.note(call, "Change user password", _audit.USERS, _audit.target("User", record))
