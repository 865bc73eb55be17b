"""The requests of a batch, read and put in order (fact sheet section 7.12)."""

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from mocks.azure.graph_errors import GraphError, bad_request

_MOST = 20
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]{0,8000}")
_URL = re.compile(r"/?[^/\x00-\x1f\x7f\ud800-\udfff][^\x00-\x1f\x7f\ud800-\udfff]*")


class Part(msgspec.Struct, rename="camel"):
    """A request. url: below the version of the API. depends_on: ids of those that must have been good."""

    id: str
    method: Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
    url: str
    headers: dict[str, str] = {}
    body: Any | UnsetType = UNSET
    depends_on: list[str] = []

    @property
    def content_type(self) -> str:
        return next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")


class _Batch(msgspec.Struct):
    requests: list[Part]


def read(body: Mapping[str, Any]) -> list[Part]:
    """Return the requests in an order that keeps to their dependencies; raises GraphError 400."""
    try:
        parts = msgspec.convert(body, _Batch).requests
    except msgspec.ValidationError as error:
        raise _wrong(str(error)[:200]) from error
    if not 1 <= len(parts) <= _MOST:
        raise _wrong(f"a batch has 1 to {_MOST} requests")
    for part in parts:
        _check(part)
    named = {part.id.lower(): part for part in parts}
    if len(named) < len(parts):
        raise _wrong("two requests have the same id")
    return [named[id] for id in _order(named)]


def _check(part: Part) -> None:
    if not part.id or len(part.id) > 100:
        raise _wrong("a request needs an id")
    if not _URL.fullmatch(part.url):
        raise _wrong(f"the url of request {part.id[:40]} is not relative to the version of the API")
    if part.body is not UNSET and not part.content_type:
        raise _wrong(f"request {part.id[:40]} has a body and no header Content-Type")
    if not all(_TOKEN.fullmatch(name) and _VALUE.fullmatch(value) for name, value in part.headers.items()):
        raise _wrong(f"request {part.id[:40]} has a header that cannot be sent")


def _order(named: Mapping[str, Part]) -> list[str]:
    needs = {id: [other.lower() for other in part.depends_on] for id, part in named.items()}
    unknown = [other for others in needs.values() for other in others if other not in named]
    if unknown:
        raise _wrong(f"nothing has the id {unknown[0][:40]}")
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise _wrong("requests depend on each other") from error


def _wrong(what: str) -> GraphError:
    return bad_request(f"Invalid batch payload format: {what}.", "BadRequest")
