"""Access tokens for a person who signed in: for Microsoft Graph or another API, in the format that it takes.

Source: fact sheet 3.4 and 4.2.
"""

from typing import TYPE_CHECKING, Any

from mocks.azure import access, claims, delegated, memberships
from mocks.azure.claims import GRAPH, GRAPH_URL, Call
from mocks.azure.delegated import Permission
from mocks.azure.directory.app_registrations import AppRegistration
from mocks.azure.directory.permission_grants import Granted
from mocks.azure.directory.users import User
from mocks.azure.policies import consent
from mocks.kit.web import Unit
from mocks.oauth.model import Grant

if TYPE_CHECKING:
    from mocks.azure.authorization_server import TenantServer

_V2 = 2


def drafted(
    unit: Unit,
    server: "TenantServer",
    parties: tuple[AppRegistration, User],
    grant: Grant,
    wanted: tuple[Permission, ...],
    times: tuple[int, int],
) -> dict[str, Any]:
    """Return the claims of an access token. parties: who calls and for whom; times: now and lifetime, in seconds."""
    (app, user), ids = parties, unit.runtime.ids
    one = delegated.target(wanted)
    resource = one.resource if one else GRAPH
    api = delegated.registration(unit, resource) if resource != GRAPH else None
    scp = " ".join(delegated.held(wanted, _granted(unit, user, app, wanted), resource))
    call = Call(resource, one.identifier if one and api else GRAPH_URL, f"{server.base}/v2.0", scp)
    if api is None:
        return claims.access_token_v1(server.tenant, app, user, grant, call, times, ids)
    access.check_resource(unit, user, api)
    form = claims.access_token_v2 if _is_v2(api) else claims.access_token_v1
    return form(server.tenant, app, user, grant, call, times, ids) | memberships.claims(unit, api, user)


def scope(unit: Unit, server: "TenantServer", user: User, grant: Grant) -> str:
    """Return what the response says that its access token is good for, spelt as it was asked for.

    `offline_access` is granted by the refresh token itself, never listed.
    """
    wanted = delegated.permissions(unit, server, grant.scope)
    one = delegated.target(wanted)
    resource = one.resource if one else GRAPH
    told = [asked for asked in wanted if asked.resource == resource and asked.sent != "offline_access"]
    names: dict[str, None] = {}
    for asked in told:
        if asked.name == delegated.DEFAULT:
            granted = consent.granted(unit, user, grant.client.client_id).get(resource, {})
            names |= dict.fromkeys(asked.spelt(name) for name in granted.values())
        names[asked.sent] = None
    return " ".join(names)


def _granted(unit: Unit, user: User, app: AppRegistration, wanted: tuple[Permission, ...]) -> Granted:
    """Return what was granted where a request asks for all of it; everything else stands in the request."""
    asks = any(one.name == delegated.DEFAULT for one in wanted)
    return consent.granted(unit, user, app.app_id) if asks else {}


def _is_v2(api: AppRegistration) -> bool:
    return api.settings.api.requested_access_token_version == _V2
