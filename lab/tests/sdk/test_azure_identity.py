"""azure-identity, unmodified, against Azure AD over https.

A user sets AZURE_AUTHORITY_HOST, `disable_instance_discovery` and REQUESTS_CA_BUNDLE, nothing else. Source: Azure AD
fact sheet section 11.3.
"""

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AuthorizationCodeCredential,
    CertificateCredential,
    ClientSecretCredential,
    DeviceCodeCredential,
)

from lab.tests.sdk.forms import ALICE, answer_of, walk
from lab.tests.sdk.registrations import (
    DAEMON,
    DEVICE,
    REDIRECT_URI,
    SAMPLE,
    SAMPLE_SECRET,
    TENANT,
    certificate_file,
)
from lab.topology import Lab
from mocks.kit.clock import real_timestamp

GRAPH = "https://graph.microsoft.com/.default"


def test_a_daemon_with_a_secret(tls_lab: Lab) -> None:
    credential = ClientSecretCredential(TENANT, SAMPLE, SAMPLE_SECRET, disable_instance_discovery=True)
    found = credential.get_token(GRAPH)
    assert found.token.count(".") == 2
    assert found.expires_on > real_timestamp() + 3000


def test_a_daemon_with_a_certificate(tls_lab: Lab) -> None:
    file = str(certificate_file(tls_lab.seed))
    credential = CertificateCredential(TENANT, DAEMON, file, disable_instance_discovery=True)
    assert credential.get_token(GRAPH).token


def test_a_wrong_secret_is_refused_in_azure_s_words(tls_lab: Lab) -> None:
    credential = ClientSecretCredential(TENANT, SAMPLE, "wrong", disable_instance_discovery=True)
    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215: "):
        credential.get_token(GRAPH)


def test_a_code_that_an_application_was_sent(tls_lab: Lab) -> None:
    """This credential goes to the token endpoint without a look at discovery."""
    url = (
        f"{tls_lab.url('azure-ad')}/{TENANT}/oauth2/v2.0/authorize?client_id={SAMPLE}&response_type=code"
        f"&redirect_uri={REDIRECT_URI}&scope=openid%20User.Read&state=s"
    )
    code = answer_of(tls_lab, url, REDIRECT_URI, ALICE)["code"]
    credential = AuthorizationCodeCredential(TENANT, SAMPLE, code, REDIRECT_URI, client_secret=SAMPLE_SECRET)
    assert credential.get_token("User.Read").token


def test_a_device_without_a_browser(tls_lab: Lab) -> None:
    """The person signs in while the credential tells how to."""

    def tell(address: str, code: str, _: object) -> None:
        walk(tls_lab, address, "-", ALICE, user_code=code)

    credential = DeviceCodeCredential(DEVICE, tenant_id=TENANT, prompt_callback=tell, disable_instance_discovery=True)
    assert credential.authenticate(scopes=["User.Read"]).username == ALICE[0]
    assert credential.get_token("User.Read").token
