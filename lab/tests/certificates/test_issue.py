"""What the certificates say, judged by OpenSSL as clients have it."""

import ssl
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from lab.certificates import issue


def accepts(authority: issue.Pair, shown: issue.Pair, host: str) -> bool:
    """Tell whether a client that trusts the authority alone takes a certificate for a host."""
    verifier = PolicyBuilder().store(Store([authority.certificate])).build_server_verifier(x509.DNSName(host))
    try:
        verifier.verify(shown.certificate, [])
    except VerificationError:
        return False
    return True


def test_a_server_is_known_by_the_names_it_was_made_for() -> None:
    authority = issue.authority("localhost")
    shown = issue.server(authority, ["localhost", "okta.localhost"])
    assert accepts(authority, shown, "okta.localhost")
    assert not accepts(authority, shown, "azure.localhost")
    assert issue.names_in(shown.certificate) == ["localhost", "okta.localhost"]


def test_another_authority_is_not_taken_for_this_one() -> None:
    """Two labs have the same names and do not trust each other."""
    shown = issue.server(issue.authority("localhost"), ["localhost"])
    assert not accepts(issue.authority("localhost"), shown, "localhost")


@pytest.mark.parametrize("host", ["login.microsoftonline.com", "dev-1.okta.com"])
def test_the_authority_cannot_vouch_for_the_real_ones(host: str) -> None:
    """RFC 5280 section 4.2.1.10: whoever steals its key gains nothing against a person who trusts it."""
    authority = issue.authority("lab.test")
    assert not accepts(authority, issue.server(authority, [host]), host)


@pytest.mark.parametrize(
    ("made_for", "domain", "may"),
    [
        ("localhost", "localhost", True),
        ("localhost", "lab.example", True),
        ("localhost", "corp.internal", False),
        ("corp.internal", "eu.corp.internal", True),
        ("corp.internal", "mycorp.internal", False),
    ],
)
def test_an_authority_stays_good_for_the_domains_it_permits(made_for: str, domain: str, may: bool) -> None:
    assert issue.may_vouch_for(issue.authority(made_for).certificate, domain) is may


def test_it_lasts_as_long_as_browsers_allow() -> None:
    """A server's certificate under 398 days; the authority for years, as trusting it is work."""
    authority = issue.authority("localhost")
    shown = issue.server(authority, ["localhost"]).certificate
    assert shown.not_valid_after_utc - shown.not_valid_before_utc < timedelta(days=398)
    assert authority.certificate.not_valid_after_utc - shown.not_valid_after_utc > timedelta(days=3000)


def test_openssl_reads_the_authority() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=issue.authority("localhost").certificate.public_bytes(Encoding.PEM).decode())
    assert [found["subject"] for found in context.get_ca_certs()]
