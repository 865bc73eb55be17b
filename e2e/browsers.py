"""Finding a browser: an installed Chromium or Chrome, else Playwright's own, else the distribution's package."""

import base64
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Error, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # The lab lives on loopback: no name but its own needs to be known.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]


class NoBrowser(Exception):
    """No browser is here and none could be installed."""

    def __init__(self, tried: list[str]) -> None:
        attempts = "; ".join(tried)
        super().__init__(
            f"no browser for the browser tests ({attempts}). Install Chromium or Chrome, or run "
            f"`{sys.executable} -m playwright install --with-deps chromium`"
        )


def launch(playwright: Playwright, ca_file: Path | None = None) -> Browser:
    """Start a headless browser; raises NoBrowser with what was tried and what to install.

    ca_file: an authority whose certificates it accepts, beside the usual ones.
    """
    tried: list[str] = []
    for find in (_installed, _playwrights_own, _distributions_package):
        try:
            path = find()
        except (OSError, subprocess.CalledProcessError) as error:
            tried.append(f"{find.__name__.strip('_')}: {error}")
            continue
        if path is None:
            tried.append(f"{find.__name__.strip('_')}: none")
            continue
        try:
            return playwright.chromium.launch(executable_path=path or None, args=_arguments(ca_file))
        except Error as error:
            tried.append(f"{find.__name__.strip('_')}: {error.message.splitlines()[0]}")
    raise NoBrowser(tried)


def _installed() -> str | None:
    """Return the path of a browser that the machine has."""
    given = os.environ.get("LAB_BROWSER")
    if given:
        return given
    on_path = (shutil.which(name) for name in _NAMES)
    return next((path for path in (*on_path, *_PLACES) if path and Path(path).exists()), None)


def _playwrights_own() -> str:
    """Download Playwright's Chromium unless it is there; "" means its default place."""
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=True, capture_output=True, timeout=600
    )
    return ""


def _distributions_package() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, check=True, capture_output=True, timeout=900, env=environment)
    return shutil.which("chromium")


def _arguments(ca_file: Path | None) -> list[str]:
    # Not "ignore every error": what is not signed by this very key is still refused.
    trusted = [f"--ignore-certificate-errors-spki-list={_key_digest(ca_file)}"] if ca_file else []
    # Chromium's sandbox refuses to work for root, and the pages are our own.
    return [*_QUIET, *trusted, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _key_digest(ca_file: Path) -> str:
    """Return the digest of a certificate's public key, as Chromium is told of it."""
    key = x509.load_pem_x509_certificate(ca_file.read_bytes()).public_key()
    digest = Hash(SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return base64.b64encode(digest.finalize()).decode()
