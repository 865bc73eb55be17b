"""What is sent to make or change an OIDC application, and its settings. Source: fact sheet 5.1."""

from typing import Any, Literal

import msgspec

from mocks.oauth.client_keys import of_jwk
from mocks.oauth.model import Rotation
from mocks.okta.api._app_checks import complaints
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.directory.applications import Settings

ApplicationType = Literal["web", "native", "browser", "service"]
Algorithm = Literal["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
AuthMethod = Literal["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]

_BY_SECRET = frozenset({"client_secret_basic", "client_secret_post"})
_DEFAULT_METHOD = {"web": "client_secret_basic", "native": "none", "browser": "none", "service": "client_secret_basic"}


class RefreshToken(msgspec.Struct):
    rotation_type: Literal["STATIC", "ROTATE"] = "STATIC"
    leeway: int = 0


class Jwks(msgspec.Struct):
    keys: list[dict[str, Any]] = []


class InitiatedLogin(msgspec.Struct):
    """Whether a sign-in may begin at the org, and with which scopes."""

    mode: Literal["DISABLED", "SPEC", "OKTA"] = "DISABLED"
    default_scope: list[str] = []


class OAuthSettings(msgspec.Struct):
    """`settings.oauthClient`."""

    redirect_uris: list[str] = []
    post_logout_redirect_uris: list[str] = []
    response_types: list[str] = []
    grant_types: list[str] = []
    application_type: ApplicationType = "web"
    initiate_login_uri: str | None = None
    consent_method: Literal["TRUSTED", "REQUIRED"] = "TRUSTED"
    refresh_token: RefreshToken | None = None
    jwks: Jwks | None = None
    jwks_uri: str | None = None
    request_object_signing_alg: Algorithm | None = None
    wildcard_redirect: Literal["DISABLED", "SUBDOMAIN"] = "DISABLED"
    client_uri: str | None = None
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    issuer_mode: Literal["ORG_URL", "CUSTOM_URL", "DYNAMIC"] = "DYNAMIC"
    idp_initiated_login: InitiatedLogin = msgspec.field(default_factory=InitiatedLogin)
    dpop_bound_access_tokens: bool = False
    participate_slo: bool = False
    frontchannel_logout_uri: str | None = None
    frontchannel_logout_session_required: bool = False
    backchannel_logout_uri: str | None = None
    backchannel_logout_session_required: bool = False


class OAuthCredentials(msgspec.Struct):
    """`credentials.oauthClient`."""

    client_id: str | None = None
    client_secret: str | None = None
    token_endpoint_auth_method: AuthMethod | None = None
    pkce_required: bool | None = None
    auto_key_rotation: bool = msgspec.field(default=True, name="autoKeyRotation")


class Credentials(msgspec.Struct, rename="camel"):
    oauth_client: OAuthCredentials = msgspec.field(default_factory=OAuthCredentials)
    user_name_template: dict[str, Any] | None = None


class AppSettings(msgspec.Struct, rename="camel"):
    oauth_client: OAuthSettings = msgspec.field(default_factory=OAuthSettings)
    app: dict[str, Any] | None = None
    notifications: dict[str, dict[str, Any]] | None = None


class AppInput(msgspec.Struct, rename="camel"):
    """An application as it is sent. Everything that no protocol asks for is kept as it came."""

    label: str = ""
    name: Literal["oidc_client"] = "oidc_client"
    sign_on_mode: Literal["OPENID_CONNECT"] = "OPENID_CONNECT"
    settings: AppSettings = msgspec.field(default_factory=AppSettings)
    credentials: Credentials = msgspec.field(default_factory=Credentials)
    visibility: dict[str, Any] | None = None
    accessibility: dict[str, Any] | None = None
    profile: dict[str, Any] | None = None


def settings_of(given: AppInput, secrets: tuple[str, ...]) -> Settings:
    """Return the application's settings; raises E0000001 with everything that does not fit together."""
    if not 0 < len(given.label.strip()) <= 100:
        raise invalid("label", "label: The field cannot be left blank and has at most 100 characters")
    oauth, client = given.settings.oauth_client, given.credentials.oauth_client
    kind = oauth.application_type
    method = client.token_endpoint_auth_method or _DEFAULT_METHOD[kind]
    grants = tuple(oauth.grant_types) or (("client_credentials",) if kind == "service" else ("authorization_code",))
    types = tuple(oauth.response_types) or (("token",) if kind == "service" else ("code",))
    found = complaints(oauth, method, grants, types)
    if found:
        raise ApiError("E0000001", found[0].partition(":")[0], found)
    rotation = oauth.refresh_token or RefreshToken("ROTATE" if kind == "browser" else "STATIC", 30)
    return Settings(
        redirect_uris=tuple(oauth.redirect_uris),
        post_logout_redirect_uris=tuple(oauth.post_logout_redirect_uris),
        initiate_login_uri=oauth.initiate_login_uri,
        # A secret is taken in the header and in the body, whichever of the two was registered.
        token_endpoint_auth_methods=(method, *(_BY_SECRET - {method} if method in _BY_SECRET else ())),
        pkce_required=method == "none" if client.pkce_required is None else client.pkce_required,
        grant_types=grants,
        response_types=types,
        application_type=kind,
        rotation=Rotation(rotation.rotation_type),
        leeway=rotation.leeway,
        secrets=secrets,
        jwks=_jwks(oauth.jwks),
        jwks_uri=oauth.jwks_uri or "",
        request_object_alg=oauth.request_object_signing_alg or "",
        consent_method=oauth.consent_method,
        wildcard_redirect=oauth.wildcard_redirect,
        participate_slo=oauth.participate_slo,
        frontchannel_logout_uri=oauth.frontchannel_logout_uri,
        frontchannel_logout_session_required=oauth.frontchannel_logout_session_required,
        backchannel_logout_uri=oauth.backchannel_logout_uri,
        backchannel_logout_session_required=oauth.backchannel_logout_session_required,
    )


def _jwks(given: Jwks | None) -> tuple[dict[str, str], ...]:
    try:
        return tuple(of_jwk(key) for key in given.keys) if given else ()
    except (ValueError, KeyError, TypeError) as error:
        raise invalid("jwks", f"jwks: is no set of public keys: {error}") from error
