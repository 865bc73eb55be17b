"""Coming in by an activation link: the person chooses their first password. Source: fact sheet 2.4 and 4.4."""

from typing import Any

from mocks.okta.api._authn_answer import shown
from mocks.okta.api._authn_call import device, is_trusted
from mocks.okta.api._call import Call
from mocks.okta.api_errors import ApiError
from mocks.okta.authn import flow
from mocks.okta.authn.states import Status
from mocks.okta.authn.transaction import Options, Recovery, Transaction
from mocks.okta.provisioning import recovery
from mocks.okta.provisioning.invitations import INVITATION, Purpose, invited


def activated(call: Call, token: str, options: Options, relay_state: str | None) -> dict[str, Any]:
    """Begin with the token of a link, which stays good until the password is chosen; raises E0000004 for a bad one."""
    is_trusted(call)
    user = invited(call.unit, token, Purpose.ACTIVATION)
    if user is None or not recovery.is_open_to(call.unit, user):
        raise ApiError("E0000004")
    begun = Transaction(
        Status.PASSWORD_RESET,
        user.id,
        options=options,
        relay_state=relay_state,
        device=device(call, ""),
        recovery=Recovery.ACCOUNT_ACTIVATION,
        invitation=str(call.unit.artifacts.handle(INVITATION, token)),
    )
    return shown(call, flow.go(call.unit, begun, user, Status.PASSWORD_RESET))
