"""What LAB_TLS needs: an authority that nobody else can use, and services that show certificates of it."""

import socket
import ssl
import stat
from collections.abc import Iterator
from urllib.parse import urlsplit

from lab.doctor import Check, Finding
from lab.topology import Lab
from lab.trust import context

_LIMIT = 3.0


def authority(lab: Lab) -> Iterator[Finding]:
    if not lab.tls:
        return
    key = lab.state / "ca-key.pem"
    if key.exists():
        is_closed = not stat.S_IMODE(key.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
        found = "is its owner's alone" if is_closed else "can be read by others"
        yield Finding("Authority's key", is_closed, found, f"chmod 600 {key}")
    if lab.ca_file.exists():
        yield Finding(
            "Authority", ok=True, found=f"{lab.ca_file}; `python -m lab ca` says who should trust it, and how"
        )
    else:
        yield Finding("Authority", ok=True, found="is made at the first start, or by `python -m lab ca`")


def shown(lab: Lab) -> Iterator[Finding]:
    """A client refuses a certificate for another name than the one in the address; services that are down say none."""
    if not (lab.tls and lab.ca_file.exists()):
        return
    remedy = "`python -m lab restart SERVICE` makes and shows a new one."
    for service, url in lab.urls.items():
        try:
            why = _refusal(lab, service, urlsplit(url).hostname or "")
        except OSError:
            continue
        yield Finding(f"Certificate of {service}", not why, why or f"holds for {urlsplit(url).hostname}", remedy)


CHECKS: tuple[Check, ...] = (authority, shown)


def _refusal(lab: Lab, service: str, host: str) -> str:
    """Return why a client would refuse, "" when it would not; raises OSError where nobody answers."""
    with socket.create_connection((lab.reached_at(service), lab.ports[service]), _LIMIT) as plain:
        try:
            context(lab).wrap_socket(plain, server_hostname=host).close()
        except ssl.SSLCertVerificationError as error:
            return error.verify_message
        except ssl.SSLError as error:
            return f"speaks no TLS: {error.reason}"
    return ""
