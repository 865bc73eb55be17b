"""A lab that runs over TLS: known by its authority alone, to programs of others and to its own."""

import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from lab.client import LabClient
from lab.health import trouble
from lab.runners import running
from lab.secrets import control_token
from lab.tests.labs import new_lab, say
from lab.topology import Lab, from_environment

TENANT = "11111111-2222-4333-8444-555555555555"
ISSUERS = {"okta": "/oauth2/default", "azure-ad": f"/{TENANT}/v2.0", "partner-idp": ""}


@pytest.fixture(scope="module")
def tls_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabClient]:
    with running(new_lab(tmp_path_factory.mktemp("tls") / "state", LAB_TLS="1"), "process") as client:
        yield client


@pytest.fixture(scope="module")
def lab(tls_client: LabClient) -> Lab:
    return tls_client.lab


def fetch(url: str, context: ssl.SSLContext) -> bytes:
    with urllib.request.urlopen(url, timeout=10, context=context) as answer:
        body: bytes = answer.read()
        return body


@pytest.mark.parametrize("service", ISSUERS)
def test_discovery_is_reached_with_the_authority_and_nothing_else(lab: Lab, service: str) -> None:
    """What an issuer publishes is https throughout, and says that it is what the client was configured with."""
    trusting = ssl.create_default_context(cafile=lab.ca_file)
    issuer = f"{lab.url(service)}{ISSUERS[service]}"
    document = json.loads(fetch(f"{issuer}/.well-known/openid-configuration", trusting))
    assert document["issuer"] == issuer
    assert all(value.startswith("https://") for name, value in document.items() if name.endswith(("_endpoint", "_uri")))
    assert json.loads(fetch(document["jwks_uri"], trusting))["keys"]


def test_who_does_not_know_the_authority_refuses(lab: Lab) -> None:
    for url in lab.urls.values():
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            fetch(f"{url}/", ssl.create_default_context())


def test_plain_http_is_not_answered(lab: Lab) -> None:
    url = lab.url("okta").replace("https:", "http:")
    with pytest.raises((http.client.BadStatusLine, OSError)):
        urllib.request.urlopen(url, timeout=10)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions_in_use_are_spoken(lab: Lab, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=lab.ca_file)
    context.minimum_version = context.maximum_version = version
    assert json.loads(fetch(f"{lab.url('azure-ad')}/{TENANT}/discovery/v2.0/keys", context))["keys"]


def test_health_and_control_check_the_certificate(lab: Lab, tls_client: LabClient) -> None:
    """The lab's own programs trust the same authority: with another one they are refused, with none they cannot ask."""
    assert trouble(lab, "okta", control_token(lab)) == ""
    assert tls_client.ready()
    other = new_lab(lab.state.parent / "other", LAB_TLS="1")
    there = from_environment({**lab.environment, "LAB_STATE": str(other.state)})
    assert trouble(there, "okta", "any") == "does not answer: No such file or directory"
    say(other, "ca")
    assert "certificate verify failed" in trouble(there, "okta", "any")
    assert not LabClient(there, "any").ready()


def test_the_doctor_finds_it_well(lab: Lab) -> None:
    found = say(lab, "doctor").stdout
    assert "ok      Authority's key: is its owner's alone" in found
    assert "ok      Certificate of okta: holds for localhost" in found
    assert f"ok      Issuer {lab.url('azure-ad')}/{TENANT}/v2.0: is what it publishes" in found


def test_a_certificate_for_other_names_is_found(lab: Lab) -> None:
    """The domain was changed, the services still show what they began with."""
    found = say(lab, "doctor", LAB_DOMAIN="lab.example").stdout
    assert "NOT OK  Certificate of okta: Hostname mismatch, certificate is not valid for 'okta.lab.example'." in found


def test_printed_addresses_have_the_scheme(lab: Lab) -> None:
    said = say(lab, "up").stdout
    assert f"Open {lab.url('webapp')} in a private window" in said
    assert "http://" not in said
