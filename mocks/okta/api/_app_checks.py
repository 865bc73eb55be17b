"""What of an OIDC application fits together. Source: fact sheet 5.1."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mocks.okta.redirect_uris import is_pattern, is_uri, is_web_page

if TYPE_CHECKING:
    from mocks.okta.api._app_input import OAuthSettings

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
_CONFIDENTIAL = frozenset({"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"})
_METHODS: dict[str, frozenset[str]] = {
    "web": _CONFIDENTIAL,
    "native": _CONFIDENTIAL | {"none"},
    "browser": frozenset({"none"}),
    "service": _CONFIDENTIAL,
}
_PAGES = (
    *("client_uri", "logo_uri", "policy_uri", "tos_uri", "initiate_login_uri", "jwks_uri"),
    *("frontchannel_logout_uri", "backchannel_logout_uri"),
)


def complaints(oauth: "OAuthSettings", method: str, grants: Iterable[str], types: Iterable[str]) -> list[str]:
    """Return what does not fit, each named by the member that it is about; method: to authenticate."""
    kind = oauth.application_type
    return [
        *_about_grants(kind, tuple(grants), tuple(types)),
        *_about_client(kind, method, oauth),
        *_about_uris(kind, oauth, tuple(grants)),
    ]


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


def _about_client(kind: str, method: str, oauth: "OAuthSettings") -> list[str]:
    found = []
    has_keys = bool(oauth.jwks and oauth.jwks.keys)
    if method not in _METHODS[kind]:
        found.append(f"token_endpoint_auth_method: '{method}' is not allowed for a {kind} application")
    if method == "private_key_jwt" and not has_keys and not oauth.jwks_uri:
        found.append("jwks: 'jwks' or 'jwks_uri' is needed to authenticate by private_key_jwt")
    if has_keys and oauth.jwks_uri:
        found.append("jwks_uri: 'jwks' and 'jwks_uri' cannot both be given")
    if oauth.dpop_bound_access_tokens:
        found.append("dpop_bound_access_tokens: the lab binds no access tokens to keys of their bearers")
    if oauth.participate_slo and kind not in ("web", "browser"):
        found.append(f"participate_slo: a {kind} application cannot take part in single logout")
    return found


def _about_uris(kind: str, oauth: "OAuthSettings", grants: tuple[str, ...]) -> list[str]:
    found = []
    if kind != "service" and {"authorization_code", _IMPLICIT} & set(grants) and not oauth.redirect_uris:
        found.append("redirect_uris: 'redirect_uris' is a required field")
    wildcards = oauth.wildcard_redirect == "SUBDOMAIN"
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        for uri in getattr(oauth, name):
            if not is_uri(uri) and not (wildcards and name == "redirect_uris" and is_pattern(uri)):
                found.append(f"{name}: '{uri[:100]}' is not a valid redirect URI")
    for name in _PAGES:
        uri = getattr(oauth, name)
        if uri is not None and not is_web_page(uri):
            found.append(f"{name}: must be an http or https URL")
    return found
