"""Lists of what is no directory object: assignments, grants, log entries. Nothing of it can be restored."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, or_, select

from mocks.azure.directory.objects import Record
from mocks.azure.graph import _query
from mocks.azure.graph._call import Call
from mocks.azure.graph._options import MOST, skiptoken
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import bad_request

Show = Callable[[Record, Sequence[str]], dict[str, Any]]


def listing(
    call: Call,
    shape: Shape,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    newest: Column[Any] | None = None,
    show: Show | None = None,
    most: int = MOST,
) -> dict[str, Any]:
    """Return a page of a tenant's records. newest: the moment by which they are sorted, latest first."""
    table, top = shape.kind.table, call.options.page_size(most)
    conditions, _ = _query.conditions(call.options, shape)
    wanted = select(table).where(table.c.tenant_id == call.tenant_id, *where, *conditions)
    order = [table.c.id] if newest is None else [newest.desc(), table.c.id.desc()]
    wanted = wanted.where(*_behind(call, table.c.id, newest)).order_by(*order).limit(top + 1)
    found: list[Record] = [dict(row) for row in call.db.execute(wanted).mappings()]
    select_ = shape.selected(call.options.names("select"))
    body: dict[str, Any] = {"@odata.context": call.context(shape.collection, select_)}
    if len(found) > top:
        last = found[top - 1]
        keys = [last["id"]] if newest is None else [repr(last[newest.name]), last["id"]]
        body["@odata.nextLink"] = call.options.link(call.base, skiptoken(*keys))
    names = select_ or shape.usual
    return body | {"value": [(show or shape.show)(record, names) for record in found[:top]]}


def _behind(call: Call, id: Column[Any], newest: Column[Any] | None) -> list[ColumnElement[bool]]:
    keys = call.options.position(1 if newest is None else 2)
    if not keys:
        return []
    if newest is None:
        return [id > keys[0]]
    try:
        moment = float(keys[0])
    except ValueError as error:
        raise bad_request("The $skiptoken is not valid.", "BadRequest") from error
    return [or_(newest < moment, and_(newest == moment, id < keys[1]))]
