"""The metadata documents of an org's authorization servers, their members in Okta's order. Source: fact sheet 1.3."""

from collections.abc import Iterable, Mapping
from typing import Any

_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]
_GRANT_TYPES = [
    "authorization_code",
    "implicit",
    "refresh_token",
    "password",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:token-exchange",
]
_SIGNING = [f"{family}{size}" for family in ("HS", "RS", "ES") for size in (256, 384, 512)]
_RESPONSE_TYPES = ["code", "id_token", "code id_token", "code token", "id_token token", "code id_token token"]
_RESPONSE_MODES = ["query", "fragment", "form_post", "okta_post_message"]
_CLAIMS = [
    *("iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce"),
    *("name", "nickname", "preferred_username", "given_name", "middle_name", "family_name"),
    *("email", "email_verified", "profile", "zoneinfo", "locale", "address", "phone_number", "at_hash", "c_hash"),
]
_ACCESS_TOKEN_CLAIMS = ["ver", "jti", "iss", "aud", "iat", "exp", "cid", "uid", "scp", "sub"]
_OF_PEOPLE = ("userinfo_endpoint", "id_token_signing_alg_values_supported")


def paths(base: str, org_url: str) -> dict[str, str]:
    """Return the endpoints of a server. base: of its own ones; clients are registered at the org itself."""
    return {
        "authorize": f"{base}/v1/authorize",
        "token": f"{base}/v1/token",
        "userinfo": f"{base}/v1/userinfo",
        "introspect": f"{base}/v1/introspect",
        "revoke": f"{base}/v1/revoke",
        "jwks": f"{base}/v1/keys",
        "end_session": f"{base}/v1/logout",
        "device_authorization": f"{base}/v1/device/authorize",
        "par": f"{base}/v1/par",
        "registration": f"{org_url}/oauth2/v1/clients",
    }


def openid(issuer: str, paths: Mapping[str, str], scopes: Iterable[str]) -> dict[str, Any]:
    """Return the OpenID Connect document; scopes: those that are published."""
    return {
        "issuer": issuer,
        "authorization_endpoint": paths["authorize"],
        "token_endpoint": paths["token"],
        "userinfo_endpoint": paths["userinfo"],
        "registration_endpoint": paths["registration"],
        "jwks_uri": paths["jwks"],
        "response_types_supported": _RESPONSE_TYPES,
        "response_modes_supported": _RESPONSE_MODES,
        "grant_types_supported": _GRANT_TYPES,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": list(scopes),
        "token_endpoint_auth_methods_supported": _AUTH_METHODS,
        "claims_supported": _CLAIMS,
        "code_challenge_methods_supported": ["S256"],
        "introspection_endpoint": paths["introspect"],
        "introspection_endpoint_auth_methods_supported": _AUTH_METHODS,
        "revocation_endpoint": paths["revoke"],
        "revocation_endpoint_auth_methods_supported": _AUTH_METHODS,
        "end_session_endpoint": paths["end_session"],
        "request_parameter_supported": True,
        "request_object_signing_alg_values_supported": _SIGNING,
        "device_authorization_endpoint": paths["device_authorization"],
        "pushed_authorization_request_endpoint": paths["par"],
    }


def oauth(issuer: str, paths: Mapping[str, str], scopes: Iterable[str]) -> dict[str, Any]:
    """Return the document of RFC 8414: about access tokens, so nothing of ID tokens and of the person."""
    told = {name: value for name, value in openid(issuer, paths, scopes).items() if name not in _OF_PEOPLE}
    return told | {
        "response_types_supported": [*_RESPONSE_TYPES, "token"],
        "grant_types_supported": [*_GRANT_TYPES, "client_credentials"],
        "claims_supported": _ACCESS_TOKEN_CLAIMS,
    }
