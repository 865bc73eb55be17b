"""Getting back in: a forgotten password, a locked account. Source: fact sheet 2.4 and 6.4.

Who asks without an administrator's token learns nothing: everybody is told that a mail is on its way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from mocks.kit.artifacts import ArtifactGone
from mocks.kit.passwords import verify_secret
from mocks.kit.web import Unit
from mocks.okta.api._authn_answer import link, shown, user_of
from mocks.okta.api._authn_call import current, device, ended, is_trusted
from mocks.okta.api._call import Call, iso
from mocks.okta.api._limits import spend_for_user
from mocks.okta.api._route import PUBLIC, Api
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.authn import flow
from mocks.okta.authn.flow import Standing
from mocks.okta.authn.states import ANSWER, CANCEL, REDEEM, Status
from mocks.okta.authn.transaction import Options, Recovery, Transaction
from mocks.okta.directory import users
from mocks.okta.directory.users import User
from mocks.okta.provisioning import recovery
from mocks.okta.provisioning.invitations import INVITATION, Purpose

bp = Api("authn_recovery")
_BY_MAIL = "EMAIL"
_MOST_WRONG_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class _Way:
    """How something is recovered. send: a mail; refusal: the code that a trusted application is told."""

    recovery: Recovery
    purpose: Purpose
    send: Callable[[Unit, str, User], bool]
    refusal: str


_PASSWORD = _Way(Recovery.PASSWORD, Purpose.RESET, recovery.send_reset_link, "E0000034")
_UNLOCK = _Way(Recovery.UNLOCK, Purpose.UNLOCK, recovery.send_unlock_link, "E0000032")
_BY_PURPOSE = {way.purpose: way.recovery for way in (_PASSWORD, _UNLOCK)}


class Lost(msgspec.Struct, rename="camel"):
    username: str
    factor_type: str | None = None
    relay_state: str | None = None


class RecoveryToken(msgspec.Struct, rename="camel"):
    recovery_token: str
    options: Options | None = None


class Answer(msgspec.Struct, rename="camel"):
    state_token: str
    answer: str


@bp.post("/authn/recovery/password", PUBLIC)
def recover_password(call: Call) -> dict[str, Any]:
    return _begin(call, _PASSWORD)


@bp.post("/authn/recovery/unlock", PUBLIC)
def unlock(call: Call) -> dict[str, Any]:
    return _begin(call, _UNLOCK)


@bp.post("/authn/recovery/token", PUBLIC)
def redeem(call: Call) -> dict[str, Any]:
    """Take the token of a link; the person answers their question next, where they have one that counts."""
    given = call.body(RecoveryToken)
    found = call.unit.artifacts.get(INVITATION, given.recovery_token)
    user = users.by_id(call.db, found.payload.user_id) if found else None
    wanted = _BY_PURPOSE.get(found.payload.purpose) if found else None
    if user is None or wanted is None or not recovery.is_open_to(call.unit, user):
        raise ApiError("E0000011")
    try:
        call.unit.artifacts.consume(INVITATION, given.recovery_token)
    except ArtifactGone as gone:
        raise ApiError("E0000011") from gone
    begun = Transaction(
        Status.RECOVERY, user.id, options=given.options or Options(), device=device(call, ""), recovery=wanted
    )
    if recovery.question(call.unit, user):
        return shown(call, flow.go(call.unit, begun, user, Status.RECOVERY))
    return _identified(call, begun, user)


@bp.post("/authn/recovery/answer", PUBLIC)
def answer(call: Call) -> dict[str, Any]:
    """Take the answer to the recovery question; raises E0000087, and ends with too many wrong ones."""
    given = call.body(Answer)
    standing = current(call, given.state_token, ANSWER)
    asked = recovery.question(call.unit, standing.user)
    if asked and not verify_secret(given.answer.strip().lower(), asked.answer):
        _count(call, standing)
        raise ApiError("E0000087", keep=True)
    return _identified(call, standing.transaction, standing.user, standing.token)


def _begin(call: Call, way: _Way) -> dict[str, Any]:
    given, trusted = call.body(Lost), is_trusted(call)
    spend_for_user(call.unit, call.server.org, given.username)
    user = users.by_sign_in_name(call.db, given.username)
    told = {"relayState": given.relay_state} if given.relay_state else {}
    if trusted and given.factor_type is None:
        return told | _token(call, way, user)
    if (given.factor_type or "").upper() != _BY_MAIL:
        raise invalid("factorType", f"factorType: must be {_BY_MAIL}")
    if user:
        way.send(call.unit, call.server.public_url, user)
    waiting = {"status": Status.RECOVERY_CHALLENGE, "factorResult": "WAITING", "factorType": _BY_MAIL}
    return told | waiting | {"recoveryType": way.recovery}


def _token(call: Call, way: _Way, user: User | None) -> dict[str, Any]:
    """Return a token for a trusted application to hand on; raises E0000095 for nobody."""
    if user is None:
        raise ApiError("E0000095")
    token = recovery.token_for(call.unit, user, way.purpose)
    found = call.unit.artifacts.get(INVITATION, token) if token else None
    if token is None or found is None:
        raise ApiError(way.refusal)
    return {
        "recoveryToken": token,
        "expiresAt": iso(found.expires_at),
        "status": Status.RECOVERY,
        "recoveryType": way.recovery,
        "_embedded": {"user": user_of(user)},
        "_links": {"next": link(call, REDEEM), "cancel": link(call, CANCEL)},
    }


def _identified(call: Call, transaction: Transaction, user: User, token: str = "") -> dict[str, Any]:
    """Let a person do what they came for."""
    if transaction.recovery is Recovery.PASSWORD:
        return shown(call, flow.go(call.unit, transaction, user, Status.PASSWORD_RESET, token))
    if token:
        ended(call, token)
    done = msgspec.structs.replace(transaction, status=Status.SUCCESS)
    return shown(call, Standing(done, recovery.unlock(call.unit, user), "", None))


def _count(call: Call, standing: Standing) -> None:
    wrong = standing.transaction.wrong_answers + 1
    if wrong >= _MOST_WRONG_ANSWERS:
        ended(call, standing.token)
        return
    counted = msgspec.structs.replace(standing.transaction, wrong_answers=wrong)
    flow.go(call.unit, counted, standing.user, counted.status, standing.token)
