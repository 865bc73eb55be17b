"""The authority's files: who may read them, when they are made anew."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from lab import certificates
from lab.certificates import issue
from lab.tests.labs import new_lab
from lab.topology import SERVICES, Lab
from mocks.kit.clock import real_timestamp


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return new_lab(tmp_path / "state", LAB_TLS="1")


def authority(lab: Lab) -> bytes:
    return lab.ca_file.read_bytes()


def test_keys_are_their_owners_alone(lab: Lab) -> None:
    server = certificates.ensure(lab)
    for key in (server.key, lab.state / "ca-key.pem"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert b"PRIVATE KEY" in key.read_bytes()
    assert b"PRIVATE KEY" not in lab.ca_file.read_bytes() + server.certificate.read_bytes()


def test_a_server_shows_who_issued_its_certificate(lab: Lab) -> None:
    """A client that knows the authority by its key, as Chromium may, has to be shown it."""
    server = certificates.ensure(lab)
    assert server.certificate.read_bytes().endswith(authority(lab))
    shown, issuer = x509.load_pem_x509_certificates(server.certificate.read_bytes())
    shown.verify_directly_issued_by(issuer)


def test_java_reads_the_truststore(lab: Lab) -> None:
    certificates.ensure(lab)
    held = pkcs12.load_pkcs12((lab.state / "ca.p12").read_bytes(), certificates.TRUSTSTORE_PASSWORD.encode())
    assert [each.certificate for each in held.additional_certs] == [x509.load_pem_x509_certificate(authority(lab))]


def test_what_is_good_stays(lab: Lab) -> None:
    """People trust an authority once."""
    server = certificates.ensure(lab)
    before = {file: file.read_bytes() for file in (lab.ca_file, lab.state / "ca.p12", server.certificate, server.key)}
    certificates.ensure(lab)
    assert {file: file.read_bytes() for file in before} == before


def test_a_new_name_needs_another_certificate_of_the_same_authority(lab: Lab) -> None:
    server, trusted = certificates.ensure(lab), authority(lab)
    renamed = new_lab(lab.state, LAB_TLS="1", LAB_DOMAIN="lab.example")
    certificates.ensure(renamed)
    names = issue.names_in(x509.load_pem_x509_certificate(server.certificate.read_bytes()))
    assert {f"{service.label}.lab.example" for service in SERVICES} <= set(names)
    assert authority(lab) == trusted


def test_a_domain_that_the_authority_may_not_vouch_for_needs_another_authority(lab: Lab) -> None:
    certificates.ensure(lab)
    trusted = authority(lab)
    certificates.ensure(new_lab(lab.state, LAB_TLS="1", LAB_DOMAIN="corp.internal"))
    assert authority(lab) != trusted


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN CERTIFICATE-----\nMIIB"])
@pytest.mark.parametrize("name", ["tls/server.pem", "tls/server-key.pem", "ca-key.pem"])
def test_a_damaged_file_is_made_anew(lab: Lab, name: str, damage: bytes) -> None:
    certificates.ensure(lab)
    (lab.state / name).write_bytes(damage)
    server = certificates.ensure(lab)
    shown, issuer = x509.load_pem_x509_certificates(server.certificate.read_bytes())
    shown.verify_directly_issued_by(issuer)


def test_what_is_nearly_over_is_made_anew(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    server, trusted = certificates.ensure(lab), authority(lab)
    shown = server.certificate.read_bytes()
    now = real_timestamp()
    monkeypatch.setattr("lab.certificates.issue.real_timestamp", lambda: now + timedelta(days=380).total_seconds())
    certificates.ensure(lab)
    assert (server.certificate.read_bytes() != shown, authority(lab) == trusted) == (True, True)
    monkeypatch.setattr("lab.certificates.issue.real_timestamp", lambda: now + timedelta(days=3640).total_seconds())
    certificates.ensure(lab)
    assert authority(lab) != trusted


def test_services_that_start_together_make_one_authority(lab: Lab) -> None:
    with ThreadPoolExecutor(6) as pool:
        shown = {server.certificate.read_bytes() for server in pool.map(certificates.ensure, [lab] * 6)}
    assert len(shown) == 1


def test_the_lab_s_own_authority_comes_back_after_another_was_handed_out(lab: Lab, tmp_path: Path) -> None:
    """Containers have one of their own; what they hand out takes the place only of copies."""
    certificates.ensure(lab)
    mine, other = authority(lab), new_lab(tmp_path / "other", LAB_TLS="1")
    certificates.ensure(other)
    certificates.hand_out(lab, authority(other))
    assert authority(lab) == authority(other)
    certificates.ensure(lab)
    assert authority(lab) == mine
