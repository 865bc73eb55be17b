"""What is shipped: `python -m webapp`, and the files around it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path

import yaml

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
