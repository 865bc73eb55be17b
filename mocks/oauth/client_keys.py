"""The public keys that a client registers, as JWKs (RFC 7517) or certificates (RFC 5280)."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

_PUBLIC = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y")}
_DESCRIBING = ("kid", "use", "alg", "x5t", "x5t#S256")
_SHORTEST_MODULUS = 342


def of_jwk(jwk: Mapping[str, object]) -> dict[str, str]:
    """Return the public members of a JWK; raises ValueError when it is no usable RSA or EC key.

    A private key's own members are left out: a registration has no business keeping them.
    """
    kty = str(jwk.get("kty"))
    if kty not in _PUBLIC:
        raise ValueError("the key must be of type RSA or EC")
    members = {name: str(jwk.get(name, "")) for name in _PUBLIC[kty]}
    try:
        key = RSAKey.import_key({**members}) if kty == "RSA" else ECKey.import_key({**members})
        key.public_key  # noqa: B018 (a key that cannot be used shall be noticed now)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ValueError("the key's members make no public key") from error
    if kty == "RSA" and len(members["n"]) < _SHORTEST_MODULUS:
        raise ValueError("an RSA key has 2048 bits at least")
    return members | {name: str(jwk[name]) for name in _DESCRIBING if name in jwk}


def of_certificate(pem: str) -> dict[str, str]:
    """Return the key of a certificate in PEM with both thumbprints; raises ValueError when it is none."""
    return of_x509(x509.load_pem_x509_certificate(pem.encode()))


def of_der(der: bytes) -> tuple[dict[str, str], tuple[datetime, datetime]]:
    """Return the key of a certificate in DER, and from when to when it is valid; raises ValueError when it is none."""
    certificate = x509.load_der_x509_certificate(der)
    return of_x509(certificate), (certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def of_x509(certificate: x509.Certificate) -> dict[str, str]:
    """Return the key of a certificate with both thumbprints; raises ValueError when it is no RSA key."""
    if not isinstance(certificate.public_key(), RSAPublicKey):
        raise ValueError("the certificate's key is not of type RSA")
    der = certificate.public_bytes(serialization.Encoding.DER)
    public = certificate.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = RSAKey.import_key(public)
    members = {name: str(value) for name, value in key.as_dict(private=False).items() if name in _PUBLIC["RSA"]}
    sha1 = hashlib.sha1(der, usedforsecurity=False).digest()
    return members | {"x5t": _b64(sha1), "x5t#S256": _b64(hashlib.sha256(der).digest())}


def _b64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
