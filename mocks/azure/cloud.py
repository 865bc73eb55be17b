"""Finding the authorization server that an address means: a tenant's, or the one of `common` and `organizations`.

Source: fact sheet section 1.1.
"""

from collections.abc import Mapping, Sequence

from flask import Response, request

from mocks.azure import access, responses, v1
from mocks.azure.authorization_server import TenantServer
from mocks.azure.directory import app_registrations, tenants, users
from mocks.azure.directory.app_registrations import AppRegistration
from mocks.azure.directory.tenants import Tenant
from mocks.azure.errors import NOT_ON_COMMON, SINGLE_TENANT_APP, UNKNOWN_TENANT
from mocks.azure.settings import Settings
from mocks.azure.v1 import V1Server
from mocks.kit.web import Unit
from mocks.oauth import device, tokens
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.endpoints.userinfo import bearer_token
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants.authorization_code import CODE
from mocks.oauth.keys import KeyRing
from mocks.oauth.model import Authentication, Client, Grant, Session, SignIn
from mocks.oauth.signin import Attempt


class SharedServer(TenantServer):
    """Serves people of every tenant until it is known who signs in; then their tenant's own server goes on."""

    region = None

    def __init__(self, segment: str, settings: Settings, keys: KeyRing) -> None:
        super().__init__(Tenant(segment, "Azure AD", True), settings, keys)
        # A literal template: who checks an issuer puts a token's `tid` in its place.
        self.issuer = f"{settings.public_url}/{{tenantid}}/v2.0"

    def _app(self, unit: Unit, client_id: str) -> AppRegistration | None:
        found = unit.once("app.anywhere", client_id, app_registrations.anywhere)
        if found and not found.is_multi_tenant:
            text = SINGLE_TENANT_APP.text.format(found.app_id)
            code = str(SINGLE_TENANT_APP.code)
            raise OAuthError("invalid_request", Reason.UNSUPPORTED, description=text, code=code)
        return found

    def scopes_among(self, unit: Unit, client: Client, wanted: tuple[str, ...]) -> frozenset[str]:
        # Which APIs there are is known together with the tenant.
        return self.scopes(unit, client) | frozenset(name for name in wanted if "/" in name)

    def grant_for_assertion(self, unit: Unit, client: Client, assertion: str, form: Mapping[str, str]) -> Grant:  # noqa: ARG002
        raise _not_here()

    def check_password(self, unit: Unit, client: Client, username: str, password: str) -> Authentication:  # noqa: ARG002
        raise _not_here()

    def grant_to_client(self, unit: Unit, client: Client, wanted: tuple[str, ...]) -> Grant:  # noqa: ARG002
        raise _not_here()

    def session_fits(self, unit: Unit, signin: SignIn, session: Session) -> bool:
        user = unit.once("user", session.authentication.user_id, users.by_id)
        if user is None or not access.is_recent(unit, user, signin.request.client_id, session.authentication):
            return False
        return self.hint_fits(signin, user)

    def narrowed(self, attempt: Attempt) -> AuthorizationServer:
        signin, unit = attempt.signin, attempt.unit
        if signin.authentication:
            user = unit.once("user", signin.authentication.user_id, users.by_id)
            home = tenants.by_segment(unit.db, user.tenant_id) if user else None
            return self.of_tenant(home) if home else self
        if not signin.identifier and "domain_hint" in signin.request.extra:
            # `organizations` and `consumers` are hints too, at nobody's domain.
            home = tenants.by_segment(unit.db, signin.request.extra["domain_hint"])
            return self.of_tenant(home) if home else self
        if self.key not in signin.passed:
            signin.passed = (*signin.passed, self.key)
        return super().narrowed(attempt)


def _not_here() -> OAuthError:
    """Return the error for a grant that has to say which tenant is meant (fact sheet 3.1)."""
    text, code = NOT_ON_COMMON.text, str(NOT_ON_COMMON.code)
    return OAuthError("invalid_request", Reason.UNSUPPORTED, description=text, code=code)


class Tenants:
    """Finds the authorization server of a tenant."""

    rules: Mapping[str, Sequence[str]] = {
        "discovery": (
            "/<tenant>/v2.0/.well-known/openid-configuration",
            "/<tenant>/.well-known/openid-configuration",
        ),
        "authorize": ("/<tenant>/oauth2/v2.0/authorize", "/<tenant>/oauth2/authorize"),
        "token": ("/<tenant>/oauth2/v2.0/token", "/<tenant>/oauth2/token"),
        "jwks": ("/<tenant>/discovery/v2.0/keys", "/<tenant>/discovery/keys"),
        "end_session": ("/<tenant>/oauth2/v2.0/logout", "/<tenant>/oauth2/logout"),
        "userinfo": ("/oidc/userinfo",),
        "device_authorization": ("/<tenant>/oauth2/v2.0/devicecode", "/<tenant>/oauth2/devicecode"),
    }

    def __init__(self, settings: Settings, keys: KeyRing) -> None:
        self._settings, self._keys = settings, keys

    def resolve(self, unit: Unit, arguments: Mapping[str, str]) -> TenantServer:
        if "tenant" in arguments:
            server = self.by_key(unit, arguments["tenant"])
            return self._of_artifact(unit, server) if isinstance(server, SharedServer) else server
        # Userinfo stands on the Graph host and names no tenant: the token does.
        return self.by_key(unit, tokens.find(unit, bearer_token(request)).payload.server)

    def by_key(self, unit: Unit, key: str) -> TenantServer:
        if key.lower() in tenants.SHARED:
            return SharedServer(key.lower(), self._settings, self._keys)
        tenant = unit.once("tenant", key, tenants.by_segment)
        if tenant is None:
            text = UNKNOWN_TENANT.text.format(key[:60])
            raise OAuthError("invalid_tenant", Reason.UNSUPPORTED, description=text, code=str(UNKNOWN_TENANT.code))
        version = V1Server if v1.is_meant(request.path) else TenantServer
        return version(tenant, self._settings, self._keys)

    def _of_artifact(self, unit: Unit, shared: SharedServer) -> TenantServer:
        """Return the tenant's server that a request to a shared address means: by its code, token or name."""
        sent = request.form if request.method == "POST" else {}
        code = unit.artifacts.spent(CODE, sent["code"]) if sent.get("code") else None
        if code:
            return self.by_key(unit, code.payload.server)
        waiting = device.request_of(unit, sent["device_code"]) if sent.get("device_code") else None
        if waiting:
            return self.by_key(unit, waiting.server)
        if sent.get("grant_type") == "password" and shared.key == "organizations":
            home = tenants.by_domain(unit.db, sent.get("username", "").rpartition("@")[2].lower())
            return self.by_key(unit, home.id) if home else shared
        refresh = unit.artifacts.spent(tokens.REFRESH_TOKEN, sent["refresh_token"]) if "refresh_token" in sent else None
        return self.by_key(unit, refresh.payload.server) if refresh else shared

    def error_page(self, error: OAuthError) -> Response:
        return responses.error_page(error)

    def error_json(self, error: OAuthError) -> Response:
        return responses.error_json(error, self._settings.public_url)
