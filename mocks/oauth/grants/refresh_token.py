"""The refresh token grant: rotation as the client's registration says, and what a reused token reveals.

Source: RFC 6749 section 6, RFC 9700 section 4.14.2.
"""

from collections.abc import Mapping

from mocks.kit.artifacts import Artifact, ArtifactGone
from mocks.kit.web import Unit
from mocks.oauth import parameters as params
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants import GrantType
from mocks.oauth.model import Client, Grant, RefreshToken, Rotation
from mocks.oauth.tokens import REFRESH_TOKEN, unused


def redeem(unit: Unit, server: AuthorizationServer, client: Client, form: Mapping[str, str]) -> Grant:
    """Take a refresh token; raises OAuthError(invalid_grant) when it is not this client's or no longer good.

    Everything that can be refused is looked at first: a token is not spent by a request that earns nothing.
    """
    id = params.require(form, "refresh_token")
    found = _of_client(unit, server, client, id)
    token = found.payload
    if not server.may_continue(unit, client, token.authentication.user_id):
        raise OAuthError("invalid_grant", Reason.REFRESH_TOKEN_INVALID)
    scope = _narrowed(token.scope, form.get("scope"))
    grant = Grant(
        client=client,
        scope=scope,
        authentication=token.authentication,
        family=found.family,
        sid=token.sid,
        refresh_token=id if client.rotation is Rotation.STATIC else "",
        refresh_scope=token.scope,
        grant_type=token.grant_type,
        refresh_ends_at=token.ends_at,
    )
    server.permit(unit, grant)
    if client.rotation is Rotation.ROTATE:
        _use_up(unit, client, id, found)
    elif client.rotation is Rotation.STATIC:
        left = unused(unit, server.refresh_times(unit, grant), token.ends_at)
        unit.artifacts.extend(REFRESH_TOKEN, id, token, left)
    return grant


def _of_client(unit: Unit, server: AuthorizationServer, client: Client, id: str) -> Artifact[RefreshToken]:
    found = unit.artifacts.spent(REFRESH_TOKEN, id)
    if found is None or (found.payload.server, found.payload.client_id) != (server.key, client.client_id):
        raise OAuthError("invalid_grant", Reason.REFRESH_TOKEN_INVALID)
    return found


def _use_up(unit: Unit, client: Client, id: str, found: Artifact[RefreshToken]) -> None:
    """Consume a token that rotates. Sent again, after its leeway, it is in two hands: the whole family dies."""
    consumed_at = found.consumed_at
    if consumed_at is None:
        try:
            unit.artifacts.consume(REFRESH_TOKEN, id)
        except ArtifactGone as gone:
            # Another request was faster, between our look and now: to it, this is the same as sending it again.
            consumed_at = _consumed_at(unit, id, gone)
        else:
            return
    age = unit.runtime.clock.now().timestamp() - consumed_at
    if not client.leeway or age > client.leeway.total_seconds():
        unit.artifacts.drop_family(found.family)
        raise OAuthError("invalid_grant", Reason.REFRESH_TOKEN_REUSED)


def _consumed_at(unit: Unit, id: str, gone: ArtifactGone) -> float:
    now = unit.artifacts.spent(REFRESH_TOKEN, id)
    if now is None or now.consumed_at is None:
        raise OAuthError("invalid_grant", Reason.REFRESH_TOKEN_INVALID) from gone
    return now.consumed_at


def _narrowed(granted: tuple[str, ...], wanted: str | None) -> tuple[str, ...]:
    scope = params.words(wanted) or granted
    beyond = [name for name in scope if name not in granted]
    if beyond:
        raise OAuthError("invalid_scope", Reason.SCOPE, " ".join(beyond))
    return scope


GRANT = GrantType("refresh_token", redeem)
