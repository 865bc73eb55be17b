"""Device secrets, by which applications of one maker share a person's sign-in on one device.

Source: OpenID Connect Native SSO for Mobile Apps 1.0, draft 07.
"""

import hashlib
from datetime import timedelta

import msgspec

from mocks.kit.artifacts import Kind
from mocks.kit.web import Unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.model import Authentication, Grant, RefreshTimes
from mocks.oauth.tokens import ACCESS_TOKEN, REFRESH_TOKEN, unused

SCOPE = "device_sso"
_WANTED = frozenset({"openid", "offline_access", SCOPE})


class DeviceSecret(msgspec.Struct, frozen=True):
    """What a device secret stands for. sid: as in the ID tokens that go with it.

    idle, ends_at: how long it lives unused and at most, as the refresh token does that came with it; seconds, and
    seconds since the epoch. family: of the tokens that came with it, which end with it.
    """

    server: str
    client_id: str
    sid: str
    authentication: Authentication
    idle: float
    ends_at: float | None
    family: str


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
        family=grant.family,
    )
    owner = secret.authentication.user_id
    return unit.artifacts.put(DEVICE_SECRET, secret, unused(unit, times, ends_at), owner=owner)


def family_of(id: str, client_id: str) -> str:
    """Return the family of the tokens that a client earns with a device secret: the same each time."""
    return hashlib.sha256(f"device:{id}:{client_id}".encode()).hexdigest()


def use(unit: Unit, id: str, secret: DeviceSecret) -> bool:
    """Let a device secret's idle time begin anew; False when it was ended meanwhile.

    Whoever ends it afterwards waits for this request, and finds the tokens that it issues.
    """
    times = RefreshTimes(timedelta(seconds=secret.idle))
    unit.artifacts.extend(DEVICE_SECRET, id, secret, unused(unit, times, secret.ends_at))
    return unit.artifacts.get(DEVICE_SECRET, id) is not None


def end(unit: Unit, id: str, secret: DeviceSecret) -> None:
    """Sign the device out: end the secret, and every token that any application earned with it."""
    # First of all: who is using it at this moment is waited for, and what they got is found below.
    unit.artifacts.drop(DEVICE_SECRET, id)
    unit.artifacts.drop_family(secret.family)
    person = secret.authentication.user_id
    access, refresh = unit.artifacts.owned(ACCESS_TOKEN, person), unit.artifacts.owned(REFRESH_TOKEN, person)
    clients = {found.payload.client_id for _, found in access} | {found.payload.client_id for _, found in refresh}
    for client_id in clients:
        unit.artifacts.drop_family(family_of(id, client_id))
