"""An independent OpenID Connect client (pyoidc) signs people in at Okta; okta-jwt-verifier checks what it gets.

Both as they are installed, over https. Source: Okta fact sheet sections 1 and 11.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from oic import rndstr
from oic.oic import Client
from oic.oic.message import AuthorizationResponse, RegistrationResponse
from oic.utils.authn.client import CLIENT_AUTHN_METHOD
from oic.utils.settings import OicClientSettings
from okta_jwt_verifier import AccessTokenVerifier, IDTokenVerifier
from okta_jwt_verifier.exceptions import JWTValidationException

from lab.cast import load_cast
from lab.tests.sdk.forms import ALICE, OLIVIA, answer_of
from lab.topology import Lab

# pyoidc looks at no certificate where keys come from a server called localhost, and is warned for it.
pytestmark = pytest.mark.filterwarnings("ignore:Unverified HTTPS request")


@dataclass(frozen=True)
class SignedIn:
    """What the client holds afterwards. nonce: what it sent."""

    client: Client
    state: str
    nonce: str
    tokens: Any


def sign_in(lab: Lab, person: tuple[str, str]) -> SignedIn:
    cast = load_cast(lab)
    redirect_uri = cast.okta.applications[0].redirect_uris[0]
    client = Client(
        client_authn_method=CLIENT_AUTHN_METHOD, settings=OicClientSettings(verify_ssl=str(lab.ca_file), timeout=20)
    )
    client.provider_config(cast.webapp.issuer)
    registration = {"client_id": cast.webapp.client_id, "client_secret": cast.webapp.client_secret}
    client.store_registration_info(RegistrationResponse(**registration))
    state, nonce = rndstr(), rndstr()
    asked = {"response_type": "code", "scope": ["openid", "profile", "email"], "state": state, "nonce": nonce}
    request = client.construct_AuthorizationRequest(
        request_args={"client_id": client.client_id, "redirect_uri": redirect_uri, **asked}
    )
    answer = answer_of(lab, request.request(client.authorization_endpoint), redirect_uri, person)
    code = client.parse_response(AuthorizationResponse, info=answer, sformat="dict")
    assert (code["state"], "error" in code) == (state, False)
    tokens = client.do_access_token_request(
        state=state,
        request_args={"code": code["code"], "redirect_uri": redirect_uri},
        authn_method="client_secret_basic",
    )
    return SignedIn(client, state, nonce, tokens)


@pytest.mark.parametrize("person", [ALICE, OLIVIA], ids=["Azure AD", "Okta"])
def test_an_independent_client_signs_people_in(tls_lab: Lab, person: tuple[str, str]) -> None:
    """Discovery, keys, ID token and userinfo as the client itself verifies them."""
    signed_in = sign_in(tls_lab, person)
    id_token = signed_in.tokens["id_token"]
    assert (id_token["nonce"], id_token["aud"]) == (signed_in.nonce, [signed_in.client.client_id])
    person_info = signed_in.client.do_user_info_request(state=signed_in.state)
    assert (person_info["sub"], person_info["email"]) == (id_token["sub"], person[0])


def test_okta_s_own_verifier_accepts_what_is_issued(tls_lab: Lab) -> None:
    """Issuer, audience, expiry, nonce and signature; the raw tokens, as they came."""
    cast = load_cast(tls_lab)
    signed_in = sign_in(tls_lab, ALICE)
    grant = signed_in.client.grant[signed_in.state].get_token("")
    AccessTokenVerifier(issuer=cast.webapp.issuer).verify_sync(grant.access_token)
    verifier = IDTokenVerifier(issuer=cast.webapp.issuer, client_id=cast.webapp.client_id)
    verifier.verify_sync(grant.id_token.jwt, nonce=signed_in.nonce)
    with pytest.raises(JWTValidationException):
        verifier.verify_sync(grant.id_token.jwt, nonce="another one")
    with pytest.raises(JWTValidationException):
        AccessTokenVerifier(issuer=cast.webapp.issuer, audience="api://other").verify_sync(grant.access_token)
    header, claims, signature = grant.access_token.split(".")
    forged = f"{header}.{claims}.{signature[:-8]}{'A' * 8}"
    with pytest.raises(JWTValidationException):
        AccessTokenVerifier(issuer=cast.webapp.issuer).verify_sync(forged)
