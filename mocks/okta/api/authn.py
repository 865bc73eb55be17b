"""Primary authentication, and moving about in a transaction. Source: fact sheet 2.4."""

from typing import Any

import msgspec

from mocks.oauth.model import Authentication
from mocks.okta import credentials
from mocks.okta.api._authn_activation import activated
from mocks.okta.api._authn_answer import cannot_skip, locked_out, shown
from mocks.okta.api._authn_call import advanced, current, device, ended, is_trusted
from mocks.okta.api._call import Call
from mocks.okta.api._limits import spend_for_user
from mocks.okta.api._route import PUBLIC, Api
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.authn.states import CANCEL, PREVIOUS, SKIP, Status
from mocks.okta.authn.transaction import Options, Transaction
from mocks.okta.credentials import Refusal
from mocks.okta.directory import system_log, users
from mocks.okta.directory.users import User
from mocks.okta.provisioning.jit import user_party

bp = Api("authn")
_LONGEST_DEVICE_TOKEN = 32
_NEEDED = "The 'username' and 'password' attributes are required in this context."


class Context(msgspec.Struct, rename="camel"):
    device_token: str | None = None


class Primary(msgspec.Struct, rename="camel"):
    """Credentials, the token of an activation link, or the state token of a transaction to look at."""

    username: str | None = None
    password: str | None = None
    token: str | None = None
    state_token: str | None = None
    relay_state: str | None = None
    options: Options | None = None
    context: Context | None = None


class StateToken(msgspec.Struct, rename="camel"):
    state_token: str


@bp.post("/authn", PUBLIC)
def authenticate(call: Call) -> dict[str, Any]:
    given = call.body(Primary)
    if given.state_token and given.username is None:
        return shown(call, current(call, given.state_token))
    if given.token:
        return activated(call, given.token, given.options or Options(), given.relay_state)
    if not given.username or given.password is None:
        raise invalid("authRequest", _NEEDED)
    trusted = is_trusted(call)
    spend_for_user(call.unit, call.server.org, given.username)
    user = users.by_sign_in_name(call.db, given.username)
    refusal = credentials.check(call.unit, user, given.password)
    if refusal or user is None:
        return _refused(call, user, refusal or Refusal.INVALID)
    proven = Authentication(user.id, ("pwd",), call.unit.runtime.clock.timestamp())
    begun = Transaction(
        Status.SUCCESS,
        user.id,
        proven,
        given.options or Options(),
        given.relay_state,
        device(call, _device_token(given.context) if trusted else ""),
    )
    return advanced(call, begun, user)


@bp.post("/authn/introspect", PUBLIC)
def introspect(call: Call) -> dict[str, Any]:
    return shown(call, current(call, call.body(StateToken).state_token))


@bp.post("/authn/cancel", PUBLIC)
def cancel(call: Call) -> dict[str, Any]:
    token = call.body(StateToken).state_token
    standing = current(call, token, CANCEL)
    ended(call, token)
    return {"relayState": standing.transaction.relay_state} if standing.transaction.relay_state else {}


@bp.post("/authn/skip", PUBLIC)
def skip(call: Call) -> dict[str, Any]:
    """Pass by what is only advised."""
    standing = current(call, call.body(StateToken).state_token, SKIP)
    if cannot_skip(call, standing):
        raise ApiError("E0000079")
    passed = standing.transaction
    passed = msgspec.structs.replace(passed, skipped=(*passed.skipped, passed.status))
    return advanced(call, passed, standing.user, standing.token)


@bp.post("/authn/previous", PUBLIC)
def go_back(call: Call) -> dict[str, Any]:
    """Choose another factor."""
    standing = current(call, call.body(StateToken).state_token, PREVIOUS)
    chosen = msgspec.structs.replace(standing.transaction, factor_id="")
    return advanced(call, chosen, standing.user, standing.token)


def _refused(call: Call, user: User | None, refusal: Refusal) -> dict[str, Any]:
    actor = user_party(user) if user else system_log.UNKNOWN
    system_log.record(call.unit, "user.session.start", actor, reason=refusal)
    if user and refusal is Refusal.LOCKED and credentials.shows_lock(call.unit, user):
        return locked_out(call)
    raise ApiError("E0000004", keep=True)


def _device_token(context: Context | None) -> str:
    token = (context.device_token if context else None) or ""
    if len(token) > _LONGEST_DEVICE_TOKEN:
        raise invalid("deviceToken", f"deviceToken: must have at most {_LONGEST_DEVICE_TOKEN} characters")
    return token
