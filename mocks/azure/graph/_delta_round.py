"""A round of a delta query: what its tokens stand for, and how a caller's first call is read (fact sheet section 7.6).

A token names an artifact, so that it survives a restart and none of another state of the directory is taken for one
of this. An unknown or old one is answered 410, and the caller begins again.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from mocks.azure.directory import changes
from mocks.azure.directory.changes import TOKEN_LIFETIME
from mocks.azure.directory.objects import Record
from mocks.azure.graph._call import Call
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import GraphError, bad_request
from mocks.kit.artifacts import Kind

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ONE_ID = re.compile(r"\s*\(?\s*id\s+eq\s+'([^']{1,64})'\s*\)?\s*", re.IGNORECASE)
_MOST_IDS = 50
_REFUSED = ("top", "orderby", "expand", "search")
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation whose changes are told, such as a group's members; usual: without `$select` too.

    column: what the change log calls it. page: a page of the objects related to an id, behind one of them.
    changed: of the ids that changes named, those that are there and those that are not, marked `@removed`.
    """

    name: str
    column: str
    page: Callable[[Call, str, str, int], list[Item]]
    changed: Callable[[Call, str, Sequence[str]], list[Item]]
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Tracked:
    """A resource with delta queries. show: what shows a record of it, the shape where nothing is said."""

    shape: Shape
    relation: Relation | None = None
    show: Callable[[Call, Record, Sequence[str]], Item] | None = None


class Round(msgspec.Struct, frozen=True):
    """Where a caller is in a round.

    select, ids: of the very first call, good for all rounds; () for the usual properties and for every object. since:
    the change behind which the round goes on. after: the id behind which the first round goes on, None in later ones;
    inside: an object whose relation is told in parts, and the last id that was told of it. until: when the round's
    pages can be asked for no longer, 0 where the next round begins.
    """

    kind: str
    tenant_id: str
    select: tuple[str, ...]
    ids: tuple[str, ...]
    since: int
    after: str | None = None
    inside: tuple[str, str] | None = None
    until: float = 0.0


ROUND = Kind("graph_delta", Round)


def begin(call: Call, tracked: Tracked) -> Round:
    """Read a first call; raises GraphError 400."""
    for name in _REFUSED:
        if name in call.options:
            raise bad_request(f"${name} is not supported with delta.", "Request_UnsupportedQuery")
    names, ids = call.options.names("select"), _ids(call.options["filter"])
    select = tuple(dict.fromkeys(_named(tracked, name) for name in names if name != "*"))
    now = changes.newest(call.db)
    return Round(tracked.shape.kind.name, call.tenant_id, select, ids, now, "", until=_end(call))


def _named(tracked: Tracked, name: str) -> str:
    if tracked.relation and name.lower() == tracked.relation.name:
        return tracked.relation.name
    return tracked.shape.named(name)


def _ids(filter: str) -> tuple[str, ...]:
    if not filter:
        return ()
    parts = re.split(r"\s+or\s+", filter, flags=re.IGNORECASE)
    found = [_ONE_ID.fullmatch(part) for part in parts]
    ids = tuple(match[1].lower() for match in found if match)
    if len(ids) < len(parts) or len(ids) > _MOST_IDS:
        text = f"With delta, $filter takes id eq '...' alone, at most {_MOST_IDS} of them joined by or."
        raise bad_request(text, "Request_UnsupportedQuery")
    return ids


def go_on(call: Call, tracked: Tracked, token: str) -> Round:
    """Return the round that a token stands for; raises GraphError 400 or 410."""
    if not _TOKEN.fullmatch(token):
        raise bad_request("Badly formed token.", "BadRequest")
    found = call.unit.artifacts.get(ROUND, token)
    if found is None or (found.payload.kind, found.payload.tenant_id) != (tracked.shape.kind.name, call.tenant_id):
        text = "The delta token is too old or not known; begin again with a full synchronization."
        address = f"{call.base}/{tracked.shape.collection}/delta?$deltatoken="
        raise GraphError(410, "syncStateNotFound", text, headers={"Location": address})
    here = found.payload
    return here if here.until else msgspec.structs.replace(here, until=_end(call))


def next_link(call: Call, tracked: Tracked, here: Round) -> str:
    """Return where the round goes on."""
    left = timedelta(seconds=max(here.until - call.moment, 1))
    return _link(call, tracked, "$skiptoken", call.unit.artifacts.put(ROUND, here, left))


def delta_link(call: Call, tracked: Tracked, here: Round, token: str = "") -> str:
    """Return where the next round begins. token: the one that began this round, when nothing happened since.

    It is good for as long again: who asks every few seconds does not fill the directory with tokens.
    """
    end = msgspec.structs.replace(here, after=None, inside=None, until=0.0)
    if token:
        call.unit.artifacts.extend(ROUND, token, end, TOKEN_LIFETIME)
    else:
        token = call.unit.artifacts.put(ROUND, end, TOKEN_LIFETIME)
    return _link(call, tracked, "$deltatoken", token)


def _link(call: Call, tracked: Tracked, name: str, token: str) -> str:
    return f"{call.base}/{tracked.shape.collection}/delta?{name}={token}"


def _end(call: Call) -> float:
    return call.moment + TOKEN_LIFETIME.total_seconds()
