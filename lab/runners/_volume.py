"""What the containers of a lab keep in their volume and programs on this machine need: the token, the authority."""

import os
from collections.abc import Mapping

from lab.runners import _engine
from lab.runners._base import LabError
from lab.runners._engine import Container
from lab.topology import Lab, probed

_TOKEN = "/state/control-token"  # noqa: S105 (where it is, not what)
_AUTHORITY = "/state/ca.pem"


def token(found: Mapping[str, Container]) -> str | None:
    """Return the control token, None while there is none."""
    if given := os.environ.get("LAB_CONTROL_TOKEN"):
        return given
    written = _written(found, _TOKEN)
    return written.strip() if written else None


def fetch_authority(lab: Lab, found: Mapping[str, Container]) -> None:
    """Copy the certificate that clients trust to where the lab's own programs look for it."""
    from lab import certificates

    public = _written(found, _AUTHORITY)
    if public is None:
        raise LabError("The containers have no certificate authority; they make one when started with LAB_TLS=1.")
    certificates.hand_out(lab, public.encode())


def _written(found: Mapping[str, Container], path: str) -> str | None:
    # Any of ours has the volume; the first one that starts writes there.
    holder = next((found[name] for name in probed("compose") if name in found), None)
    return _engine.read_file(holder, path) if holder else None
