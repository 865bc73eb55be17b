"""A password that has to be changed on the way in. Source: fact sheet 2.4."""

from typing import Any

import msgspec

from mocks.kit.artifacts import ArtifactGone, Handle
from mocks.oauth.model import Authentication
from mocks.okta import credentials
from mocks.okta.api._authn_call import advanced, current
from mocks.okta.api._call import Call
from mocks.okta.api._route import PUBLIC, Api
from mocks.okta.api_errors import ApiError
from mocks.okta.authn.flow import Standing
from mocks.okta.authn.states import CHANGE_PASSWORD, RESET_PASSWORD
from mocks.okta.authn.transaction import Recovery, Transaction
from mocks.okta.credentials import Refusal
from mocks.okta.directory.users import User
from mocks.okta.provisioning import passwords
from mocks.okta.provisioning.invitations import INVITATION
from mocks.okta.sessions import end_all

bp = Api("authn_credentials")


class Change(msgspec.Struct, rename="camel"):
    state_token: str
    old_password: str
    new_password: str
    revoke_sessions: bool = False


class Reset(msgspec.Struct, rename="camel"):
    state_token: str
    new_password: str
    revoke_sessions: bool = False


@bp.post("/authn/credentials/change_password", PUBLIC)
def change_password(call: Call) -> dict[str, Any]:
    given = call.body(Change)
    standing = current(call, given.state_token, CHANGE_PASSWORD)
    refusal = credentials.check(call.unit, standing.user, given.old_password)
    if refusal is Refusal.LOCKED:
        raise ApiError("E0000069", keep=True)
    if refusal:
        raise ApiError("E0000014", causes=["oldPassword: The credentials provided were incorrect."], keep=True)
    return _with_password(call, standing, given.new_password, revoke_sessions=given.revoke_sessions)


@bp.post("/authn/credentials/reset_password", PUBLIC)
def reset_password(call: Call) -> dict[str, Any]:
    """Choose a password in place of a forgotten one, or the first."""
    given = call.body(Reset)
    standing = current(call, given.state_token, RESET_PASSWORD)
    return _with_password(call, standing, given.new_password, revoke_sessions=given.revoke_sessions)


def _with_password(call: Call, standing: Standing, password: str, *, revoke_sessions: bool) -> dict[str, Any]:
    user = _set(call, standing.user, password)
    transaction = _recovered(call, standing.transaction) if standing.transaction.recovery else standing.transaction
    if revoke_sessions:
        end_all(call.unit, call.server, user.id)
    return advanced(call, transaction, user, standing.token)


def _recovered(call: Call, transaction: Transaction) -> Transaction:
    """Return the transaction of a person who has a password again; the link that began it is spent."""
    if transaction.invitation:
        try:
            call.unit.artifacts.consume(INVITATION, Handle(transaction.invitation))
        except ArtifactGone as gone:
            raise ApiError("E0000011") from gone
    proven = Authentication(transaction.user_id, ("pwd",), call.unit.runtime.clock.timestamp())
    return msgspec.structs.replace(transaction, proven=proven, recovery=Recovery.NONE, invitation="")


def _set(call: Call, user: User, password: str) -> User:
    missing = passwords.unmet(call.unit, user, password)
    if missing:
        raise ApiError("E0000080", causes=[f"Passwords must have {', '.join(missing)}"])
    return credentials.set_password(call.unit, user, password)
