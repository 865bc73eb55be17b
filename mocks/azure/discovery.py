"""Metadata documents, with exactly the members that the real ones have. Source: fact sheet section 1.3.

What is not there is missing on purpose: no `grant_types_supported`, no `code_challenge_methods_supported`.
"""

from typing import Any

_CLAIMS = (
    *("sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host"),
    *("aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver"),
    *("at_hash", "c_hash", "email"),
)


def document(base: str, issuer: str, userinfo: str, graph_host: str, region: str | None) -> dict[str, Any]:
    """Return the v2.0 document. base: the authority, `https://host/tenant`; region: None where no tenant is meant."""
    return {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": False,
        "userinfo_endpoint": userinfo,
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
        "claims_supported": list(_CLAIMS),
        "kerberos_endpoint": f"{base}/kerberos",
        "tenant_region_scope": region,
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": graph_host,
        "rbac_url": "https://pas.windows.net",
    }


def document_v1(base: str, issuer: str, service: str, graph_host: str, region: str | None) -> dict[str, Any]:
    """Return the v1.0 document: older paths, another issuer, two response types more."""
    later = document(base, issuer, f"{base}/openid/userinfo", graph_host, region)
    return later | {
        "token_endpoint": f"{base}/oauth2/token",
        "jwks_uri": f"{service}/common/discovery/keys",
        "response_types_supported": [*later["response_types_supported"], "token id_token", "token"],
        "scopes_supported": ["openid"],
        "microsoft_multi_refresh_token": True,
        "authorization_endpoint": f"{base}/oauth2/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/devicecode",
        "end_session_endpoint": f"{base}/oauth2/logout",
    }
