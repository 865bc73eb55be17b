"""Microsoft as a social provider: accounts of any tenant, whose profile is read from Microsoft Graph.

Source: fact sheet 3.2, Microsoft identity platform "OpenID Connect" (the issuer names the tenant that signed).
"""

import re
from typing import Any

from mocks.kit.web import Unit
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.users import Provider
from mocks.okta.idps import ExternalIdentity, IdpType, Leg
from mocks.okta.idps._openid import (
    authorization_url,
    profile,
    redeem,
    refused,
    somebody_else,
    unverified_claims,
    verified,
)

_CLOUD = "https://login.microsoftonline.com"
_TENANT = "{tenantid}"
"""Stands in the issuer for the tenant, as in the metadata of the endpoints that serve several."""
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_GRAPH_USER = {
    "email": "mail",
    "firstName": "givenName",
    "lastName": "surname",
    "displayName": "displayName",
    "mobilePhone": "mobilePhone",
    "preferredLanguage": "preferredLanguage",
    "title": "jobTitle",
    "userPrincipalName": "userPrincipalName",
}


def finish(unit: Unit, idp: IdentityProvider, leg: Leg, code: str, callback_url: str) -> ExternalIdentity:
    """Redeem the code, verify the ID token against the tenant that issued it, ask Graph who it is."""
    tokens = redeem(unit, idp, leg, code, callback_url)
    issuer = _issuer(idp, unverified_claims(idp, tokens))
    token = verified(unit, idp, leg, tokens, issuer)
    claims = token.claims
    if idp.protocol.userinfo_url:
        claims = profile(unit, idp, idp.protocol.userinfo_url, tokens)
        # An access token of somebody else beside this ID token would give this person another's profile.
        if claims.get("id") != token.claims.get("oid"):
            raise somebody_else(idp)
    return ExternalIdentity(issuer, token.subject, claims, token.text, token.amr)


def _issuer(idp: IdentityProvider, claims: dict[str, Any]) -> str:
    """Return the issuer that must have signed: of the tenant that the token claims, where any may."""
    issuer = idp.protocol.issuer
    if _TENANT not in issuer:
        return issuer
    tenant = claims.get("tid")
    if not isinstance(tenant, str) or not _GUID.fullmatch(tenant):
        raise refused(idp, "its ID token names no tenant")
    return issuer.replace(_TENANT, tenant)


IDP_TYPE = IdpType(
    "MICROSOFT",
    authorization_url,
    finish,
    Provider.SOCIAL,
    _GRAPH_USER,
    default_template="idpuser.userPrincipalName",
    default_protocol={
        "issuer": f"{_CLOUD}/{_TENANT}/v2.0",
        "authorization_url": f"{_CLOUD}/common/oauth2/v2.0/authorize",
        "token_url": f"{_CLOUD}/common/oauth2/v2.0/token",
        "jwks_url": f"{_CLOUD}/common/discovery/v2.0/keys",
        "userinfo_url": "https://graph.microsoft.com/v1.0/me",
        "scopes": ("openid", "email", "profile", "https://graph.microsoft.com/User.Read"),
    },
)
