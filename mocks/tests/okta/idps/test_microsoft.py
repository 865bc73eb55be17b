"""Microsoft as a social provider: the tenant's own issuer, and a profile that Graph tells."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from mocks.kit.artifacts import Statements
from mocks.kit.http import Answer, HttpClient
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.okta.directory import identity_providers
from mocks.okta.directory.identity_providers import IdentityProvider, Policy, Protocol
from mocks.okta.directory.users import Provider
from mocks.okta.errors import wording
from mocks.okta.idps import ExternalIdentity, Leg, Request, microsoft
from mocks.okta.provisioning import link
from mocks.okta.provisioning.mapping import DEFAULT_MAPPING
from mocks.tests.parties import Parties

KEY = RSAKey.generate_key(2048, {"kid": "key-1"}, private=True)
TENANT, OID = "11111111-2222-4333-8444-555555555555", "00000000-0000-4000-8000-000000000001"
LEG = Leg("transaction", "0oamicrosoft", "nonce-1", "v" * 43, 0, 900)
CALLBACK = "https://okta.example/oauth2/v1/authorize/callback"
DEFAULTS = microsoft.IDP_TYPE.default_protocol
IDP = IdentityProvider(
    "0oamicrosoft",
    "Microsoft",
    "MICROSOFT",
    Protocol(client_id="okta", client_secret="secret", **DEFAULTS),
    Policy(username_template=microsoft.IDP_TYPE.default_template),
    DEFAULT_MAPPING,
)


class Cloud(HttpClient):
    """Answers as Microsoft's endpoints would; the tests change what they say."""

    def __init__(self, now: int) -> None:
        super().__init__("tests")
        self.claims: dict[str, Any] = {
            "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
            "aud": "okta",
            "sub": "pairwise",
            "oid": OID,
            "tid": TENANT,
            "nonce": "nonce-1",
            "iat": now,
            "exp": now + 60,
        }
        self.me: dict[str, Any] = {
            "id": OID,
            "userPrincipalName": "alice@contoso.example",
            "mail": "alice.adams@contoso.example",
            "givenName": "Alice",
            "surname": "Adams",
            "displayName": "Alice Adams",
            "jobTitle": None,
        }

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        token = jws.serialize_compact({"alg": "RS256", "kid": "key-1"}, json.dumps(self.claims).encode(), KEY)
        return answer({"access_token": "at", "id_token": token})

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return answer({"keys": [KEY.as_dict(private=False)]} if url == DEFAULTS["jwks_url"] else self.me)


def answer(body: object) -> Answer:
    return Answer(200, {}, msgspec.json.encode(body))


@pytest.fixture
def cloud(parties: Parties) -> Cloud:
    return Cloud(parties.clock.timestamp())


@pytest.fixture
def unit(parties: Parties, cloud: Cloud) -> Unit:
    runtime = dataclasses.replace(parties.okta.runtime, http=cloud)
    return Unit(runtime, Statements(runtime.store.metadata.tables["artifacts"]))


def finish(unit: Unit) -> ExternalIdentity:
    return microsoft.finish(unit, IDP, LEG, "code-1", CALLBACK)


def refused(unit: Unit) -> str:
    with pytest.raises(OAuthError) as caught:
        finish(unit)
    return wording(caught.value).text


def test_the_defaults_are_the_endpoints_of_every_tenant() -> None:
    """Okta fact sheet 3.2."""
    url = microsoft.IDP_TYPE.start(Request(IDP, LEG, "state-1", CALLBACK, "", (), ("Mail.Read",)))
    assert url.startswith("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?")
    scope = dict(parse_qsl(urlsplit(url).query))["scope"]
    assert scope == "openid email profile https://graph.microsoft.com/User.Read Mail.Read"


def test_the_profile_is_graph_s_and_the_person_social(unit: Unit) -> None:
    """Okta fact sheet 3.2 and 3.5."""
    identity = finish(unit)
    assert (identity.issuer, identity.subject) == (f"https://login.microsoftonline.com/{TENANT}/v2.0", "pairwise")
    identity_providers.add(unit.db, IDP)
    user = link.admit(unit, IDP, identity).user
    unit.abandon()
    assert user.provider is Provider.SOCIAL
    assert user.profile == {
        "login": "alice@contoso.example",
        "email": "alice.adams@contoso.example",
        "firstName": "Alice",
        "lastName": "Adams",
        "displayName": "Alice Adams",
    }


@pytest.mark.parametrize("tid", [None, "", "common", 5, f"{TENANT}/x", "../x"])
def test_a_token_without_a_tenant_is_refused(unit: Unit, cloud: Cloud, tid: object) -> None:
    cloud.claims["tid"] = tid
    assert "names no tenant" in refused(unit)


def test_the_issuer_is_the_tenant_s_own(unit: Unit, cloud: Cloud) -> None:
    """A tenant cannot speak for another one: issuer and `tid` must agree."""
    cloud.claims["tid"] = "99999999-2222-4333-8444-555555555555"
    assert "issuer" in refused(unit)


@pytest.mark.parametrize("id", [None, "", "99999999-0000-4000-8000-000000000001"])
def test_somebody_else_s_profile_is_refused(unit: Unit, cloud: Cloud, id: object) -> None:
    cloud.me["id"] = id
    assert "somebody else's" in refused(unit)
