"""Serves the application: `python -m webapp`, on 127.0.0.1:8080 unless HOST and PORT say otherwise.

With TLS_CERT_FILE (the certificate, then those it was issued by) and TLS_KEY_FILE it speaks https itself.
"""

import os
import sys
from pathlib import Path

from flask import Flask
from granian import Granian
from granian.constants import Interfaces, SSLProtocols

from webapp.app import create_app
from webapp.settings import Settings

_ENV_FILE = Path(__file__).with_name(".env")


def application() -> Flask:
    """Build the application from the environment; the server's worker calls this."""
    return create_app(Settings.from_environment(os.environ, _ENV_FILE))


def _file(name: str) -> Path | None:
    """Return the file that a variable names, None where it names none; raises ValueError when it cannot be read."""
    if not (value := os.environ.get(name)):
        return None
    if not os.access(value, os.R_OK):
        raise ValueError(f"{name} is {value!r}; there is no such file, or it cannot be read.")
    return Path(value)


def main() -> None:
    try:
        settings = Settings.from_environment(os.environ, _ENV_FILE)
        port = int(os.environ.get("PORT") or 8080)
        certificate, key = _file("TLS_CERT_FILE"), _file("TLS_KEY_FILE")
    except ValueError as error:
        sys.exit(f"webapp: {error}")
    if settings.missing:
        sys.stderr.write(f"webapp: not configured, no value for {', '.join(settings.missing)}; see README.md\n")
    sys.stderr.write(f"webapp: open {settings.base_url}\n")
    Granian(
        "webapp.__main__:application",
        address=os.environ.get("HOST") or "127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        websockets=False,
        blocking_threads=4,
        ssl_cert=certificate,
        ssl_key=key,
        ssl_protocol_min=SSLProtocols.tls12,
    ).serve()


if __name__ == "__main__":
    main()
