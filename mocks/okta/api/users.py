"""Users: made, found, changed, removed. Source: fact sheet 4.1 to 4.5."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from mocks.kit.passwords import hash_password
from mocks.okta.api._call import Call
from mocks.okta.api._invitation import send
from mocks.okta.api._route import SELF, Api
from mocks.okta.api._sourcing import check_not_sourced
from mocks.okta.api._user_creation import (
    UserInput,
    already_taken,
    check_password,
    check_profile,
    clean,
    create,
    hashed_question,
    imported_hash,
)
from mocks.okta.api._user_object import brief, etag, whole
from mocks.okta.api._user_removal import deprovision, remove
from mocks.okta.api._user_search import find
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import user_records, users
from mocks.okta.directory.user_records import Record
from mocks.okta.directory.users import Provider, Status
from mocks.okta.provisioning import rules
from mocks.okta.provisioning.invitations import Purpose
from mocks.okta.provisioning.jit import user_party

bp = Api("users")


@bp.get("/users", "okta.users.read")
def every(call: Call) -> list[dict[str, Any]]:
    return [brief(call, record) for record in find(call)]


@bp.post("/users", "okta.users.manage")
def add(call: Call) -> dict[str, Any]:
    expire = call.argument("nextLogin") == "changePassword"
    if call.argument("nextLogin") not in ("", "changePassword"):
        raise invalid("nextLogin", "nextLogin: must be 'changePassword'")
    user = create(call, call.body(UserInput), activate=call.flag("activate", default=True), expire=expire)
    record = named(call, user.id)
    if record.status == Status.PROVISIONED:
        send(call, record, Purpose.ACTIVATION)
    return whole(call, record)


@bp.get("/users/<id>", SELF)
def one(call: Call, id: str) -> dict[str, Any]:
    record = named(call, id)
    call.need("okta.users.read", about=record.id)
    call.headers.append(("ETag", etag(record)))
    return whole(call, record)


@bp.post("/users/<id>", SELF)
def change(call: Call, id: str) -> dict[str, Any]:
    """Change what is given and leave the rest."""
    record = named(call, id)
    call.need("okta.users.manage", about=record.id)
    given = call.body(UserInput)
    return _write(call, record, given, clean(record.attributes | (given.profile or {})))


@bp.put("/users/<id>", "okta.users.manage")
def replace(call: Call, id: str) -> dict[str, Any]:
    """Replace the whole profile: what is not given is gone."""
    record = named(call, id)
    given = call.body(UserInput)
    return _write(call, record, given, clean(given.profile or {}))


@bp.delete("/users/<id>", "okta.users.manage")
def delete(call: Call, id: str) -> None:
    """Deprovision at the first call, remove for good at the second."""
    record = named(call, id)
    if record.status != Status.DEPROVISIONED:
        deprovision(call, record)
    else:
        remove(call, record)


def named(call: Call, name: str) -> Record:
    """Return the user whom a path names: by id, login, short login, or `me`; raises E0000007."""
    if name == "me":
        name = call.principal.user_id
    record = user_records.by_id(call.db, name)
    if record is None:
        user = users.by_sign_in_name(call.db, name)
        record = user_records.by_id(call.db, user.id) if user else None
    if record is None:
        raise not_found(name, "User")
    return record


def _write(call: Call, record: Record, given: UserInput, profile: dict[str, Any]) -> dict[str, Any]:
    wanted = call.request.headers.get("If-Match")
    if wanted not in (None, "*", etag(record)):
        raise ApiError("E0000231")
    _check_credentials(call, record, given)
    if given.profile is not None:
        _write_profile(call, record, profile)
    if given.credentials is not None:
        _write_credentials(call, record, given)
    return whole(call, named(call, record.id))


def _write_profile(call: Call, record: Record, profile: dict[str, Any]) -> None:
    before = record.attributes
    if profile == before:
        return
    check_profile(call, profile)
    check_not_sourced(call, record.id, before, profile)
    try:
        users.update_profile(call.db, record.id, profile, call.now)
    except IntegrityError as taken:
        raise already_taken() from taken
    user = users.by_id(call.db, record.id)
    if user:
        rules.apply(call.unit, user)
        call.record("user.account.update_profile", [user_party(user)])


def _check_credentials(call: Call, record: Record, given: UserInput) -> None:
    """Raise E0000001 for a password that is not accepted, before anything is written."""
    password = given.credentials.password if given.credentials else None
    user = users.by_id(call.db, record.id)
    if password and password.hook:
        raise invalid("password.hook", "password.hook: can be given only when a user is made")
    if password and password.hash and record.status != Status.STAGED:
        raise invalid("password.hash", "password.hash: can be given only until the user is activated")
    if password and password.value and user:
        check_password(call, user, password.value)


def _write_credentials(call: Call, record: Record, given: UserInput) -> None:
    credentials = given.credentials
    if credentials is None:
        return
    value = credentials.password.value if credentials.password else None
    hashed = imported_hash(credentials) or (hash_password(value) if value else None)
    if hashed:
        users.set_credentials(call.db, record.id, password_hash=hashed, provider=Provider.OKTA, now=call.now)
        user = users.by_id(call.db, record.id)
        call.record("user.account.update_password", [user_party(user)] if user else [])
    if credentials.recovery_question:
        users.set_recovery(call.db, record.id, hashed_question(credentials.recovery_question), call.now)
