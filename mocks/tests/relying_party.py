"""An application that signs people in by OpenID Connect, knowing nothing but the issuer's metadata."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from mocks.tests.browser import Browser, Person
from mocks.tests.network import Network, origin_of
from mocks.tests.pages import Page

VERIFIER = "a-verifier-of-the-tests-that-has-its-forty-three-characters"


@dataclass(frozen=True)
class RelyingParty:
    """A registration at an issuer, and the protocol as a careful client speaks it."""

    network: Network
    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scope: str = "openid profile email"

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """The issuer's own description (OpenID Connect Discovery section 4)."""
        answer = self.get(f"{self.issuer}/.well-known/openid-configuration")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def registered(self, client_id: str, redirect_uri: str) -> "RelyingParty":
        """Return another client of the same issuer."""
        return replace(self, client_id=client_id, redirect_uri=redirect_uri)

    def asking(self, scope: str) -> "RelyingParty":
        """Return the same client asking for another scope."""
        return replace(self, scope=scope)

    def authorize_url(self, **changes: str | None) -> str:
        """Return an authorization request's address; a change of None leaves a parameter out."""
        asked: dict[str, str | None] = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": self.scope,
            "state": "state-of-the-test",
            "nonce": "nonce-of-the-test",
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
        }
        sent = {name: value for name, value in (asked | changes).items() if value is not None}
        return f"{self.metadata['authorization_endpoint']}?{urlencode(sent)}"

    def sign_in(self, browser: Browser, person: Person, **changes: str | None) -> Page:
        """Send a person to the issuer; return where they arrive."""
        return browser.sign_in(self.authorize_url(**changes), person)

    def code(self, browser: Browser, person: Person, **changes: str | None) -> str:
        page = self.sign_in(browser, person, **changes)
        assert page.left, page.text
        assert "code" in page.parameters, page.url
        return page.parameters["code"]

    def redeem(
        self,
        redeemed: str,
        headers: Mapping[str, str] | None = None,
        at: str | None = None,
        **changes: str | list[str] | None,
    ) -> TestResponse:
        """Send a code to the token endpoint; a change of None leaves a parameter out, a list repeats it."""
        sent: dict[str, str | list[str] | None] = {
            "grant_type": "authorization_code",
            "code": redeemed,
            "redirect_uri": self.redirect_uri,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "code_verifier": VERIFIER,
        }
        form = {name: value for name, value in (sent | changes).items() if value is not None}
        return self.post(at or self.metadata["token_endpoint"], form, headers)

    def tokens(self, browser: Browser, person: Person, **changes: str | None) -> dict[str, Any]:
        """Sign a person in and redeem the code."""
        answer = self.redeem(self.code(browser, person, **changes))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def claims(self, token: str) -> dict[str, Any]:
        """Return the claims of a token whose signature a key of the issuer's JWKS explains."""
        keys = KeySet.import_key_set(self.get(self.metadata["jwks_uri"]).get_json())
        return dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)

    def userinfo(self, access_token: str) -> TestResponse:
        return self.get(self.metadata["userinfo_endpoint"], {"Authorization": f"Bearer {access_token}"})

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        parts = urlsplit(url)
        client = self.network.client(origin_of(url), cookies=False)
        return client.get(parts.path, base_url=origin_of(url), query_string=parts.query, headers=headers)

    def post(
        self, url: str, form: Mapping[str, str | list[str]], headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        parts = urlsplit(url)
        client = self.network.client(origin_of(url), cookies=False)
        return client.post(parts.path, base_url=origin_of(url), query_string=parts.query, data=form, headers=headers)


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
