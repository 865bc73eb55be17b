"""What types of provider that speak OpenID Connect share: the request, the code, the ID token, the profile.

Source: fact sheet 3.3, OpenID Connect Core section 3.1. Nothing that a provider says is believed unverified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mocks.kit.http import Answer, PeerUnavailable
from mocks.kit.web import Unit
from mocks.oauth import pkce
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.jwks import key_finder
from mocks.oauth.parameters import joined
from mocks.oauth.verify import (
    RSA_ALGORITHMS,
    Expectation,
    IdTokenRefused,
    secret_finder,
    unverified,
    verify_id_token,
)
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.idps import Leg, Request
from mocks.okta.idps._client_key import credentials

_FORWARDED_PROMPTS = ("login", "select_account")
"""The first that the application asked for goes on to the provider; `none` never leaves, `consent` is about Okta."""


@dataclass(frozen=True, slots=True)
class IdToken:
    """An ID token that was verified."""

    text: str
    claims: dict[str, Any]

    @property
    def subject(self) -> str:
        return str(self.claims["sub"])

    @property
    def amr(self) -> tuple[str, ...]:
        said = self.claims.get("amr")
        return tuple(value for value in said if isinstance(value, str)) if isinstance(said, list) else ()


def authorization_url(request: Request) -> str:
    """Return the provider's authorization URL for this round trip."""
    protocol = request.idp.protocol
    parameters = {
        "client_id": protocol.client_id,
        "response_type": "code",
        "redirect_uri": request.callback_url,
        "scope": " ".join(dict.fromkeys((*protocol.scopes, *request.scopes))),
        "state": request.state,
        "nonce": request.leg.nonce,
    }
    if protocol.pkce_required:
        parameters |= {"code_challenge": pkce.s256(request.leg.verifier), "code_challenge_method": "S256"}
    if request.login_hint:
        parameters["login_hint"] = request.login_hint
    if prompt := next((value for value in _FORWARDED_PROMPTS if value in request.prompt), ""):
        parameters["prompt"] = prompt
    if request.leg.max_age is not None:
        parameters["max_age"] = str(request.leg.max_age)
    return joined(protocol.authorization_url, parameters)


def redeem(unit: Unit, idp: IdentityProvider, leg: Leg, code: str, callback_url: str) -> dict[str, Any]:
    """Return the provider's token response; raises OAuthError when it is none, PeerUnavailable without an answer."""
    protocol = idp.protocol
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback_url,
        "client_id": protocol.client_id,
        **credentials(unit, idp),
    }
    if protocol.pkce_required:
        form["code_verifier"] = leg.verifier
    unit.commit()
    answer = unit.runtime.http.post_form(protocol.token_url, form)
    if answer.status >= 500:
        raise PeerUnavailable(f"{protocol.token_url} answered {answer.status}")
    body = _json_object(answer)
    if answer.status != 200 or body is None:
        error = str((body or {}).get("error", answer.status))
        raise refused(idp, f"its token endpoint answered {error[:100]}")
    return body


def verified(unit: Unit, idp: IdentityProvider, leg: Leg, tokens: Mapping[str, Any], issuer: str) -> IdToken:
    """Return the ID token of a token response, once every check of a relying party is passed."""
    text, protocol = _id_token(idp, tokens), idp.protocol
    algorithm = protocol.id_token_algorithm
    skew = idp.policy.max_clock_skew // 1000
    expected = Expectation(
        issuer=issuer,
        audience=protocol.client_id,
        nonce=leg.nonce,
        now=unit.runtime.clock.timestamp(),
        skew=skew,
        algorithms=(algorithm,) if algorithm else RSA_ALGORITHMS,
    )
    by_secret = algorithm is not None and algorithm.startswith("HS")
    keys = secret_finder(protocol.client_secret) if by_secret else key_finder(unit.runtime.http, protocol.jwks_url)
    try:
        claims = verify_id_token(text, keys, expected)
    except IdTokenRefused as flaw:
        raise refused(idp, f"its ID token is refused: {flaw}") from flaw
    _check_age(idp, leg, claims, skew)
    return IdToken(text, claims)


def _check_age(idp: IdentityProvider, leg: Leg, claims: Mapping[str, Any], skew: int) -> None:
    """Refuse a sign-in that is older than was asked for, as far as the provider tells when it was, or has to."""
    when = claims.get("auth_time")
    if leg.max_age is None:
        return
    if not isinstance(when, int | float):
        if leg.must_tell:
            raise refused(idp, "its ID token does not tell auth_time")
        return
    if when + leg.max_age + skew < leg.started_at:
        raise refused(idp, "its ID token is refused: auth_time")


def unverified_claims(idp: IdentityProvider, tokens: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the ID token says before anything about it is checked."""
    try:
        return unverified(_id_token(idp, tokens))
    except IdTokenRefused as flaw:
        raise refused(idp, f"its ID token is refused: {flaw}") from flaw


def _id_token(idp: IdentityProvider, tokens: Mapping[str, Any]) -> str:
    text = tokens.get("id_token")
    if not isinstance(text, str):
        raise refused(idp, "it sent no ID token")
    return text


def profile(unit: Unit, idp: IdentityProvider, url: str, tokens: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the provider says about the person at an address that takes its access token."""
    answer = unit.runtime.http.get(url, {"Authorization": f"Bearer {tokens.get('access_token')}"})
    body = _json_object(answer)
    if answer.status != 200 or body is None:
        text = f"The profile could not be read from {idp.name}."
        raise OAuthError("server_error", Reason.IDP_REFUSED, description=text, code="get_social_profile_error")
    return body


def somebody_else(idp: IdentityProvider) -> OAuthError:
    text = f"The profile that {idp.name} sent is somebody else's."
    return OAuthError("access_denied", Reason.IDP_REFUSED, description=text, code="invalid_userinfo_response")


def refused(idp: IdentityProvider, what: str) -> OAuthError:
    """Return the error of a sign-in that cannot be believed; what: why, without what the provider keeps secret."""
    text = f"The sign-in at {idp.name} cannot be trusted: {what}."
    return OAuthError("invalid_social_token", Reason.IDP_REFUSED, description=text, code="invalid_social_token")


def _json_object(answer: Answer) -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
