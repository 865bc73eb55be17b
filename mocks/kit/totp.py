"""Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, 30 seconds."""

import base64
import hashlib
import hmac
from urllib.parse import quote, urlencode

PERIOD = 30
DIGITS = 6
_SKEW = 1
"""Steps before and after the present one that are good too (RFC 6238 section 5.2)."""


def code_at(secret: str, step: int) -> str:
    """Return the code of a time step. secret: in base32; step: seconds since the epoch over the period."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, step.to_bytes(8, "big"), hashlib.sha1)
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, code: str, now: int, after: int) -> int | None:
    """Return the time step whose code was typed; None when it is none, or one at or before `after`.

    after: the last step whose code was taken: each is good once (RFC 6238 section 5.2).
    """
    present = now // PERIOD
    found = None
    for step in range(present - _SKEW, present + _SKEW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def new_secret(random: bytes) -> str:
    """Return a secret in base32 from 20 random bytes, as long as the MAC's output (RFC 4226 section 4)."""
    return base64.b32encode(random[:20]).decode()


def provisioning_uri(secret: str, issuer: str, account: str) -> str:
    """Return the `otpauth` address that a QR code hands to an authenticator app."""
    details = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": PERIOD}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{details}"
