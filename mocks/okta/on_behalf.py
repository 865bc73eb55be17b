"""On-behalf-of token exchange at custom authorization servers. Source: fact sheet 1.3; Okta's guide of that name.

A service that was called with a person's access token gets one for the next service. It is meant for the audience of
the server that is asked; that server's scopes and access policies decide, as they do about every grant.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mocks.kit.web import Unit
from mocks.oauth import checks
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.exchange import Subject
from mocks.oauth.model import Authentication, Client, Grant
from mocks.okta.directory import applications, trusted_servers
from mocks.okta.directory.scopes import SYSTEM_SCOPES

if TYPE_CHECKING:
    from mocks.okta.authorization_server import OktaServer


class OnBehalf:
    """Exchange at one custom server, for one request."""

    def __init__(self, unit: Unit, server: "OktaServer") -> None:
        trusted = trusted_servers.active_of(unit.db, server.key)
        self._server = server
        self.issuers: Mapping[str, str] = {server.issuer: server.key} | {
            f"{server.public_url}/oauth2/{id}": id for id in trusted
        }
        self.audiences = frozenset({server.audience})
        self.device_secret_type = "urn:x-oath:params:oauth:token-type:device-secret"  # noqa: S105 (a type, no secret)

    def authenticated(self, claims: Mapping[str, Any]) -> Authentication:
        idp = claims["idp"] if claims["idp"] != self._server.org.id else ""
        return Authentication(claims["sub"], tuple(claims["amr"]), claims["auth_time"], idp)

    def grant(self, unit: Unit, client: Client, subject: Subject, wanted: tuple[str, ...]) -> Grant:
        """A service's people are not assigned to it, and it gets nothing that is about signing in."""
        server, person = self._server, subject.authentication
        application = unit.once("application", client.client_id, applications.active)
        is_service = application is not None and application.settings.application_type == "service"
        scope = checks.allowed_scope(unit, server, client, wanted or server.default_scopes(unit, client))
        if is_service and any(name in SYSTEM_SCOPES for name in scope):
            raise OAuthError("invalid_scope", Reason.SCOPE)
        if not server.still_valid(unit, person.user_id):
            raise OAuthError("invalid_request", Reason.SUBJECT_TOKEN)
        if not is_service and not server.may_continue(unit, client, person.user_id):
            raise OAuthError("access_denied", Reason.NOT_ASSIGNED)
        return Grant(client, scope, person, subject.family, sid=subject.sid)
