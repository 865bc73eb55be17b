"""The device authorization grant: a device asks again and again until a person has decided elsewhere.

Source: RFC 8628 sections 3.4 and 3.5.
"""

from collections.abc import Mapping

import msgspec

from mocks.kit.artifacts import ArtifactGone
from mocks.kit.web import Unit
from mocks.oauth import device
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.device import DEVICE_CODE, USER_CODE, Decision, DeviceCode, DeviceRequest
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client, Grant

_SLOWER_BY = 5  # seconds, section 3.5


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Take a device code over which a person has decided; raises OAuthError with what the device is to do else."""
    id = params.require(form, "device_code")
    found = unit.artifacts.get(DEVICE_CODE, id)
    if found is None or found.payload.client_id != client.client_id:
        raise OAuthError("invalid_grant", Reason.DEVICE_CODE_INVALID)
    wanted = _decided(unit, id, found.payload)
    try:
        unit.artifacts.consume(DEVICE_CODE, id)
    except ArtifactGone as gone:
        raise OAuthError("invalid_grant", Reason.DEVICE_CODE_INVALID) from gone
    unit.artifacts.drop(USER_CODE, found.payload.user_code)
    if wanted.decision is Decision.DENIED or wanted.authentication is None:
        raise OAuthError("access_denied", Reason.DEVICE_DECLINED)
    good = wanted.server == server.key and server.may_continue(unit, client, wanted.authentication.user_id)
    if not good:
        raise OAuthError("invalid_grant", Reason.DEVICE_CODE_INVALID)
    return Grant(client, wanted.scope, wanted.authentication, unit.runtime.ids.token(), sid=wanted.sid)


def _decided(unit: Unit, id: str, code: DeviceCode) -> DeviceRequest:
    now = unit.runtime.clock.now().timestamp()
    found = unit.artifacts.get(USER_CODE, code.user_code)
    if now >= code.ends_at or found is None:
        raise OAuthError("expired_token", Reason.DEVICE_CODE_EXPIRED)
    if found.payload.decision is not Decision.PENDING:
        return found.payload
    too_soon = now - code.polled_at < code.interval
    interval = code.interval + (_SLOWER_BY if too_soon else 0)
    unit.artifacts.replace(DEVICE_CODE, id, msgspec.structs.replace(code, polled_at=now, interval=interval))
    if too_soon:
        raise OAuthError("slow_down", Reason.SLOW_DOWN)
    raise OAuthError("authorization_pending", Reason.AUTHORIZATION_PENDING)


GRANT = GrantType(device.GRANT_TYPE, redeem)
