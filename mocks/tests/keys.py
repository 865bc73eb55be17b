"""Keys of the tests' applications, and statements signed with them (RFC 7523)."""

import base64
import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from mocks.oauth.certificates import self_signed
from mocks.oauth.client_keys import of_certificate

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = RSAKey.import_key(_private)
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})
STRANGER = RSAKey.generate_key(2048)
CERTIFICATE = ssl.DER_cert_to_PEM_cert(self_signed("client.example")(_private, datetime(2026, 1, 1, tzinfo=UTC)))
_described = of_certificate(CERTIFICATE)
THUMBPRINTS = {name: _described[name] for name in ("x5t", "x5t#S256")}


def public(key: RSAKey | ECKey, **more: str) -> dict[str, str]:
    return {name: str(value) for name, value in key.as_dict(private=False).items()} | more


def sign(
    claims: Mapping[str, Any], header: Mapping[str, str] | None = None, key: RSAKey | ECKey | OctKey = PRIVATE
) -> str:
    given = {"alg": "RS256", **(header or {})}
    return jwt.encode(given, dict(claims), key, algorithms=[given["alg"]])


def shared(secret: str) -> OctKey:
    return OctKey.import_key(secret)


def unsigned(claims: Mapping[str, Any]) -> str:
    """Return a statement that nobody signed (RFC 7515 section 6: `none`)."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, dict(claims)))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
