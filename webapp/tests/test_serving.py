"""What is shipped: `python -m webapp`, and the files around it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from webapp.settings import Settings

HERE = Path(__file__).parent.parent


def run(**environ: str) -> subprocess.Popen[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "webapp"],
        cwd=HERE.parent,
        env=kept | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def health(port: int) -> dict[str, object]:
    """Return the health document, waiting up to 20 s for the server to come up."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
                document: dict[str, object] = json.load(response)
                return document
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def test_it_serves_where_it_is_told_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with run(PORT=str(port), ISSUER="http://127.0.0.1:9", CLIENT_ID="c", CLIENT_SECRET="s") as process:
        try:
            assert health(port) == {"status": "ok", "configured": True}
        finally:
            process.terminate()
            output, _ = process.communicate(timeout=20)
    assert "open http://localhost:8080" in output


def test_it_speaks_https_with_a_certificate(tmp_path: Path) -> None:
    """The health check that the image brings asks at the same scheme, and trusts what the application trusts."""
    certificate, key = self_signed(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    files = {"TLS_CERT_FILE": str(certificate), "TLS_KEY_FILE": str(key), "REQUESTS_CA_BUNDLE": str(certificate)}
    with run(PORT=port, BASE_URL=f"https://localhost:{port}", **files) as process:
        try:
            while asked(PORT=port, **files) != 0:
                assert process.poll() is None
            assert asked(PORT=port) == 1
        finally:
            process.terminate()


def asked(**environ: str) -> int:
    """Return the exit code of the health check."""
    command = [sys.executable, "-m", "webapp.health"]
    return subprocess.run(command, cwd=HERE.parent, env=environ, capture_output=True, check=False).returncode


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for localhost, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem", folder / "key.pem"


def test_a_certificate_that_is_not_there_is_one_sentence() -> None:
    with run(TLS_CERT_FILE="/nowhere.pem") as process:
        output, _ = process.communicate(timeout=20)
    assert output == "webapp: TLS_CERT_FILE is '/nowhere.pem'; there is no such file, or it cannot be read.\n"


def test_a_broken_setting_is_one_sentence() -> None:
    with run(ISSUER="okta.example") as process:
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output.startswith("webapp: ISSUER is 'okta.example'; it must be an address")
    assert "Traceback" not in output


def test_the_sample_configuration_registers_the_addresses_that_are_used() -> None:
    config = yaml.safe_load((HERE / ".okta" / "sample-config.yaml").read_text(encoding="utf-8"))
    settings = Settings()
    assert config["oauthClient"] == {
        "redirectUris": [settings.redirect_uri],
        "postLogoutRedirectUris": [settings.post_logout_redirect_uri],
        "applicationType": "web",
    }
    assert "localhost:8080" in config["directions"]


def test_only_the_settings_file_has_placeholders() -> None:
    """`okta start` puts the client secret for them in every file that it finds."""
    files = [path for path in HERE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    found = [path.name for path in files if b"${CLI_" + b"OKTA_" in path.read_bytes()]
    assert found == [".env"]


def test_the_requirements_are_those_it_is_tested_with() -> None:
    lines = (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert pins == {name: version(name) for name in ("authlib", "flask", "granian", "joserfc", "requests")}


def test_compose_publishes_on_loopback_only() -> None:
    compose = yaml.safe_load((HERE / "docker-compose.yml").read_text(encoding="utf-8"))
    service = compose["services"]["webapp"]
    assert service["ports"] == ["127.0.0.1:8080:8080"]
    assert service["env_file"] == ".env"
