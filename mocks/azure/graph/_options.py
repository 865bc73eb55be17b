"""The query options of a call, as sent (fact sheet section 7.2)."""

import base64
import binascii
import re
from urllib.parse import quote

import msgspec
from flask import Request

from mocks.azure.graph_errors import bad_request, unsupported

_KNOWN = ("select", "filter", "orderby", "top", "count", "search", "skiptoken", "deltatoken", "expand", "format")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_DIGITS = re.compile(r"[0-9]{1,6}")
MOST, USUAL = 999, 100
"""Objects on a page."""


class Options:
    """Query options, with or without `$`, in any case. eventual: the header that allows advanced queries was sent."""

    def __init__(self, request: Request) -> None:
        """Read them; raises GraphError 400 for one that the directory does not know."""
        self._request = request
        self.eventual = request.headers.get("ConsistencyLevel", "").lower() == "eventual"
        self._given: dict[str, str] = {}
        for name, value in request.args.items():
            key = name.removeprefix("$").lower()
            if name.startswith("$") and key not in _KNOWN:
                raise bad_request(f"The query option '{name[:40]}' is not supported.", "BadRequest")
            if _UNPRINTABLE.search(value):
                raise bad_request(
                    f"The query option '{name[:40]}' has characters that cannot be printed.", "BadRequest"
                )
            self._given[key] = value

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def __getitem__(self, name: str) -> str:
        """Return an option, "" when it was not sent."""
        return self._given.get(name, "")

    def names(self, option: str) -> list[str]:
        """Return what an option lists, commas between."""
        return [name.strip() for name in self[option].split(",") if name.strip()]

    @property
    def counted(self) -> bool:
        """Tell whether `@odata.count` was asked for; raises GraphError 400 where the header is missing."""
        wanted = self["count"].lower() == "true"
        if wanted and not self.eventual:
            raise unsupported("$count")
        return wanted

    @property
    def top(self) -> int:
        """Return how many objects a page has; raises GraphError 400 for more or fewer than the directory gives."""
        return self.page_size(MOST)

    def page_size(self, most: int) -> int:
        """Return how many entries a page has, as many as usual where nothing is said; raises GraphError 400."""
        text = self["top"]
        if "top" not in self:
            return USUAL
        if not _DIGITS.fullmatch(text) or not 1 <= int(text) <= most:
            raise bad_request(f"Invalid page size specified: '{text[:20]}'. Must be between 1 and {most} inclusive.")
        return int(text)

    def position(self, length: int) -> tuple[str, ...]:
        """Return the keys that `skiptoken` was made of, () on the first page; raises GraphError 400."""
        token = self["skiptoken"]
        if not token:
            return ()
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            keys = msgspec.json.decode(raw, type=tuple[str, ...])
        except (binascii.Error, ValueError) as error:
            raise bad_request("The $skiptoken is not valid.", "BadRequest") from error
        if len(keys) != length or any(_UNPRINTABLE.search(key) for key in keys):
            raise bad_request("The $skiptoken is not valid.", "BadRequest")
        return keys

    def link(self, base: str, token: str) -> str:
        """Return this call's address, with a `$skiptoken` in place of the one it had. base: Graph's public address."""
        kept = [
            (key, value)
            for key, value in self._request.args.items(multi=True)
            if key.removeprefix("$").lower() != "skiptoken"
        ]
        path = quote(self._request.path.removeprefix("/v1.0"), safe="/()'=@$")
        query = "&".join(
            f"{quote(key, safe='$')}={quote(value, safe='')}" for key, value in (*kept, ("$skiptoken", token))
        )
        return f"{base}{path}?{query}"


def skiptoken(*keys: str) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(keys)).rstrip(b"=").decode()
