"""Device secrets, by which applications of one maker share a person's sign-in on one device.

Source: OpenID Connect Native SSO for Mobile Apps 1.0, draft 07.
"""

from datetime import timedelta

import msgspec

from mocks.kit.artifacts import Artifact, Kind
from mocks.kit.web import Unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.model import Authentication, Grant, RefreshTimes
from mocks.oauth.tokens import unused

SCOPE = "device_sso"
_WANTED = frozenset({"openid", "offline_access", SCOPE})


class DeviceSecret(msgspec.Struct, frozen=True):
    """What a device secret stands for. sid: as in the ID tokens that go with it.

    idle, ends_at: how long it lives unused and at most, as the refresh token does that came with it; seconds, and
    seconds since the epoch. families: of the tokens that were earned with it, which end with it.
    """

    server: str
    client_id: str
    sid: str
    authentication: Authentication
    idle: float
    ends_at: float | None
    families: tuple[str, ...]


DEVICE_SECRET = Kind("device_secret", DeviceSecret)


def is_wanted(grant: Grant) -> bool:
    """Tell whether a sign-in through the browser asked for a device secret, and its client may stay signed in."""
    asked = _WANTED.issubset(grant.scope) and grant.grant_type == "authorization_code"
    return asked and bool(grant.sid) and "refresh_token" in grant.client.grant_types


def issue(unit: Unit, server: AuthorizationServer, grant: Grant) -> str:
    """Return a new device secret for what a code earned."""
    if grant.authentication is None:
        raise RuntimeError("a device secret is about a person")
    times, now = server.refresh_times(unit, grant), unit.runtime.clock.now().timestamp()
    ends_at = now + times.total.total_seconds() if times.total else None
    secret = DeviceSecret(
        server=server.key,
        client_id=grant.client.client_id,
        sid=grant.sid,
        authentication=grant.authentication,
        idle=times.idle.total_seconds(),
        ends_at=ends_at,
        families=(grant.family,),
    )
    owner = secret.authentication.user_id
    return unit.artifacts.put(DEVICE_SECRET, secret, unused(unit, times, ends_at), owner=owner)


def note_use(unit: Unit, id: str, secret: DeviceSecret, family: str) -> None:
    """Let a device secret's idle time begin anew, and the tokens of a family end with it."""
    times = RefreshTimes(timedelta(seconds=secret.idle))
    used = msgspec.structs.replace(secret, families=(*secret.families, family))
    unit.artifacts.extend(DEVICE_SECRET, id, used, unused(unit, times, secret.ends_at))


def end(unit: Unit, id: str, found: Artifact[DeviceSecret]) -> None:
    """Sign the device out: end the secret, and every token that any application earned with it."""
    for family in found.payload.families:
        unit.artifacts.drop_family(family)
    unit.artifacts.drop(DEVICE_SECRET, id)
