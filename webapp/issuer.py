"""The issuer as this application sees it: Authlib's client, held to all that OpenID Connect asks for.

Authlib makes the requests and judges the claims. Added here: the discovery document is checked; it and the
keys are kept; times are judged by the application's clock; connections are shared; calls have a time limit.
Sources: OpenID Connect Core 1.0 sections 3.1.3.7 and 5.3.2, OpenID Connect Discovery 1.0 section 4.3.
"""

from collections.abc import Callable
from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from authlib.integrations.flask_client import OAuth
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.claims import ClaimsOption
from authlib.oidc.core import CodeIDToken
from flask import Flask
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from webapp.errors import ExplainedError, bad_answer
from webapp.settings import Settings
from webapp.transport import Transport, environment_for

SECONDS_TO_WAIT = 10
_CLOCK_SKEW = 60
_LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0 section 2
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OPTIONAL_ENDPOINTS = ("userinfo_endpoint", "end_session_endpoint")
# Public-key signatures only, whatever the discovery document lists: it may list "none".
_SIGNATURES = JWSRegistry(
    algorithms=["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
    strict_check_header=False,
)


class Issuer:
    """Asks the issuer; raises errors of Authlib, joserfc and requests, for `explained` to put in words."""

    def __init__(self, app: Flask, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._keys: KeySet | None = None
        self._transport = Transport()
        oauth: Any = OAuth(app)  # type: ignore[no-untyped-call]
        self._client = oauth.register(
            "okta",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": SECONDS_TO_WAIT,
                "leeway": 0,
                **environment_for(settings.issuer),
            },
        )
        self._client.client_cls = self._session

    def authorization_request(self, **extra: str) -> dict[str, str]:
        """Make a request for a sign-in: the `url` for the browser, `state`, `nonce` and `code_verifier`."""
        self._discover()
        made: dict[str, str] = self._client.create_authorization_url(
            self._settings.redirect_uri,
            state=token_urlsafe(24),
            nonce=token_urlsafe(16),
            code_verifier=token_urlsafe(32),
            **extra,
        )
        return made

    def redeem(self, code: str, code_verifier: str) -> dict[str, Any]:
        """Redeem a code for the token response, which has an access token and an ID token."""
        self._discover()
        redirect_uri = self._settings.redirect_uri
        tokens: dict[str, Any] = self._client.fetch_access_token(
            redirect_uri=redirect_uri, code=code, code_verifier=code_verifier
        )
        if not all(isinstance(tokens.get(name), str) for name in ("access_token", "token_type", "id_token")):
            raise bad_answer("it sent no access token or no ID token")
        return tokens

    def verify(self, tokens: dict[str, Any], nonce: str) -> dict[str, Any]:
        """Validate the ID token of a token response and return its claims.

        The keys are fetched anew, once, when none of those at hand has signed it.
        """
        try:
            decoded = jwt.decode(tokens["id_token"], self._key_set(), registry=_SIGNATURES)
        except (InvalidKeyIdError, BadSignatureError):
            decoded = jwt.decode(tokens["id_token"], self._key_set(anew=True), registry=_SIGNATURES)
        expected: dict[str, ClaimsOption] = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
        }
        known = {
            "nonce": nonce,
            "client_id": self._settings.client_id,
            "access_token": tokens["access_token"],
        }
        claims: Any = CodeIDToken(decoded.claims, decoded.header, expected, known)
        claims.validate(int(self._now().timestamp()), _CLOCK_SKEW)
        if len(decoded.claims["sub"]) > _LONGEST_SUBJECT:
            raise bad_answer("the ID token it sent was refused: its subject is too long (sub)")
        return decoded.claims

    def userinfo_about(self, subject: str, tokens: dict[str, Any]) -> dict[str, Any]:
        """Return the claims of the userinfo endpoint about `subject`; none when there is no such endpoint."""
        if "userinfo_endpoint" not in self._discover():
            return {}
        userinfo = dict(self._client.userinfo(token=tokens))
        if userinfo.get("sub") != subject:
            raise bad_answer("its userinfo speaks of somebody else than its ID token (sub)")
        return userinfo

    def logout_request(self, id_token_hint: str | None) -> dict[str, str]:
        """Make a request to sign out: the `url` for the browser, the `state` that it will come back with."""
        if "end_session_endpoint" not in self._discover():
            raise ExplainedError(502, "No sign-out", "It offers applications no way to sign people out.")
        made: dict[str, str] = self._client.create_logout_url(
            post_logout_redirect_uri=self._settings.post_logout_redirect_uri,
            id_token_hint=id_token_hint,
            client_id=self._settings.client_id,
        )
        return made

    def _discover(self) -> dict[str, Any]:
        """Return what matters here of the discovery document: fetched until that succeeds, then kept."""
        if not self._client.server_metadata:
            issuer = self._settings.issuer
            document = self._fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
            self._client.server_metadata = _checked(document, issuer)
        known: dict[str, Any] = self._client.server_metadata
        return known

    def _key_set(self, anew: bool = False) -> KeySet:
        keys = self._keys
        if keys is None or anew:
            keys = self._keys = KeySet.import_key_set(self._fetch(self._discover()["jwks_uri"]))
        return keys

    def _fetch(self, url: str) -> Any:
        response = self._client.get(url, withhold_token=True)
        response.raise_for_status()
        return response.json()

    def _session(self, **options: Any) -> OAuth2Session:
        """Make the requests session of one call, as Authlib wants it; all of them share the connections."""
        session = OAuth2Session(**options)  # type: ignore[no-untyped-call]
        session.mount("https://", self._transport)
        session.mount("http://", self._transport)
        return session


def _checked(document: Any, issuer: str) -> dict[str, Any]:
    """Refuse a document of another issuer or without the endpoints; keep only the members used here.

    Authlib hands all that is kept to its session, which would take a member such as `verify` for an option.
    """
    if document["issuer"] != issuer:
        raise bad_answer(f"its configuration is that of another issuer, {document['issuer']}")
    endpoints = {name: document.get(name) for name in _ENDPOINTS}
    endpoints |= {name: document[name] for name in _OPTIONAL_ENDPOINTS if name in document}
    for name, url in endpoints.items():
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise bad_answer(f"its configuration has no usable {name}")
    # An issuer that names no method takes Basic (RFC 8414 section 2).
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    return {**endpoints, "token_endpoint_auth_method": method}
