"""How the lab's own programs know its services under LAB_TLS: by the lab's authority, and by nothing else."""

import ssl
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.topology import Lab

if TYPE_CHECKING:
    from mocks.kit.http import HttpClient

NAME = "localhost"
"""The name that the certificate of every service holds, whatever address it is reached at."""


def context(lab: Lab) -> ssl.SSLContext:
    """Return what to check a service's certificate with; raises OSError while there is no authority yet."""
    return _context(lab.ca_file, lab.ca_file.stat().st_mtime_ns)


@cache
def _context(ca_file: Path, _changed: int) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file)


def http_client(lab: Lab) -> "HttpClient":
    """Return what calls the services at their public addresses."""
    from mocks.kit.http import HttpClient  # noqa: PLC0415 (verbs that make no such call do not wait for it)

    return HttpClient("lab", ca_file=str(lab.ca_file) if lab.tls else None, timeout=30.0)


def pool_options(lab: Lab) -> dict[str, Any]:
    """Return the options for a pool of urllib3 that speaks to services at their addresses."""
    if not lab.tls:
        return {}
    return {
        "ca_certs": str(lab.ca_file),
        "cert_reqs": "CERT_REQUIRED",
        "server_hostname": NAME,
        "assert_hostname": NAME,
    }
