"""Certificates (RFC 5280): self-signed ones for signing keys, published beside a key and trusted by nobody; reading."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from mocks.oauth.client_keys import of_x509

_VALID_FOR = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Certificate:
    """An RSA key's certificate. public: the key's JWK with both thumbprints. x5c: as RFC 7517 section 4.7 has it.

    expires_at: seconds since the epoch.
    """

    public: dict[str, str]
    x5c: str
    expires_at: float


def read(data: bytes) -> Certificate:
    """Read a certificate in PEM, DER or base64 of DER; raises ValueError when it is none over an RSA key."""
    certificate = _parsed(data)
    der = certificate.public_bytes(serialization.Encoding.DER)
    x5c = base64.b64encode(der).decode()
    return Certificate(of_x509(certificate), x5c, certificate.not_valid_after_utc.timestamp())


def _parsed(data: bytes) -> x509.Certificate:
    if data.lstrip().startswith(b"-----BEGIN"):
        return x509.load_pem_x509_certificate(data)
    try:
        return x509.load_der_x509_certificate(data)
    except ValueError:
        try:
            return x509.load_der_x509_certificate(base64.b64decode(b"".join(data.split()), validate=True))
        except binascii.Error as error:
            raise ValueError("neither PEM nor DER") from error


def self_signed(common_name: str, valid_for: timedelta = _VALID_FOR) -> Callable[[rsa.RSAPrivateKey, datetime], bytes]:
    """Return what makes a certificate over a key, in DER, valid from a moment on."""

    def certify(private: rsa.RSAPrivateKey, now: datetime) -> bytes:
        return _certificate(private, common_name, now, valid_for)

    return certify


def _certificate(private: rsa.RSAPrivateKey, common_name: str, now: datetime, valid_for: timedelta) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + valid_for)
        .sign(private, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.DER)
