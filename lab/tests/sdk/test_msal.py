"""MSAL for Python, unmodified, against Azure AD over https.

A user sets the authority, `instance_discovery=False` and REQUESTS_CA_BUNDLE, nothing else. Source: Azure AD fact sheet
section 11.1.
"""

from typing import Any

import pytest
from msal import ConfidentialClientApplication, PublicClientApplication

from lab.tests.sdk.forms import ALICE, answer_of, walk
from lab.tests.sdk.registrations import (
    DAEMON,
    DEVICE,
    MIRROR,
    MIRROR_SECRET,
    REDIRECT_URI,
    SAMPLE,
    SAMPLE_SECRET,
    TENANT,
    certificate_file,
)
from lab.topology import Lab

GRAPH = "https://graph.microsoft.com/.default"


def authority(lab: Lab) -> str:
    return f"{lab.url('azure-ad')}/{TENANT}"


def sample(lab: Lab, **options: Any) -> ConfidentialClientApplication:
    given = {"client_credential": SAMPLE_SECRET, "authority": authority(lab), "instance_discovery": False, **options}
    return ConfidentialClientApplication(SAMPLE, **given)


def signed_in(lab: Lab, app: ConfidentialClientApplication) -> dict[str, Any]:
    flow = app.initiate_auth_code_flow(["User.Read"], redirect_uri=REDIRECT_URI, response_mode="form_post")
    answer = answer_of(lab, flow["auth_uri"], REDIRECT_URI, ALICE)
    found: dict[str, Any] = app.acquire_token_by_auth_code_flow(flow, answer)
    assert "error" not in found, found
    return found


def test_a_person_signs_in(tls_lab: Lab) -> None:
    """State, nonce and PKCE are MSAL's own; the account is known by `client_info`."""
    app = sample(tls_lab)
    found = signed_in(tls_lab, app)
    claims = found["id_token_claims"]
    assert (claims["preferred_username"], claims["tid"], claims["aud"]) == (ALICE[0], TENANT, SAMPLE)
    assert claims["iss"] == f"{authority(tls_lab)}/v2.0"
    (account,) = app.get_accounts()
    assert account["username"] == ALICE[0]
    assert account["home_account_id"] == f"{claims['oid']}.{TENANT}"


def test_tokens_are_renewed_without_the_person(tls_lab: Lab) -> None:
    """From MSAL's cache while they last, by the refresh token when a new one is wanted."""
    app = sample(tls_lab)
    first = signed_in(tls_lab, app)
    (account,) = app.get_accounts()
    assert app.acquire_token_silent(["User.Read"], account)["access_token"] == first["access_token"]
    renewed = app.acquire_token_silent_with_error(["User.Read"], account, force_refresh=True)
    assert renewed["access_token"] != first["access_token"]


def test_an_authority_given_as_an_issuer(tls_lab: Lab) -> None:
    """`oidc_authority`: MSAL reads discovery and compares the issuer itself."""
    app = sample(tls_lab, authority=None, oidc_authority=f"{authority(tls_lab)}/v2.0", instance_discovery=None)
    assert signed_in(tls_lab, app)["id_token_claims"]["preferred_username"] == ALICE[0]


def test_a_daemon_with_a_secret(tls_lab: Lab) -> None:
    app = sample(tls_lab)
    found = app.acquire_token_for_client([GRAPH])
    assert found["token_type"] == "Bearer"
    assert app.acquire_token_for_client([GRAPH])["token_source"] == "cache"


def test_a_daemon_with_a_certificate(tls_lab: Lab) -> None:
    """`private_key_jwt` as MSAL signs it now: PS256, the certificate's digest in the header."""
    pem = certificate_file(tls_lab.seed).read_text()
    credential = {"private_key": pem, "public_certificate": pem[pem.index("-----BEGIN CERTIFICATE") :]}
    app = ConfidentialClientApplication(
        DAEMON, client_credential=credential, authority=authority(tls_lab), instance_discovery=False
    )
    found = app.acquire_token_for_client([GRAPH])
    assert found.get("token_type") == "Bearer", found


def test_a_wrong_secret_is_refused_in_azure_s_words(tls_lab: Lab) -> None:
    refused = sample(tls_lab, client_credential="wrong").acquire_token_for_client([GRAPH])
    assert (refused["error"], refused["error_codes"]) == ("invalid_client", [7000215])
    assert refused["error_description"].startswith("AADSTS7000215: ")
    assert {"correlation_id", "trace_id", "timestamp"} <= refused.keys()


def test_a_device_without_a_browser(tls_lab: Lab) -> None:
    """The person types the code elsewhere; MSAL's first question after that is answered."""
    app = PublicClientApplication(DEVICE, authority=authority(tls_lab), instance_discovery=False)
    flow = app.initiate_device_flow(["User.Read"])
    assert flow["user_code"] in flow["message"]
    walk(tls_lab, flow["verification_uri"], "-", ALICE, user_code=flow["user_code"])
    found = app.acquire_token_by_device_flow(flow)
    assert "error" not in found, found
    assert found["id_token_claims"]["preferred_username"] == ALICE[0]


def test_without_the_authority_s_certificate_nothing_is_sent(tls_lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        sample(tls_lab).acquire_token_for_client([GRAPH])


@pytest.mark.parametrize("scope", ["User.Read", GRAPH])
def test_an_api_calls_the_next_one_for_a_person(tls_lab: Lab, scope: str) -> None:
    """`acquire_token_on_behalf_of`: the API sends the token that it was called with."""
    web = sample(tls_lab)
    wanted = [f"api://{MIRROR}/Mirror.Read"]
    flow = web.initiate_auth_code_flow(wanted, redirect_uri=REDIRECT_URI, response_mode="form_post")
    called = web.acquire_token_by_auth_code_flow(flow, answer_of(tls_lab, flow["auth_uri"], REDIRECT_URI, ALICE))
    assert called.get("scope") == wanted[0], called
    options = {"client_credential": MIRROR_SECRET, "authority": authority(tls_lab), "instance_discovery": False}
    api = ConfidentialClientApplication(MIRROR, **options)
    found = api.acquire_token_on_behalf_of(called["access_token"], [scope])
    assert "error" not in found, found
    assert found["id_token_claims"]["preferred_username"] == ALICE[0]
