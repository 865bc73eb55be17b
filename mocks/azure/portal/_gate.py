"""Who enters the portal: administrators of the tenant, by the tenant's own sign-in; everybody else is told no."""

import re

from flask import Response, request

from mocks.azure import portal_client
from mocks.azure.authorization_server import TenantServer
from mocks.azure.directory import users
from mocks.azure.directory.users import User
from mocks.azure.policies import conditional_access, consent
from mocks.azure.policies.conditional_access import MFA
from mocks.azure.portal._visit import Visit
from mocks.kit.web import Unit, page
from mocks.oauth import session as sessions
from mocks.oauth import signin
from mocks.oauth.model import AuthorizationRequest, Session

_PATH = re.compile(r"(/[a-z0-9-]+){0,4}")


def enter(unit: Unit, server: TenantServer) -> Visit | Response:
    """Return the visit of an administrator; for anybody else a page, or the way to it."""
    current = sessions.current(unit, server, request)
    user = unit.once("user", current[1].authentication.user_id, users.by_id) if current else None
    if current is None or user is None or not _good_enough(unit, server, user, current[1]):
        return sign_in(unit, server, request.path.partition(portal_client.HOME)[2])
    if not consent.is_administrator(unit, user):
        name, again = user.user_principal_name, f"{server.base}{portal_client.HOME}/another-account"
        return page("portal/denied.html", 403, tenant_name=server.display_name, username=name, again=again)
    return Visit(unit, server, current[0], user)


def sign_in(unit: Unit, server: TenantServer, path: str, *prompt: str) -> Response:
    """Begin a sign-in that comes back to a page of the portal. path: below the portal, from the next slash on."""
    wanted = AuthorizationRequest(
        client_id=portal_client.CLIENT_ID,
        redirect_uri=f"{server.base}{portal_client.CALLBACK}",
        response_type="code",
        response_mode="query",
        scope=(),
        state=path if _PATH.fullmatch(path) else "",
        prompt=prompt,
    )
    return signin.begin(unit, server, portal_client.registration(server.base), wanted)


def way_back(server: TenantServer, state: str) -> str:
    """Return the address that a sign-in was begun for; a state that is none of ours leads to the first page."""
    return f"{server.base}{portal_client.HOME}{state if _PATH.fullmatch(state) else ''}"


def _good_enough(unit: Unit, server: TenantServer, user: User, session: Session) -> bool:
    """Tell whether a session is of this tenant, and has what the tenant's policies ask for at the portal."""
    decision = conditional_access.decide(unit, user.tenant_id, user, portal_client.CLIENT_ID)
    proven = not decision.mfa_by or MFA in session.authentication.amr
    return user.tenant_id == server.key and not decision.blocked_by and proven
