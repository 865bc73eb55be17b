"""What the clients of these tests are registered as: the sample's registrations, a daemon, a device and a mirror."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from lab.tests.labs import ROOT
from mocks.kit.clock import real_timestamp

TENANT = "11111111-2222-4333-8444-555555555555"
SAMPLE, SAMPLE_SECRET = "5a3b1e00-0000-4000-8000-00000000000b", "webapp-at-azure-secret-for-the-lab-only-01"
DAEMON = "da3e0000-0000-4000-8000-00000000000d"
DEVICE = "de71ce00-0000-4000-8000-00000000000e"
MIRROR, MIRROR_SECRET = "318805a0-0000-4000-8000-00000000000f", "mirror-secret-for-the-lab-only-0000000001"
REDIRECT_URI = "http://localhost:5017/login/oauth2/code/okta"
_CERTIFICATE = "daemon.pem"


def seed(folder: Path) -> Path:
    """Write the default cast with three registrations more; beside it, the daemon's certificate with its key."""
    cast: dict[str, Any] = yaml.safe_load((ROOT / "lab.yaml").read_text())
    certificate, key = _certificate()
    (folder / _CERTIFICATE).write_text(key + certificate)
    cast["azure_ad"]["tenants"][0]["app_registrations"] += [
        {"client_id": DAEMON, "display_name": "Nightly job", "certificates": [certificate]},
        {"client_id": DEVICE, "display_name": "Meeting room", "public_client": True},
        {
            "client_id": MIRROR,
            "display_name": "Directory mirror",
            "client_secret": MIRROR_SECRET,
            "exposed_scopes": ["Mirror.Read"],
            "application_permissions": ["Directory.ReadWrite.All", "User-PasswordProfile.ReadWrite.All"],
        },
    ]
    file = folder / "sdk.yaml"
    file.write_text(yaml.safe_dump(cast))
    return file


def certificate_file(seed: Path) -> Path:
    """Return the file with the daemon's certificate and key."""
    return seed.with_name(_CERTIFICATE)


def _certificate() -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nightly job")])
    now = datetime.fromtimestamp(real_timestamp(), UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=30))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = made.sign(key, SHA256()).public_bytes(serialization.Encoding.PEM)
    return public.decode(), key.private_bytes(*form).decode()
