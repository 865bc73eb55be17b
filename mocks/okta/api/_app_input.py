"""What is sent to make or change an OIDC application, and which of it fits together. Source: fact sheet 5.1."""

from typing import Any, Literal

import msgspec

from mocks.oauth.client_keys import of_jwk
from mocks.oauth.model import Rotation
from mocks.okta.api_errors import ApiError, invalid
from mocks.okta.directory.applications import Settings
from mocks.okta.redirect_uris import is_pattern, is_uri, is_web_page

ApplicationType = Literal["web", "native", "browser", "service"]
AuthMethod = Literal["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]

_IMPLICIT = "implicit"
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_GRANTS: dict[str, frozenset[str]] = {
    "web": frozenset(
        {"authorization_code", _IMPLICIT, "refresh_token", "client_credentials", "interaction_code", _EXCHANGE}
    ),
    "native": frozenset(
        {"authorization_code", _IMPLICIT, "password", "refresh_token", _DEVICE, "interaction_code", _EXCHANGE}
    ),
    "browser": frozenset({"authorization_code", _IMPLICIT, "refresh_token", "interaction_code"}),
    "service": frozenset({"client_credentials", _EXCHANGE}),
}
_METHODS: dict[str, frozenset[str]] = {
    "web": frozenset({"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"}),
    "native": frozenset({"none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"}),
    "browser": frozenset({"none"}),
    "service": frozenset({"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"}),
}
_BY_SECRET = frozenset({"client_secret_basic", "client_secret_post"})
_DEFAULT_METHOD = {"web": "client_secret_basic", "native": "none", "browser": "none", "service": "client_secret_basic"}
_PAGES = ("client_uri", "logo_uri", "policy_uri", "tos_uri", "initiate_login_uri")


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
    notifications: dict[str, Any] | None = None


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
    complaints = [
        *_about_grants(kind, grants, types),
        *_about_client(kind, method, oauth),
        *_about_uris(kind, oauth, grants),
    ]
    if complaints:
        raise ApiError("E0000001", complaints[0].partition(":")[0], complaints)
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
        consent_method=oauth.consent_method,
        wildcard_redirect=oauth.wildcard_redirect,
        participate_slo=oauth.participate_slo,
        frontchannel_logout_uri=oauth.frontchannel_logout_uri,
        frontchannel_logout_session_required=oauth.frontchannel_logout_session_required,
        backchannel_logout_uri=oauth.backchannel_logout_uri,
        backchannel_logout_session_required=oauth.backchannel_logout_session_required,
    )


def _about_grants(kind: str, grants: tuple[str, ...], types: tuple[str, ...]) -> list[str]:
    foreign = (name for name in grants if name not in _GRANTS[kind])
    found = [f"grant_types: '{name}' is not allowed for a {kind} application" for name in foreign]
    if kind != "service" and "authorization_code" not in grants and _IMPLICIT not in grants:
        found.append(f"grant_types: a {kind} application needs 'authorization_code' or 'implicit'")
    if "code" in types and "authorization_code" not in grants:
        found.append("response_types: 'code' needs the grant type 'authorization_code'")
    if kind != "service" and {"token", "id_token"} & set(types) and _IMPLICIT not in grants:
        found.append("response_types: 'token' and 'id_token' need the grant type 'implicit'")
    unknown = set(types) - {"code", "token", "id_token"}
    return [*found, *(f"response_types: '{name}' is not known" for name in sorted(unknown))]


def _about_client(kind: str, method: str, oauth: OAuthSettings) -> list[str]:
    if method not in _METHODS[kind]:
        return [f"token_endpoint_auth_method: '{method}' is not allowed for a {kind} application"]
    if method == "private_key_jwt" and not (oauth.jwks and oauth.jwks.keys):
        return ["jwks: 'jwks' must have a key when the client authenticates by private_key_jwt"]
    if oauth.dpop_bound_access_tokens:
        return ["dpop_bound_access_tokens: the lab binds no access tokens to keys of their bearers"]
    return []


def _about_uris(kind: str, oauth: OAuthSettings, grants: tuple[str, ...]) -> list[str]:
    found = []
    if kind != "service" and {"authorization_code", _IMPLICIT} & set(grants) and not oauth.redirect_uris:
        found.append("redirect_uris: 'redirect_uris' is a required field")
    wildcards = oauth.wildcard_redirect == "SUBDOMAIN"
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        for uri in getattr(oauth, name):
            if not is_uri(uri) and not (wildcards and name == "redirect_uris" and is_pattern(uri)):
                found.append(f"{name}: '{uri[:100]}' is not a valid redirect URI")
    for name in ("frontchannel_logout_uri", "backchannel_logout_uri"):
        uri = getattr(oauth, name)
        if uri is not None and not (is_uri(uri) and uri.startswith(("http://", "https://"))):
            found.append(f"{name}: '{uri[:100]}' is not a valid URI")
    if oauth.participate_slo and kind not in ("web", "browser"):
        found.append(f"participate_slo: a {kind} application cannot take part in single logout")
    pages = {name: getattr(oauth, name) for name in _PAGES}
    return [*found, *(f"{name}: must be an http or https URL" for name, uri in pages.items() if not _is_page(uri))]


def _is_page(uri: str | None) -> bool:
    return uri is None or is_web_page(uri)


def _jwks(given: Jwks | None) -> tuple[dict[str, str], ...]:
    try:
        return tuple(of_jwk(key) for key in given.keys) if given else ()
    except (ValueError, KeyError, TypeError) as error:
        raise invalid("jwks", f"jwks: is no set of public keys: {error}") from error
