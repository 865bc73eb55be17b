"""A security key made of software: signs what a site asks it to sign (W3C Web Authentication, section 6)."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _ATTESTED, _SYNCED = 0x01, 0x40, 0x08


class Key:
    """One key at one browser. origin: of the page that the browser shows. synced: it can be copied to other devices."""

    def __init__(self, origin: str, *, synced: bool = False, counts: bool = True) -> None:
        self.origin, self.counts = origin, counts
        self.uses = 0
        self._flags = _PRESENT | (_SYNCED if synced else 0)
        self._id = hashlib.sha256(origin.encode()).digest()[:16]
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: Mapping[str, Any]) -> dict[str, str]:
        """Answer `navigator.credentials.create()`, in the words of the API."""
        numbers = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        data = self._data(options["rp"]["id"], _ATTESTED) + bytes(16) + len(self._id).to_bytes(2, "big") + self._id
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data + public})
        return {"attestation": _b64(attestation), "clientData": _b64(self._client("webauthn.create", options))}

    def get(self, options: Mapping[str, Any]) -> dict[str, str]:
        """Answer `navigator.credentials.get()`."""
        data, client = self._data(options["rpId"]), self._client("webauthn.get", options)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return {"clientData": _b64(client), "authenticatorData": _b64(data), "signatureData": _b64(signature)}

    def _data(self, rp_id: str, flags: int = 0) -> bytes:
        self.uses += self.counts
        return (
            hashlib.sha256(rp_id.encode()).digest()
            + bytes([self._flags | flags])
            + (self.uses if self.counts else 0).to_bytes(4, "big")
        )

    def _client(self, type: str, options: Mapping[str, Any]) -> bytes:
        said = {"type": type, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()
