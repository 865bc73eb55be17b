"""The metadata documents of an org's authorization servers. Source: fact sheet 1.3."""

from collections.abc import Iterable, Mapping
from typing import Any

from mocks.oauth.endpoints import metadata

_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]
_GRANT_TYPES = [
    "authorization_code",
    "implicit",
    "refresh_token",
    "password",
    "urn:ietf:params:oauth:grant-type:device_code",
]
_SIGNING = [f"{family}{size}" for family in ("HS", "RS", "ES") for size in (256, 384, 512)]
_RESPONSE_TYPES = ["code", "id_token", "code id_token", "code token", "id_token token", "code id_token token"]
_CLAIMS = [
    *("iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce", "at_hash", "c_hash"),
    *("name", "nickname", "preferred_username", "given_name", "middle_name", "family_name"),
    *("email", "email_verified", "profile", "zoneinfo", "locale"),
]


def openid(issuer: str, paths: Mapping[str, str], scopes: Iterable[str]) -> dict[str, Any]:
    """Return the OpenID Connect document; scopes: those that are published."""
    return (
        {"issuer": issuer}
        | metadata(paths)
        | {
            "response_types_supported": _RESPONSE_TYPES,
            "response_modes_supported": ["query", "fragment", "form_post", "okta_post_message"],
            "grant_types_supported": _GRANT_TYPES,
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": list(scopes),
            "token_endpoint_auth_methods_supported": _AUTH_METHODS,
            "introspection_endpoint_auth_methods_supported": _AUTH_METHODS,
            "revocation_endpoint_auth_methods_supported": _AUTH_METHODS,
            "claims_supported": _CLAIMS,
            "code_challenge_methods_supported": ["S256"],
            "request_parameter_supported": True,
            "request_object_signing_alg_values_supported": _SIGNING,
        }
    )
