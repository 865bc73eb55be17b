"""A generic OpenID Connect provider: what is asked of it, and what is believed."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from mocks.kit.artifacts import Statements
from mocks.kit.http import Answer, HttpClient, PeerUnavailable
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.okta.directory.identity_providers import IdentityProvider, Policy, Protocol
from mocks.okta.errors import wording
from mocks.okta.idps import ExternalIdentity, Leg, Request, oidc
from mocks.tests.parties import Parties

KEY = RSAKey.generate_key(2048, {"kid": "key-1"}, private=True)
LEG = Leg("transaction", "0oapartner", "nonce-1", "v" * 43, 0, 900)
CALLBACK = "https://okta.example/oauth2/v1/authorize/callback"
ISSUER = "https://partner.example"
PROTOCOL = Protocol(
    issuer=ISSUER,
    authorization_url=f"{ISSUER}/authorize",
    token_url=f"{ISSUER}/token",
    jwks_url=f"{ISSUER}/jwks",
    client_id="contoso-okta",
    client_secret="secret",
)


class Partner(HttpClient):
    """Answers as a provider would; the tests change what it says."""

    def __init__(self, now: int) -> None:
        super().__init__("tests")
        claims = {"iss": ISSUER, "aud": "contoso-okta", "sub": "bob", "nonce": "nonce-1", "iat": now, "exp": now + 60}
        self.claims: dict[str, Any] = claims | {"email": "of-the-token@partner.example"}
        self.token: Answer | None = None
        self.userinfo = answer({"sub": "bob", "email": "bob@partner.example"})
        self.sent: list[tuple[str, Mapping[str, str]]] = []

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        self.sent.append((url, form))
        if self.token:
            return self.token
        signed = jws.serialize_compact({"alg": "RS256", "kid": "key-1"}, json.dumps(self.claims).encode(), KEY)
        return answer({"access_token": "at", "id_token": signed})

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        self.sent.append((url, headers or {}))
        if url == PROTOCOL.jwks_url:
            return answer({"keys": [KEY.as_dict(private=False)]})
        return self.userinfo


def answer(body: object, status: int = 200) -> Answer:
    return Answer(status, {}, body if isinstance(body, bytes) else msgspec.json.encode(body))


def provider(**protocol: object) -> IdentityProvider:
    changed = msgspec.structs.replace(PROTOCOL, **protocol)
    return IdentityProvider("0oapartner", "Fabrikam", "OIDC", changed, Policy(), {})


def asked(idp: IdentityProvider, hint: str = "", prompt: tuple[str, ...] = ()) -> dict[str, str]:
    url = oidc.IDP_TYPE.start(Request(idp, LEG, "state-1", CALLBACK, hint, prompt))
    assert url.startswith(f"{idp.protocol.authorization_url.partition('?')[0]}?")
    return dict(parse_qsl(urlsplit(url).query))


@pytest.fixture
def partner(parties: Parties) -> Partner:
    return Partner(parties.clock.timestamp())


@pytest.fixture
def unit(parties: Parties, partner: Partner) -> Unit:
    runtime = dataclasses.replace(parties.okta.runtime, http=partner)
    return Unit(runtime, Statements(runtime.store.metadata.tables["artifacts"]))


def finish(unit: Unit, **protocol: object) -> ExternalIdentity:
    return oidc.finish(unit, provider(**protocol), LEG, "code-1", CALLBACK)


def refused(unit: Unit, **protocol: object) -> tuple[str, str, str]:
    """Return the OAuth error, the internal reason and the text."""
    with pytest.raises(OAuthError) as caught:
        finish(unit, **protocol)
    words = wording(caught.value)
    return caught.value.error, words.code, words.text


def test_the_request_is_openid_connect_s(parties: Parties) -> None:
    """OpenID Connect Core section 3.1.2.1, RFC 7636 section 4.3."""
    assert asked(provider()) == {
        "client_id": "contoso-okta",
        "response_type": "code",
        "redirect_uri": CALLBACK,
        "scope": "openid email profile",
        "state": "state-1",
        "nonce": "nonce-1",
        "code_challenge": asked(provider())["code_challenge"],
        "code_challenge_method": "S256",
    }


def test_pkce_hint_and_prompt_follow_settings_and_request() -> None:
    assert "code_challenge" not in asked(provider(pkce_required=False))
    assert asked(provider(), hint="a b@c&d")["login_hint"] == "a b@c&d"
    assert asked(provider(), prompt=("login", "consent"))["prompt"] == "login"
    assert asked(provider(), prompt=("select_account",))["prompt"] == "select_account"
    assert asked(provider(), prompt=("login", "select_account"))["prompt"] == "login", "some providers take one alone"
    assert "prompt" not in asked(provider(), prompt=("consent",))


def test_an_address_with_a_query_keeps_it() -> None:
    """RFC 6749 section 3.1."""
    assert asked(provider(authorization_url=f"{ISSUER}/authorize?tenant=a%20b"))["tenant"] == "a b"


def test_the_code_is_redeemed_at_the_token_endpoint(unit: Unit, partner: Partner) -> None:
    finish(unit)
    url, form = partner.sent[0]
    assert url == PROTOCOL.token_url
    assert form == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": CALLBACK,
        "client_id": "contoso-okta",
        "client_secret": "secret",
        "code_verifier": LEG.verifier,
    }


def test_without_a_userinfo_address_the_id_token_tells_who(unit: Unit) -> None:
    """Okta fact sheet 3.3.5."""
    identity = finish(unit)
    assert (identity.issuer, identity.subject) == (ISSUER, "bob")
    assert identity.claims["email"] == "of-the-token@partner.example"


def test_with_a_userinfo_address_nothing_else_does(unit: Unit, partner: Partner) -> None:
    """Okta fact sheet 3.3.5 and 12.17: attributes come only from userinfo, never merged."""
    partner.claims |= {"given_name": "Robert"}
    identity = finish(unit, userinfo_url=f"{ISSUER}/userinfo")
    assert identity.claims == {"sub": "bob", "email": "bob@partner.example"}
    assert partner.sent[-1] == (f"{ISSUER}/userinfo", {"Authorization": "Bearer at"})


@pytest.mark.parametrize("sub", ["alice", "", None, "BOB", ["bob"], 5])
def test_userinfo_about_somebody_else_is_refused(unit: Unit, partner: Partner, sub: object) -> None:
    """OpenID Connect Core section 5.3.2: the sub MUST be verified to exactly match."""
    partner.userinfo = answer({"sub": sub, "email": "alice@partner.example"})
    error, reason, text = refused(unit, userinfo_url=f"{ISSUER}/userinfo")
    assert (error, reason) == ("access_denied", "invalid_userinfo_response")
    assert text == "The profile that Fabrikam sent is somebody else's."


@pytest.mark.parametrize(
    "said", [answer({}, 401), answer({"sub": "bob"}, 302), answer(b"<html>"), answer(b"[]"), answer(b"\xff")]
)
def test_userinfo_that_cannot_be_read_is_refused(unit: Unit, partner: Partner, said: Answer) -> None:
    partner.userinfo = said
    error, reason, _ = refused(unit, userinfo_url=f"{ISSUER}/userinfo")
    assert (error, reason) == ("server_error", "get_social_profile_error")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (answer({"error": "invalid_grant"}, 400), "its token endpoint answered invalid_grant"),
        (answer({"error": "x" * 500}, 401), f"its token endpoint answered {'x' * 100}"),
        (answer({"error": {"a": 1}}, 400), "its token endpoint answered {'a': 1}"),
        (answer({"access_token": "at"}), "it sent no ID token"),
        (answer({"id_token": None}), "it sent no ID token"),
        (answer({"id_token": ["x"]}), "it sent no ID token"),
        (answer(b""), "its token endpoint answered 200"),
        (answer(b"access_token=at"), "its token endpoint answered 200"),
        (answer(b"[1]"), "its token endpoint answered 200"),
        (answer({"id_token": "x"}, 302), "its token endpoint answered 302"),
        (answer({"id_token": "x"}), "its ID token is refused: malformed"),
    ],
)
def test_an_answer_that_is_no_token_response_is_refused(unit: Unit, partner: Partner, said: Answer, text: str) -> None:
    """RFC 6749 section 5; in words that name the provider."""
    partner.token = said
    assert refused(unit) == (
        "invalid_social_token",
        "invalid_social_token",
        f"The sign-in at Fabrikam cannot be trusted: {text}.",
    )


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_provider_in_trouble_is_not_there(unit: Unit, partner: Partner, status: int) -> None:
    """Its own fault, which passes: the sign-in may be tried again."""
    partner.token = answer(b"<html>", status)
    with pytest.raises(PeerUnavailable):
        finish(unit)


def test_the_clock_skew_of_the_policy_is_in_milliseconds(unit: Unit, partner: Partner) -> None:
    """Okta fact sheet 3.2: maxClockSkew."""
    partner.claims["exp"] = partner.claims["iat"] - 4
    idp = provider()
    assert refused(unit)[2].endswith("expired.")
    patient = msgspec.structs.replace(idp, policy=msgspec.structs.replace(idp.policy, max_clock_skew=5000))
    assert oidc.finish(unit, patient, LEG, "code-1", CALLBACK).subject == "bob"


@pytest.mark.parametrize("change", [{"aud": "else"}, {"iss": f"{ISSUER}/"}, {"nonce": "else"}, {"sub": ""}])
def test_a_token_that_was_not_meant_is_refused(unit: Unit, partner: Partner, change: dict[str, str]) -> None:
    partner.claims |= change
    assert refused(unit)[0] == "invalid_social_token"


HS = {"id_token_algorithm": "HS256", "client_secret": "a-secret-of-more-than-thirty-two-bytes"}


def test_a_token_may_be_signed_with_the_client_secret_where_it_is_set_so(unit: Unit, partner: Partner) -> None:
    """OpenID Connect Core section 10.1; and only there, lest a public key serve as a secret."""
    key = OctKey.import_key(HS["client_secret"])
    signed = jws.serialize_compact({"alg": "HS256"}, json.dumps(partner.claims).encode(), key)
    partner.token = answer({"access_token": "at", "id_token": signed})
    assert finish(unit, **HS).subject == "bob"
    assert refused(unit)[2].endswith("algorithm HS256.")
    assert refused(unit, **HS | {"client_secret": "another-secret-of-thirty-two-bytes!"})[2].endswith("signature.")
    assert "unknown_key" in refused(unit, **HS | {"client_secret": "short"})[2]


def test_where_the_secret_signs_no_key_does(unit: Unit) -> None:
    assert refused(unit, **HS)[2].endswith("algorithm RS256.")


@pytest.mark.parametrize(("auth_time", "good"), [(None, True), (-300, True), (-301, False), ("x", True)])
def test_a_sign_in_that_is_too_old_is_refused(unit: Unit, partner: Partner, auth_time: Any, good: bool) -> None:
    """OpenID Connect Core section 3.1.3.7 (13), for providers that say when it was."""
    now = partner.claims["iat"]
    partner.claims["auth_time"] = auth_time + now if isinstance(auth_time, int) else auth_time
    leg = Leg("transaction", "0oapartner", "nonce-1", "v" * 43, now, now + 900, 300)
    if good:
        assert oidc.finish(unit, provider(), leg, "code-1", CALLBACK).subject == "bob"
        return
    with pytest.raises(OAuthError) as caught:
        oidc.finish(unit, provider(), leg, "code-1", CALLBACK)
    assert wording(caught.value).text.endswith("auth_time.")


def test_an_access_token_that_is_no_text_is_sent_nowhere_else(unit: Unit, partner: Partner) -> None:
    """Only what the provider itself said goes back to it."""
    finish(unit, userinfo_url=f"{ISSUER}/userinfo")
    assert {urlsplit(url).netloc for url, _ in partner.sent} == {"partner.example"}
