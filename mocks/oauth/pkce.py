"""Proof Key for Code Exchange (RFC 7636)."""

import base64
import hashlib
import hmac
import re

_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


def well_formed(value: str) -> bool:
    """Tell whether a challenge or verifier has the form of RFC 7636 sections 4.1 and 4.2."""
    return _UNRESERVED.fullmatch(value) is not None


def s256(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def verify(verifier: str, challenge: str, method: str) -> bool:
    """Tell whether a verifier answers a challenge (RFC 7636 section 4.6)."""
    if not well_formed(verifier):
        return False
    return hmac.compare_digest(s256(verifier) if method == "S256" else verifier, challenge)
