"""Self-signed certificates for signing keys (RFC 5280): published beside a key, trusted by nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

_VALID_FOR = timedelta(days=5 * 365)


def self_signed(common_name: str) -> Callable[[rsa.RSAPrivateKey, datetime], bytes]:
    """Return what makes a certificate over a key, in DER, valid for five years from a moment."""

    def certify(private: rsa.RSAPrivateKey, now: datetime) -> bytes:
        return _certificate(private, common_name, now)

    return certify


def _certificate(private: rsa.RSAPrivateKey, common_name: str, now: datetime) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + _VALID_FOR)
        .sign(private, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.DER)
