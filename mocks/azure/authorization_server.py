"""How Entra differs; read it beside Okta's. Source: fact sheet sections 1 to 5."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import Response, request

from mocks.azure import (
    access,
    claims,
    credentials,
    delegated,
    delegated_tokens,
    device_login,
    discovery,
    graph_resource,
    hints,
    memberships,
    on_behalf_of,
    other_tenants,
    platforms,
    portal_client,
    resources,
    responses,
    signed_out,
)
from mocks.azure.app_credentials import auth_methods, keys, response_types, secrets
from mocks.azure.directory import app_registrations, tenants, users
from mocks.azure.directory.tenants import Tenant
from mocks.azure.errors import REVOKED, SUBERRORS, USER_NOT_FOUND, wording
from mocks.azure.settings import Settings
from mocks.azure.signin import STEPS, picker
from mocks.azure.signin._person import person
from mocks.azure.signin_log import note
from mocks.kit.web import Unit
from mocks.oauth import device
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.device import DevicePolicy
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.grants.jwt_bearer import GRANT_TYPE as BEARER
from mocks.oauth.keys import KeyRing
from mocks.oauth.model import (
    AccessToken,
    Authentication,
    AuthorizationRequest,
    Client,
    Grant,
    Lifetimes,
    Rotation,
    Session,
    SignIn,
)
from mocks.oauth.signin import Attempt, Step

_GRANT_TYPES = frozenset(
    {"authorization_code", "refresh_token", "client_credentials", "password", device.GRANT_TYPE, BEARER}
)
_LIFETIMES = Lifetimes(
    code=timedelta(minutes=10),
    id_token=timedelta(hours=1),
    access_token=timedelta(minutes=75),
    refresh_token=timedelta(days=90),
    session_idle=timedelta(hours=24),
    session_persistent=timedelta(days=90),
)
_APP_TOKEN = timedelta(seconds=3599)


class TenantServer(AuthorizationServer):
    """The v2.0 authorization server of one tenant."""

    session_cookie = "ESTSAUTH"
    browser_cookie = "esctx"
    form_field = "flowToken"
    extra_parameters = ("domain_hint", "sid", "client_info")
    ignore_unknown_scopes = True
    vendor_checks = (other_tenants.domain_hint,)
    plain_pkce = True
    response_types = frozenset({"code", "id_token", "token", "code id_token", "id_token token"})
    at_hash = False
    lenient_logout = True
    lifetimes = _LIFETIMES
    assertion_algorithms = frozenset({"RS256", "PS256"})
    longest_assertion = timedelta(days=1)
    # MSAL sends the same statement for minutes.
    single_use_assertions = False
    devices_authenticate = False
    # MSAL JS sends the short form.
    grant_names: ClassVar[Mapping[str, str]] = {"device_code": device.GRANT_TYPE}
    steps = STEPS
    region: ClassVar[str | None] = "WW"

    def __init__(self, tenant: Tenant, settings: Settings, keys: KeyRing) -> None:
        self.base = base = f"{settings.public_url}/{tenant.id}"
        self.tenant, self.keys, self.public_url = tenant, keys, settings.public_url
        self.key, self.display_name, self._settings = tenant.id, tenant.name, settings
        self.issuer = f"{base}/v2.0"
        self.paths = {
            "authorize": f"{base}/oauth2/v2.0/authorize",
            "token": f"{base}/oauth2/v2.0/token",
            "jwks": f"{base}/discovery/v2.0/keys",
            "end_session": f"{base}/oauth2/v2.0/logout",
            "userinfo": f"{settings.public_url}/oidc/userinfo",
            "device_authorization": f"{base}/oauth2/v2.0/devicecode",
        }
        page = f"{settings.public_url}{device_login.PATHS[0]}"
        self.device_policy = DevicePolicy(page, timedelta(minutes=15), length=9)

    @property
    def secure(self) -> bool:
        # The v1.0 issuer is an https name at which nothing is served.
        return self.public_url.startswith("https:")

    def client(self, unit: Unit, client_id: str) -> Client | None:
        if client_id == portal_client.CLIENT_ID:
            return portal_client.registration(self.base)
        app, now = self._app(unit, client_id), unit.runtime.clock.now()
        if app is None:
            return None
        return Client(
            client_id=app.app_id,
            name=app.display_name,
            redirect_uris=app.settings.redirect_uris,
            post_logout_redirect_uris=app.settings.redirect_uris,
            secrets=secrets(app.settings, now),
            expired_secrets=secrets(app.settings, now, over=True),
            jwks=keys(app.settings, now),
            auth_methods=auth_methods(app.settings),
            grant_types=_GRANT_TYPES,
            response_types=response_types(app.settings),
            rotation=Rotation.ADD,
        )

    def scopes(self, unit: Unit, client: Client) -> frozenset[str]:  # noqa: ARG002
        # Anything else that is asked for is left out.
        return frozenset(graph_resource.SCOPE_IDS)

    def scopes_among(self, unit: Unit, client: Client, wanted: tuple[str, ...]) -> frozenset[str]:  # noqa: ARG002
        return delegated.known(unit, self, wanted)

    def grant_for_assertion(self, unit: Unit, client: Client, assertion: str, form: Mapping[str, str]) -> Grant:
        return on_behalf_of.grant(unit, self, client, assertion, form)

    def grant_to_client(self, unit: Unit, client: Client, wanted: tuple[str, ...]) -> Grant:
        """Give a token for the one resource that is named; what it may do there is a matter of app roles."""
        resource = resources.of_default_scope(unit, self.tenant, self.public_url, wanted)
        return Grant(client, (), None, family="", audience=resource.audience)

    def app_roles(self, unit: Unit, app: app_registrations.AppRegistration, audience: str) -> list[str]:
        """Return the app roles that an application holds at a resource of the tenant; raises OAuthError."""
        holder = (claims.principal_id(self.tenant.id, app),)
        if audience == claims.GRAPH_URL:
            return memberships.app_roles(unit, self.tenant.id, graph_resource.APP_ID, graph_resource.ROLES, holder)
        resource = app_registrations.by_app_id(unit.db, self.tenant.id, audience)
        roles = resource.settings.app_roles if resource else ()
        held = memberships.app_roles(unit, self.tenant.id, audience, roles, holder)
        access.check_role(app, resource, held)
        return held

    def redirect_uri_matches(self, client: Client, redirect_uri: str) -> bool:
        """The same string, except that the port of a loopback address is ignored (fact sheet 3.3)."""
        return platforms.matches(client.redirect_uris, redirect_uri)

    def session_fits(self, unit: Unit, signin: SignIn, session: Session) -> bool:
        user = unit.once("user", session.authentication.user_id, users.by_id)
        if user is None or user.tenant_id != self.tenant.id:
            return False
        recent = access.is_recent(unit, user, signin.request.client_id, session.authentication)
        return recent and self.hint_fits(signin, user)

    def hint_fits(self, signin: SignIn, user: users.User) -> bool:
        """A hint at another account than the one signed in asks for that other account."""
        hint = signin.request.login_hint
        if hint is None or hints.user_id(hint) == user.id:
            return True
        return hint.strip().lower() == user.user_principal_name.lower()

    def of_tenant(self, tenant: Tenant) -> "TenantServer":
        return TenantServer(tenant, self._settings, self.keys)

    def narrowed(self, attempt: Attempt) -> AuthorizationServer:
        """Follow the name to its tenant, in an attempt that began where people of every tenant may come."""
        signin = attempt.signin
        if not signin.identifier or set(tenants.SHARED).isdisjoint(signin.passed):
            return self
        home = tenants.by_domain(attempt.unit.db, signin.identifier.rpartition("@")[2].lower())
        return self.of_tenant(home) if home and home.id != self.key else self

    def admit(self, attempt: Attempt) -> None:
        user = person(attempt)
        if user:
            access.admit(attempt, user)

    def silent_refusal(self, attempt: Attempt, step: Step) -> OAuthError:
        user = person(attempt)
        return access.silent_refusal(attempt, user, step) if user else super().silent_refusal(attempt, step)

    def stays_here(self, error: OAuthError) -> bool:
        kept_from_application = error.reason in access.STAYS_HERE and error.error == "access_denied"
        return super().stays_here(error) or kept_from_application or error.reason is Reason.RESOURCE_UNKNOWN

    def still_valid(self, unit: Unit, user_id: str) -> bool:
        user = unit.once("user", user_id, users.by_id)
        return user is not None and user.account_enabled

    def permit(self, unit: Unit, grant: Grant) -> None:
        """Refuse what the platform does not allow, and what somebody signed in to before their sessions were ended."""
        app = self._app(unit, grant.client.client_id)
        if app:
            platforms.permit(app.settings, grant.client, request)
        person, is_public = grant.authentication, grant.client.authenticated_by == "none"
        user = unit.once("user", person.user_id, users.by_id) if person else None
        if person and user and user.was_revoked(person.auth_time, by_password=is_public):
            more, code = SUBERRORS[REVOKED.code], str(REVOKED.code)
            raise OAuthError("invalid_grant", Reason.USER_INACTIVE, description=REVOKED.text, code=code, more=more)

    def check_password(self, unit: Unit, client: Client, username: str, password: str) -> Authentication:
        user = users.by_sign_in_name(unit.db, self.tenant.id, username)
        wrong = credentials.check_password(unit, user, password)
        if wrong or user is None:
            refusal = USER_NOT_FOUND if user is None or wrong is None else wrong
            note(unit, self.tenant.id, client, user or username, refusal.code, refusal.text)
            more, code = SUBERRORS.get(refusal.code, {}), str(refusal.code)
            raise OAuthError("invalid_grant", Reason.BAD_CREDENTIALS, description=refusal.text, code=code, more=more)
        note(unit, self.tenant.id, client, user, is_interactive=True)
        return Authentication(user.id, ("pwd",), unit.runtime.clock.timestamp())

    def id_token_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        app, user = self._parties(unit, grant)
        return claims.id_token(self.tenant, app, user, grant, unit.runtime.ids) | memberships.claims(unit, app, user)

    def id_token_times(self, now: int) -> dict[str, int]:
        # Backdated by five minutes for clients whose clock is behind.
        return {"iat": now - 300, "nbf": now - 300, "exp": now + int(self.lifetimes.id_token.total_seconds())}

    def access_token_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        lifetime = int(self.access_token_lifetime(unit, grant).total_seconds())
        now, ids = unit.runtime.clock.timestamp(), unit.runtime.ids
        if grant.authentication is None:
            app = self._client_app(unit, grant)
            access.check_enabled(app, "unauthorized_client")
            roles = self.app_roles(unit, app, grant.audience)
            return claims.app_access_token(self.tenant, app, grant, self.issuer, roles, (now, lifetime), ids)
        app, user = self._parties(unit, grant)
        wanted = delegated.permissions(unit, self, grant.scope)
        access.check_tokens(unit, user, app.app_id, wanted, grant.authentication)
        return delegated_tokens.drafted(unit, self, (app, user), grant, wanted, (now, lifetime))

    def assertion_audiences(self) -> frozenset[str]:
        return super().assertion_audiences() | {self.issuer}

    def access_token_lifetime(self, unit: Unit, grant: Grant) -> timedelta:  # noqa: ARG002
        return self.lifetimes.access_token if grant.authentication else _APP_TOKEN

    def userinfo_claims(self, unit: Unit, grant: Grant) -> dict[str, Any]:
        app, user = self._parties(unit, grant)
        return claims.userinfo(self.tenant, app, user, grant, self.public_url)

    def _app(self, unit: Unit, client_id: str) -> app_registrations.AppRegistration | None:
        return access.registration(unit, self.tenant.id, client_id)

    def _parties(self, unit: Unit, grant: Grant) -> tuple[app_registrations.AppRegistration, users.User]:
        user = unit.once("user", grant.authentication.user_id, users.by_id) if grant.authentication else None
        if user is None:
            raise OAuthError("invalid_grant", Reason.USER_INACTIVE)
        return self._client_app(unit, grant), user

    def _client_app(self, unit: Unit, grant: Grant) -> app_registrations.AppRegistration:
        app = self._app(unit, grant.client.client_id)
        if app is None:
            raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, grant.client.client_id, status=401)
        return app

    def accepts_at_userinfo(self, token: AccessToken) -> bool:
        return super().accepts_at_userinfo(token) and delegated.is_for_graph(token.scope, self.public_url)

    def token_response(self, unit: Unit, grant: Grant, response: dict[str, Any]) -> dict[str, Any]:
        person, asked = grant.authentication, request.form.get("client_info", "")
        if person is None:
            # An application's rights are in its token alone (fact sheet 3.1).
            names = ("token_type", "expires_in", "access_token")
            return {name: response[name] for name in names} | {"ext_expires_in": response["expires_in"]}
        scope = delegated_tokens.scope(unit, self, self._parties(unit, grant)[1], grant)
        return response | {"scope": scope, "ext_expires_in": response["expires_in"]} | self._client_info(person, asked)

    def _client_info(self, person: Authentication, asked: str) -> dict[str, str]:
        return responses.client_info(person.user_id, self.tenant.id) if asked == "1" else {}

    def jws_header(self, kid: str) -> dict[str, str]:
        return {"typ": "JWT", "alg": "RS256", "kid": kid}

    def jwk(self, kid: str, public: Mapping[str, Any]) -> dict[str, Any]:
        # No `alg`, as at the real tenant: clients must not rely on it.
        members = {name: public[name] for name in ("x5t", "n", "e", "x5c") if name in public}
        return {"kty": "RSA", "use": "sig", "kid": kid, **members, "issuer": self.issuer}

    def discovery(self, unit: Unit) -> dict[str, Any]:  # noqa: ARG002
        graph = urlsplit(self.public_url).netloc
        return discovery.document(self.base, self.issuer, self.paths["userinfo"], graph, self.region)

    def on_code_issued(self, unit: Unit, signin: SignIn, session: Session) -> None:
        client = self.client(unit, signin.request.client_id)
        user = unit.once("user", session.authentication.user_id, users.by_id)
        if client and user:
            state = access.status(unit, user, client.client_id)
            note(unit, self.tenant.id, client, user, is_interactive=signin.fresh, conditional_access_status=state)

    def on_session_started(self, unit: Unit, signin: SignIn, session: Session) -> None:
        picker.remember(unit, signin, session.authentication.user_id)

    def on_refused(self, unit: Unit, request: AuthorizationRequest, error: OAuthError, signin: SignIn | None) -> None:
        client = self.client(unit, request.client_id)
        authentication = signin.authentication if signin else None
        user = unit.once("user", authentication.user_id, users.by_id) if authentication else None
        who = user or (signin.identifier if signin else "")
        if client and who:
            state = access.status(unit, user, client.client_id, error.reason) if user else "notApplied"
            note(unit, self.tenant.id, client, who, *wording(error), conditional_access_status=state)

    def authorization_response(self, session: Session, wanted: AuthorizationRequest) -> dict[str, str]:
        asked = wanted.extra.get("client_info", "")
        return {"session_state": session.sid} | self._client_info(session.authentication, asked)

    def error_page(self, error: OAuthError) -> Response:
        return responses.error_page(error, self.tenant.name)

    def error_parameters(self, error: OAuthError) -> dict[str, str]:
        return responses.error_parameters(error, self.public_url)

    def error_json(self, error: OAuthError) -> Response:
        return responses.error_json(error, self.public_url)

    def device_response(self, answer: dict[str, Any]) -> dict[str, Any]:
        code, address = answer["user_code"], answer["verification_uri"]
        return answer | {"message": f"Open {address} in a web browser and enter the code {code} to sign in."}

    def device_done(self) -> Response:
        return device_login.done(self.display_name)

    def signed_out(
        self,
        unit: Unit,
        session: Session | None,
        next_url: str | None,
        *,
        initiator: str = "",  # noqa: ARG002 (it is told as well)
    ) -> Response:
        return signed_out.render(unit, self.tenant.name, session, next_url)
