"""Key pairs by which a service proves itself as a client of somebody else's authorization server.

Source: RFC 7523 sections 2.2 and 3 (the statement), RFC 2986 (the certificate signing request).
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import cast

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import RSAKey

from mocks.oauth.certificates import Certificate, read, self_signed

_LIFETIME = timedelta(minutes=5)
_NAMES = {
    "countryName": NameOID.COUNTRY_NAME,
    "stateOrProvinceName": NameOID.STATE_OR_PROVINCE_NAME,
    "localityName": NameOID.LOCALITY_NAME,
    "organizationName": NameOID.ORGANIZATION_NAME,
    "organizationalUnitName": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "commonName": NameOID.COMMON_NAME,
}


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private RSA key in PEM, and the id of its public half."""

    kid: str
    pem: str


def generate() -> KeyPair:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    digest = hashlib.sha256(_spki(private.public_key())).digest()
    return KeyPair(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), pem.decode())


def certified(pair: KeyPair, common_name: str, now: datetime, valid_for: timedelta) -> Certificate:
    """Return a self-signed certificate over a key, valid from now on."""
    return read(self_signed(common_name, valid_for)(_private(pair.pem), now))


def signing_request(pair: KeyPair, subject: Mapping[str, str], dns_names: Sequence[str]) -> str:
    """Return a certificate signing request in base64 of DER; raises ValueError when a name cannot stand in one."""
    names = [x509.NameAttribute(_NAMES[name], value) for name, value in subject.items() if value]
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(names))
    if dns_names:
        others = x509.SubjectAlternativeName([x509.DNSName(name) for name in dns_names])
        builder = builder.add_extension(others, critical=False)
    signed = builder.sign(_private(pair.pem), hashes.SHA256())
    return base64.b64encode(signed.public_bytes(serialization.Encoding.DER)).decode()


def fits(pair: KeyPair, certificate: Certificate) -> bool:
    """Tell whether a certificate is over this key."""
    public = RSAKey.import_key(_private(pair.pem)).as_dict(private=False)
    return (public["n"], public["e"]) == (certificate.public["n"], certificate.public["e"])


def assertion(
    pair: KeyPair, certificate: Certificate, client_id: str, audience: str, now: int, jti: str, algorithm: str
) -> str:
    """Return the statement by which a client authenticates (`private_key_jwt`); good once, for five minutes."""
    header = {"alg": algorithm, "kid": pair.kid}
    header |= {name: certificate.public[name] for name in ("x5t", "x5t#S256")}
    claims = {"iss": client_id, "sub": client_id, "aud": audience, "iat": now, "jti": jti}
    claims["exp"] = now + int(_LIFETIME.total_seconds())
    return jws.serialize_compact(header, msgspec.json.encode(claims), _signing_key(pair.pem), algorithms=[algorithm])


def _spki(public: rsa.RSAPublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _private(pem: str) -> rsa.RSAPrivateKey:
    # Only keys that were generated here are read: checking their primes again costs 50 ms.
    private = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    return cast(rsa.RSAPrivateKey, private)


@lru_cache(maxsize=16)
def _signing_key(pem: str) -> RSAKey:
    return RSAKey.import_key(_private(pem))
