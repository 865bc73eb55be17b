"""Collections of who is in what (fact sheet section 7.7): of any type, or cast to one."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Response
from sqlalchemy import Select

from mocks.azure.directory import group_members, objects
from mocks.azure.directory.objects import Record, Some
from mocks.azure.graph import _collection, _directory_objects
from mocks.azure.graph._call import Call
from mocks.azure.graph._directory_objects import TYPES, Type
from mocks.azure.graph._options import skiptoken
from mocks.azure.graph_errors import unsupported

Ids = Select[str]
"""The query that finds the ids of everybody who is meant."""
_FOR_A_CAST = ("filter", "search", "orderby")


def page(call: Call, ids: Ids, more: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Return a page of objects of any type. more: objects without an id here, at the end of the last page."""
    for name in _FOR_A_CAST:
        if name in call.options:
            raise unsupported(f"${name} over objects of several types takes a cast to one of them, and")
    top, (after, *_) = call.options.top, (*call.options.position(1), "")
    found = group_members.behind(call.db, ids, after, top + 1)
    body: dict[str, Any] = {"@odata.context": call.context("directoryObjects")}
    if call.options.counted:
        body["@odata.count"] = _count(call, ids) + len(more)
    shown = [_directory_objects.show(call, one) for one in _directory_objects.find(call, found[:top])]
    if len(found) > top:
        body["@odata.nextLink"] = call.options.link(call.base, skiptoken(found[top - 1]))
        return body | {"value": shown}
    return body | {"value": [*shown, *more]}


def total(call: Call, ids: Ids, more: int = 0) -> Response:
    """Answer `/$count` over objects of any type."""
    if not call.options.eventual:
        raise unsupported("$count")
    return Response(str(_count(call, ids) + more), mimetype="text/plain")


def cast(call: Call, name: str, ids: Ids) -> dict[str, Any]:
    """Return a page of the objects of one type. name: as in `microsoft.graph.user`."""
    type = _directory_objects.named(name)
    where = [type.shape.kind.table.c.id.in_(ids)]
    return _collection.listing(call, type.shape, where=where, show=partial(_shown, call, type))


def total_cast(call: Call, name: str, ids: Ids) -> Response:
    type = _directory_objects.named(name)
    return _collection.total(call, type.shape, [type.shape.kind.table.c.id.in_(ids)])


def _shown(call: Call, type: Type, record: Record, names: Sequence[str]) -> dict[str, Any]:
    return type.tag | _directory_objects.properties(call, (type, record), names)


def _count(call: Call, ids: Ids) -> int:
    kinds = [type.shape.kind for type in TYPES.values()]
    return sum(objects.count(call.db, Some(kind, call.tenant_id, [kind.table.c.id.in_(ids)])) for kind in kinds)
