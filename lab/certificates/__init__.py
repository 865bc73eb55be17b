"""The lab's own certificate authority, and the certificate that all services show under LAB_TLS: files and renewal.

`ca-key.pem` is the authority: its key and certificate, for nobody else. `ca.pem` and `ca.p12` are copies of the
certificate for clients to trust. `tls/` is what a server needs and can be handed on without the authority.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12

from lab.certificates import issue
from lab.certificates.issue import Pair
from lab.topology import SERVICES, Lab

TRUSTSTORE_PASSWORD = "changeit"  # noqa: S105 (Java wants one; what it closes is public)


@dataclass(frozen=True, slots=True)
class Server:
    """Files that a server shows itself with. certificate: with the authority's after it."""

    certificate: Path
    key: Path


def ensure(lab: Lab) -> Server:
    """Make what is missing, nearly over or for other names; several services may ask at once."""
    server = Server(lab.state / "tls" / "server.pem", lab.state / "tls" / "server-key.pem")
    with _alone(lab.state / "ca.lock"):
        authority = _authority(lab)
        hand_out(lab, _pem(authority.certificate))
        there = _read(server.certificate, server.key)
        if there is None or not _serves(there, authority, lab):
            made = issue.server(authority, names(lab))
            _write(server.key, _key_pem(made), 0o600)
            _write(server.certificate, _pem(made.certificate) + _pem(authority.certificate), 0o644)
    return server


def names(lab: Lab) -> tuple[str, ...]:
    """Return the host names that the services have, with and without LAB_DOMAIN.

    Each by itself beside the wildcard: OpenSSL takes no wildcard directly under a top-level name.
    """
    domains = dict.fromkeys(("localhost", lab.domain or "localhost"))
    labels = ("*", *(service.label for service in SERVICES))
    return ("localhost", *(f"{label}.{domain}" for domain in domains for label in labels))


def fingerprint(ca_file: Path) -> str:
    """Return a certificate's SHA-256 fingerprint, as browsers and `openssl x509` show it."""
    return x509.load_pem_x509_certificate(ca_file.read_bytes()).fingerprint(SHA256()).hex(":").upper()


def hand_out(lab: Lab, public: bytes) -> None:
    """Write the copies of an authority's certificate (PEM) for clients, where those there are of another one."""
    truststore = lab.ca_file.with_suffix(".p12")
    copies = (lab.ca_file, lab.state / "tls" / "ca.pem")
    if truststore.exists() and all(file.exists() and file.read_bytes() == public for file in copies):
        return
    entry = pkcs12.PKCS12Certificate(x509.load_pem_x509_certificate(public), b"coexistence-lab")
    closed = serialization.BestAvailableEncryption(TRUSTSTORE_PASSWORD.encode())
    _write(truststore, pkcs12.serialize_java_truststore([entry], closed), 0o644)
    for file in copies:
        _write(file, public, 0o644)


def _authority(lab: Lab) -> Pair:
    file = lab.state / "ca-key.pem"
    there = _read(file, file)
    if there and there.has_time() and issue.may_vouch_for(there.certificate, lab.domain or "localhost"):
        return there
    made = issue.authority(lab.domain or "localhost")
    _write(file, _key_pem(made) + _pem(made.certificate), 0o600)
    return made


def _serves(pair: Pair, authority: Pair, lab: Lab) -> bool:
    try:
        pair.certificate.verify_directly_issued_by(authority.certificate)
    except (InvalidSignature, ValueError):
        return False
    return pair.has_time() and set(names(lab)) <= set(issue.names_in(pair.certificate))


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(certificate: Path, key: Path) -> Pair | None:
    """Return a pair as it was written; None where it is missing, cut short or of two minds."""
    try:
        shown = x509.load_pem_x509_certificate(certificate.read_bytes())
        held = serialization.load_pem_private_key(key.read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(held, ec.EllipticCurvePrivateKey) or held.public_key() != shown.public_key():
        return None
    return Pair(held, shown)


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write a file that is there whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mine = file.with_name(f"{file.name}.new")
    mine.unlink(missing_ok=True)
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stored:
        stored.write(content)
    mine.replace(file)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(pair: Pair) -> bytes:
    return pair.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
