"""A generic OpenID Connect provider, Azure AD among them. Source: fact sheet 3.3, OpenID Connect Core 3.1."""

from typing import Any
from urllib.parse import urlencode

from mocks.kit.http import Answer, PeerUnavailable
from mocks.kit.web import Unit
from mocks.oauth import pkce
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.jwks import key_finder
from mocks.oauth.verify import Expectation, IdTokenRefused, verify_id_token
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.idps import ExternalIdentity, IdpType, Leg, Request


def start(request: Request) -> str:
    """Return the provider's authorization URL for this round trip."""
    protocol = request.idp.protocol
    parameters = {
        "client_id": protocol.client_id,
        "response_type": "code",
        "redirect_uri": request.callback_url,
        "scope": " ".join(protocol.scopes),
        "state": request.state,
        "nonce": request.leg.nonce,
    }
    if protocol.pkce_required:
        parameters |= {"code_challenge": pkce.s256(request.leg.verifier), "code_challenge_method": "S256"}
    if request.login_hint:
        parameters["login_hint"] = request.login_hint
    if "login" in request.prompt:
        parameters["prompt"] = "login"
    joint = "&" if "?" in protocol.authorization_url else "?"
    return f"{protocol.authorization_url}{joint}{urlencode(parameters)}"


def finish(unit: Unit, idp: IdentityProvider, leg: Leg, code: str, callback_url: str) -> ExternalIdentity:
    """Redeem the code, verify the ID token, gather the claims.

    Raises OAuthError when the provider's answer cannot be believed, PeerUnavailable when there is none.
    """
    tokens = _redeem(unit, idp, leg, code, callback_url)
    id_token = tokens.get("id_token")
    if not isinstance(id_token, str):
        raise _bad_token(idp, "it sent no ID token")
    claims = _verified(unit, idp, leg, id_token)
    subject = claims["sub"]
    if idp.protocol.userinfo_url:
        claims = _userinfo(unit, idp, idp.protocol.userinfo_url, tokens.get("access_token"), subject)
    return ExternalIdentity(idp.protocol.issuer, subject, claims, id_token)


def _redeem(unit: Unit, idp: IdentityProvider, leg: Leg, code: str, callback_url: str) -> dict[str, Any]:
    protocol = idp.protocol
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback_url,
        "client_id": protocol.client_id,
        "client_secret": protocol.client_secret,
    }
    if protocol.pkce_required:
        form["code_verifier"] = leg.verifier
    answer = unit.runtime.http.post_form(protocol.token_url, form)
    if answer.status >= 500:
        raise PeerUnavailable(f"{protocol.token_url} answered {answer.status}")
    body = _json_object(answer)
    if answer.status != 200 or body is None:
        error = str((body or {}).get("error", answer.status))
        raise _bad_token(idp, f"its token endpoint answered {error[:100]}")
    return body


def _verified(unit: Unit, idp: IdentityProvider, leg: Leg, id_token: str) -> dict[str, Any]:
    expected = Expectation(
        issuer=idp.protocol.issuer,
        audience=idp.protocol.client_id,
        nonce=leg.nonce,
        now=unit.runtime.clock.timestamp(),
        skew=idp.policy.max_clock_skew // 1000,
    )
    try:
        return verify_id_token(id_token, key_finder(unit.runtime.http, idp.protocol.jwks_url), expected)
    except IdTokenRefused as refused:
        raise _bad_token(idp, f"its ID token is refused: {refused}") from refused


def _userinfo(unit: Unit, idp: IdentityProvider, url: str, access_token: object, subject: str) -> dict[str, Any]:
    answer = unit.runtime.http.get(url, {"Authorization": f"Bearer {access_token}"})
    body = _json_object(answer)
    if answer.status != 200 or body is None:
        text = f"The profile could not be read from {idp.name}."
        raise OAuthError("server_error", Reason.IDP_REFUSED, description=text, code="get_social_profile_error")
    if body.get("sub") != subject:
        text = f"The profile that {idp.name} sent is somebody else's."
        raise OAuthError("access_denied", Reason.IDP_REFUSED, description=text, code="invalid_userinfo_response")
    return body


def _json_object(answer: Answer) -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _bad_token(idp: IdentityProvider, what: str) -> OAuthError:
    text = f"The sign-in at {idp.name} cannot be trusted: {what}."
    return OAuthError("invalid_social_token", Reason.IDP_REFUSED, description=text, code="invalid_social_token")


IDP_TYPE = IdpType("OIDC", start, finish)
