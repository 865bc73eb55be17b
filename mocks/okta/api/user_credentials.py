"""A user's password and recovery question, changed by who knows the old one. Source: fact sheet 4.4."""

from typing import Any

import msgspec

from mocks.kit.passwords import hash_password, matches, verify_secret
from mocks.okta.api._call import Call
from mocks.okta.api._invitation import reset_link
from mocks.okta.api._route import SELF, Api
from mocks.okta.api._user_creation import PasswordInput, QuestionInput, hashed_question
from mocks.okta.api._user_object import whole
from mocks.okta.api.users import named
from mocks.okta.api_errors import ApiError
from mocks.okta.directory import users
from mocks.okta.directory.user_records import Record
from mocks.okta.directory.users import Provider, Status
from mocks.okta.policies._passwords import decide
from mocks.okta.provisioning import passwords
from mocks.okta.provisioning.jit import user_party
from mocks.okta.sessions import end_all

bp = Api("user_credentials")
_MANAGE = "okta.users.manage"
_CHANGEABLE = (Status.ACTIVE, Status.PASSWORD_EXPIRED, Status.RECOVERY, Status.STAGED, Status.PROVISIONED)


class PasswordChange(msgspec.Struct):
    oldPassword: PasswordInput  # noqa: N815 (as on the wire)
    newPassword: PasswordInput  # noqa: N815


class QuestionChange(msgspec.Struct):
    password: PasswordInput
    recovery_question: QuestionInput


class Answer(msgspec.Struct):
    answer: str


class Recovery(msgspec.Struct):
    password: PasswordInput
    recovery_question: Answer


@bp.post("/users/<id>/credentials/change_password", SELF)
def change_password(call: Call, id: str) -> dict[str, Any]:
    record = _changeable(call, id, "E0000035")
    given = call.body(PasswordChange)
    _check_known(record, given.oldPassword, "E0000014")
    _check_change(call, record)
    set_password(call, record, given.newPassword.value or "")
    if call.flag("strict", default=False) or call.flag("revokeSessions", default=False):
        end_all(call.unit, call.server, record.id)
    return _credentials(call, record.id)


@bp.post("/users/<id>/credentials/change_recovery_question", SELF)
def change_recovery_question(call: Call, id: str) -> dict[str, Any]:
    record = _changeable(call, id, "E0000036")
    given = call.body(QuestionChange)
    _check_known(record, given.password, "E0000014")
    users.set_recovery(call.db, record.id, hashed_question(given.recovery_question), call.now)
    return _credentials(call, record.id)


@bp.post("/users/<id>/credentials/forgot_password", _MANAGE)
def forgot_password(call: Call, id: str) -> dict[str, Any]:
    """Send a reset link; unlike a reset it leaves the present password good until the link is used."""
    record = _changeable(call, id, "E0000034")
    return reset_link(call, record)


@bp.post("/users/<id>/credentials/forgot_password_recovery_question", _MANAGE)
def forgot_password_with_answer(call: Call, id: str) -> dict[str, Any]:
    record = _changeable(call, id, "E0000034")
    given = call.body(Recovery)
    known = msgspec.json.decode(record.recovery) if record.recovery else None
    if known is None or not verify_secret(given.recovery_question.answer.strip().lower(), known["answer"]):
        raise ApiError("E0000087")
    set_password(call, record, given.password.value or "")
    return _credentials(call, record.id)


def set_password(call: Call, record: Record, password: str) -> None:
    """Store a new password that the policy accepts; the person is active from then on."""
    person = users.by_id(call.db, record.id)
    missing = passwords.unmet(call.unit, person, password) if person else []
    if missing:
        raise ApiError("E0000080", causes=[f"Password requirements were not met: {', '.join(missing)}."])
    hashed = hash_password(password)
    users.set_credentials(call.db, record.id, password_hash=hashed, provider=Provider.OKTA, now=call.now)
    users.set_status(call.db, record.id, Status.ACTIVE, call.now)
    user = users.by_id(call.db, record.id)
    call.record("user.account.update_password", [user_party(user)] if user else [])


def _check_change(call: Call, record: Record) -> None:
    """Raise E0000035 where the policy lets nobody change a password, E0000014 where it is too early to."""
    decision, user = decide(call.unit, record.id), users.by_id(call.db, record.id)
    if decision and decision.rule.actions.password_change.access == "DENY":
        raise ApiError("E0000035")
    if user and passwords.too_soon(call.unit, user):
        raise ApiError("E0000014", causes=["The password was changed a short while ago and cannot be changed yet"])


def _changeable(call: Call, id: str, refusal: str) -> Record:
    record = named(call, id)
    call.need(_MANAGE, about=record.id)
    if record.status not in _CHANGEABLE or record.provider != Provider.OKTA:
        raise ApiError(refusal)
    return record


def _check_known(record: Record, given: PasswordInput, refusal: str) -> None:
    known = record.password_hash is not None and matches(given.value or "", record.password_hash)
    if not known:
        raise ApiError(refusal, causes=["Old Password is not correct"])


def _credentials(call: Call, id: str) -> dict[str, Any]:
    shown: dict[str, Any] = whole(call, named(call, id))["credentials"]
    return shown
