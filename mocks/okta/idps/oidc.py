"""A generic OpenID Connect provider, Azure AD among them. Source: fact sheet 3.3, OpenID Connect Core 3.1."""

from mocks.kit.web import Unit
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.users import Provider
from mocks.okta.idps import ExternalIdentity, IdpType, Leg
from mocks.okta.idps._openid import authorization_url, profile, redeem, somebody_else, verified

_STANDARD_CLAIMS = {
    "email": "email",
    "firstName": "given_name",
    "lastName": "family_name",
    "middleName": "middle_name",
    "displayName": "name",
    "nickName": "nickname",
    "profileUrl": "profile",
    "locale": "locale",
    "timezone": "zoneinfo",
    "primaryPhone": "phone_number",
}


def finish(unit: Unit, idp: IdentityProvider, leg: Leg, code: str, callback_url: str) -> ExternalIdentity:
    """Redeem the code, verify the ID token, gather the claims.

    Raises OAuthError when the provider's answer cannot be believed, PeerUnavailable when there is none.
    """
    tokens = redeem(unit, idp, leg, code, callback_url)
    token = verified(unit, idp, leg, tokens, idp.protocol.issuer)
    claims = token.claims
    if idp.protocol.userinfo_url:
        claims = profile(unit, idp, idp.protocol.userinfo_url, tokens)
        if claims.get("sub") != token.subject:  # OpenID Connect Core section 5.3.2
            raise somebody_else(idp)
    return ExternalIdentity(idp.protocol.issuer, token.subject, claims, token.text, token.amr)


IDP_TYPE = IdpType("OIDC", authorization_url, finish, Provider.FEDERATION, _STANDARD_CLAIMS)
