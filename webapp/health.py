"""Asks whether the application answers on this machine: `python -m webapp.health`, for a container's health check."""

import os
import ssl
import sys
import urllib.request


def address() -> str:
    """Return where the application listens, as its server's settings say it."""
    scheme = "https" if os.environ.get("TLS_CERT_FILE") else "http"
    return f"{scheme}://localhost:{os.environ.get('PORT') or 8080}/health"


def main() -> int:
    """Return the exit code: 0 healthy, 1 not."""
    trusted = ssl.create_default_context(cafile=os.environ.get("REQUESTS_CA_BUNDLE") or None)
    try:
        urllib.request.urlopen(address(), timeout=3, context=trusted).close()  # noqa: S310 (our own address)
    except OSError as error:
        sys.stderr.write(f"{address()}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
