"""Users as they are created, changed and deleted (fact sheet section 7.5)."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from mocks.azure.directory import objects, user_lifecycle
from mocks.azure.directory.objects import Record
from mocks.azure.directory.users import USER, as_user
from mocks.azure.graph import _audit, _user_input, _user_password
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import CHANGE_USERS, WRITE_PASSWORDS, WRITE_USERS
from mocks.azure.graph._route import Api
from mocks.azure.graph._user_object import SHAPE, find
from mocks.azure.graph._user_password import PasswordProfile
from mocks.azure.graph_errors import bad_request, taken

bp = Api("user_writes")


@bp.post("/users", WRITE_USERS)
def add(call: Call) -> dict[str, Any]:
    record, profile = _user_input.new(call, call.body())
    if not isinstance(profile.password, str):
        raise bad_request("A value is required for property 'password' of resource 'PasswordProfile'.")
    _user_password.check(as_user(record), record.get("password_policies"), profile.password)
    record["password_hash"] = _user_password.hashed(call, profile.password)
    try:
        objects.insert(call.db, USER, record, call.moment)
    except IntegrityError as error:
        # Somebody took the name while the password was hashed.
        raise taken("userPrincipalName") from error
    # A password that an administrator chose is for once, unless they say otherwise.
    _user_password.force_change(call, record["id"], profile.must_change is not False)
    _note(call, "Add user", record)
    return call.created(SHAPE, find(call, record["id"]))


@bp.patch("/users/<id>", CHANGE_USERS)
def change(call: Call, id: str) -> None:
    record = find(call, id)
    values, profile = _user_input.changes(call, record, call.body())
    if values:
        call.need(WRITE_USERS)
    if profile:
        call.need(WRITE_USERS if call.caller.user_id else WRITE_PASSWORDS)
        values |= _new_password(call, record, profile)
    try:
        objects.update(call.db, USER, record, values, call.moment)
    except IntegrityError as error:
        raise taken("userPrincipalName") from error
    if profile and profile.must_change is not None:
        _user_password.force_change(call, record["id"], profile.must_change)
    if "password_hash" in values:
        call.unit.artifacts.drop_family(f"user:{record['id']}")
    _note(call, "Reset user password" if "password_hash" in values else "Update user", record)


@bp.delete("/users/<id>", WRITE_USERS)
def delete(call: Call, id: str) -> None:
    """Delete a user, who can be restored for thirty days; their sessions end."""
    record = find(call, id)
    user_lifecycle.delete(call.db, record, call.moment)
    call.unit.artifacts.drop_family(f"user:{record['id']}")
    _note(call, "Delete user", record)


def _new_password(call: Call, record: Record, profile: PasswordProfile) -> dict[str, Any]:
    if not isinstance(profile.password, str):
        return {}
    _user_password.check(as_user(record), record["password_policies"], profile.password)
    hashed = _user_password.hashed(call, profile.password)
    return {"password_hash": hashed, "last_password_change_date_time": call.moment}


def _note(call: Call, activity: str, record: Record) -> None:
    _audit.note(call, activity, _audit.USERS, _audit.target("User", record))
