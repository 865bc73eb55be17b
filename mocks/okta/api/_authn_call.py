"""What every call of `/api/v1/authn` asks first: which transaction, whether it may do this, who vouches for the caller.

Source: fact sheet 2.4.
"""

import ipaddress
from typing import Any

from mocks.kit.artifacts import ArtifactGone
from mocks.oauth.session import browser_of, digest
from mocks.okta.api._authn_answer import here, shown
from mocks.okta.api._call import Call
from mocks.okta.api._principal import identify
from mocks.okta.api_errors import ApiError
from mocks.okta.authn import flow
from mocks.okta.authn import transaction as transactions
from mocks.okta.authn.flow import Denied, Standing
from mocks.okta.authn.states import Transition, allows
from mocks.okta.authn.transaction import Transaction
from mocks.okta.directory import users
from mocks.okta.directory._request import came_from
from mocks.okta.directory.users import Status, User
from mocks.okta.provisioning import recovery

_NOT_NOW = "This operation is not allowed in the current authentication state."
_PROVEN = (Status.ACTIVE, Status.PASSWORD_EXPIRED)


def current(call: Call, token: str, *transitions: Transition) -> Standing:
    """Return the transaction of a state token, which lives on for a while; raises E0000011 without one.

    transitions: what the call may be about to do; raises E0000079 where the state allows none of them.
    """
    found = transactions.find(call.unit, token)
    user = users.by_id(call.db, found.payload.user_id) if found else None
    if found is None or user is None or not _may_go_on(call, found.payload, user):
        raise ApiError("E0000011")
    if transitions and not any(allows(found.payload.status, one) for one in transitions):
        raise ApiError("E0000079", causes=[_NOT_NOW])
    return flow.go(call.unit, found.payload, user, found.payload.status, token)


def _may_go_on(call: Call, transaction: Transaction, user: User) -> bool:
    return recovery.is_open_to(call.unit, user) if transaction.recovery else user.status in _PROVEN


def advanced(call: Call, transaction: Transaction, user: User, token: str = "") -> dict[str, Any]:
    """Go on as far as nothing more is needed, and show where that is; raises E0000004 where the policies deny."""
    try:
        return shown(call, flow.advance(here(call), transaction, user, token))
    except Denied as denied:
        raise ApiError("E0000004", keep=True) from denied
    except ArtifactGone as gone:
        raise ApiError("E0000011") from gone


def ended(call: Call, token: str) -> None:
    """End a transaction; raises E0000011 when another call has done so meanwhile."""
    try:
        transactions.finish(call.unit, token)
    except ArtifactGone as gone:
        raise ApiError("E0000011") from gone


def device(call: Call, token: str) -> str:
    """Return the digest of what names the person's browser. token: of a trusted application, "" for none."""
    return digest(token) if token else browser_of(call.request, call.server)


def is_trusted(call: Call) -> bool:
    """Tell whether an administrator's token vouches for the caller, whose word on the person's address is then taken.

    Raises E0000011 for a bad token, E0000006 for one of somebody else.
    """
    if "Authorization" not in call.request.headers:
        return False
    if not identify(call.unit, call.server, call.request).admin:
        raise ApiError("E0000006")
    forwarded = call.request.headers.get("X-Forwarded-For", "").split(",")[0].strip()
    if _is_address(forwarded):
        came_from(call.unit, forwarded)
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
