"""A list of directory objects of one kind, as its query options want it (fact sheet sections 7.1 and 7.2)."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response
from sqlalchemy import ColumnElement

from mocks.azure.directory import objects
from mocks.azure.directory.objects import Record, Some
from mocks.azure.graph import _query
from mocks.azure.graph._call import Call
from mocks.azure.graph._expand import Expansion
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import unsupported

Show = Callable[[Record, Sequence[str]], dict[str, Any]]


def listing(
    call: Call,
    shape: Shape,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    show: Show | None = None,
    deleted: bool = False,
) -> dict[str, Any]:
    """Return a page. where: what limits the list beyond its filter. show: in place of the shape's own."""
    options, query = call.options, _query.read(call.options, shape)
    select, top = shape.selected(options.names("select")), options.top
    names = select or shape.usual
    some = Some(shape.kind, call.tenant_id, (*where, *query.where), deleted)
    sorting = [query.order_by] if query.order_by else []
    found = objects.page(call.db, some, query.order, top + 1, shape.needed([*names, *sorting]))
    expansion = Expansion(call, shape)
    body: dict[str, Any] = {"@odata.context": call.context(shape.collection, (*select, *expansion.context))}
    if query.counted:
        body["@odata.count"] = objects.count(call.db, some)
    if len(found) > top:
        body["@odata.nextLink"] = options.link(call.base, query.token_behind(shape, found[top - 1]))
    body["value"] = [(show or shape.show)(record, names) | expansion.of(record) for record in found[:top]]
    return body


def total(call: Call, shape: Shape, where: Sequence[ColumnElement[bool]] = ()) -> Response:
    """Answer `/$count`: a plain number, for advanced queries alone."""
    if not call.options.eventual:
        raise unsupported("$count")
    conditions, _ = _query.conditions(call.options, shape)
    number = objects.count(call.db, Some(shape.kind, call.tenant_id, (*where, *conditions)))
    return Response(str(number), mimetype="text/plain")
