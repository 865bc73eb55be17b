"""An app on a phone that was given a key (RFC 6238). Written anew here: somebody else's app shows the same codes."""

import base64
import hashlib
import hmac
import struct

from lab.client import LabClient


class AuthenticatorApp:
    """The app; its phone's clock is the lab's."""

    def __init__(self, client: LabClient, key: str) -> None:
        self._client, self._key = client, base64.b32decode(key.replace(" ", ""))

    def code(self) -> str:
        step = int(self._client.now().timestamp()) // 30
        mac = hmac.new(self._key, struct.pack(">Q", step), hashlib.sha1).digest()
        start = mac[-1] & 15
        (number,) = struct.unpack(">I", mac[start : start + 4])
        return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
