"""What stands in the lab's certificates. Knows no files.

Name constraints keep the authority from vouching for other sites, in whosever hands its key may fall.
Sources: RFC 5280 sections 4.2.1 and 4.2.1.10, RFC 9525 section 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mocks.kit.clock import real_timestamp

_AUTHORITY_LASTS, _SERVER_LASTS = timedelta(days=3650), timedelta(days=397)
_RENEWED_BEFORE = timedelta(days=30)
_CLOCKS_DIFFER = timedelta(days=1)
# `example` and `test` never exist (RFC 6761), so LAB_DOMAIN may change within them under the same authority.
_DOMAINS = ("localhost", "example", "test")
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_ADDRESSES = ("127.0.0.1", "::1")
_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def has_time(self) -> bool:
        """Tell whether it need not be made anew yet."""
        return self.certificate.not_valid_after_utc - _now() > _RENEWED_BEFORE


def authority(domain: str) -> Pair:
    """Make an authority for loopback and the names below a domain."""
    domains = [*_DOMAINS] if _is_below(domain, _DOMAINS) else [*_DOMAINS, domain]
    permitted: list[x509.GeneralName] = [x509.DNSName(each) for each in domains]
    permitted += [x509.IPAddress(ip_network(network)) for network in _LOOPBACK]
    key, name = ec.generate_private_key(ec.SECP256R1()), _name(f"Coexistence Lab CA {_now():%Y-%m-%d %H:%M:%S}")
    builder = (
        _builder(name, name, key, _AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
    )
    return Pair(key, builder.sign(key, SHA256()))


def may_vouch_for(certificate: x509.Certificate, domain: str) -> bool:
    """Tell whether an authority's constraints permit names below a domain."""
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    return _is_below(domain, [name.value for name in constraints.permitted_subtrees or () if _is_dns(name)])


def server(authority: Pair, names: Sequence[str]) -> Pair:
    """Make a server's certificate for host names and the addresses of loopback."""
    key, issuer = ec.generate_private_key(ec.SECP256R1()), authority.certificate
    shown: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    shown += [x509.IPAddress(ip_address(address)) for address in _ADDRESSES]
    known_by = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        _builder(_name("Coexistence Lab services"), issuer.subject, key, _SERVER_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(shown), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known_by), critical=False)
    )
    return Pair(key, builder.sign(authority.key, SHA256()))


def names_in(certificate: x509.Certificate) -> list[str]:
    """Return the host names that a server's certificate is for."""
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return held.get_values_for_type(x509.DNSName)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - _CLOCKS_DIFFER)
        .not_valid_after(_now() - _CLOCKS_DIFFER + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*used: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in used for usage in _USAGES})


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _is_dns(name: x509.GeneralName) -> bool:
    return isinstance(name, x509.DNSName)


def _is_below(domain: str, domains: Sequence[str]) -> bool:
    return any(domain == each or domain.endswith(f".{each}") for each in domains)


def _now() -> datetime:
    # The machine's time, not the lab's: browsers and other clients judge by theirs.
    return datetime.fromtimestamp(real_timestamp(), UTC)
