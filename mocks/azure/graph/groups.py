"""Groups: lists, single ones, and how they come and go (fact sheet section 7.7)."""

from typing import Any

from flask import Response

from mocks.azure.directory import group_members, objects, role_assignments
from mocks.azure.directory.groups import GROUP, UNIFIED
from mocks.azure.graph import _audit, _collection, _group_input, _references
from mocks.azure.graph._call import Call
from mocks.azure.graph._expand import Expansion
from mocks.azure.graph._group_object import SHAPE, find
from mocks.azure.graph._permission import READ_GROUPS, WRITE_GROUPS
from mocks.azure.graph._route import Api

bp = Api("groups")


@bp.get("/groups", READ_GROUPS)
def every(call: Call) -> dict[str, Any]:
    return _collection.listing(call, SHAPE)


@bp.get("/groups/$count", READ_GROUPS)
def count(call: Call) -> Response:
    return _collection.total(call, SHAPE)


@bp.post("/groups", WRITE_GROUPS)
def add(call: Call) -> dict[str, Any]:
    body = call.body()
    record = _group_input.new(call, body)
    objects.insert(call.db, GROUP, record, call.moment)
    _references.bind(call, record, body)
    _audit.note(call, "Add group", _audit.GROUPS, _audit.target("Group", record))
    return call.created(SHAPE, find(call, record["id"]))


@bp.get("/groups/<id>", READ_GROUPS)
def one(call: Call, id: str) -> dict[str, Any]:
    record, expansion = find(call, id), Expansion(call, SHAPE)
    select = SHAPE.selected(call.options.names("select"))
    context = call.context(SHAPE.collection, (*select, *expansion.context), "/$entity")
    return {"@odata.context": context, **SHAPE.show(record, select or SHAPE.usual), **expansion.of(record)}


@bp.patch("/groups/<id>", WRITE_GROUPS)
def change(call: Call, id: str) -> None:
    record, body = find(call, id), call.body()
    objects.update(call.db, GROUP, record, _group_input.changes(call, record, body), call.moment)
    _references.bind(call, record, body)
    _audit.note(call, "Update group", _audit.GROUPS, _audit.target("Group", record))


@bp.delete("/groups/<id>", WRITE_GROUPS)
def delete(call: Call, id: str) -> None:
    """Delete a group: one of Microsoft 365 can be restored for thirty days, any other is gone."""
    record = find(call, id)
    group_members.announce(call.db, call.tenant_id, record["id"], call.moment)
    if UNIFIED in (record["group_types"] or ""):
        objects.mark(call.db, GROUP, record, {"deleted_date_time": call.moment}, call.moment)
    else:
        group_members.forget(call.db, record["id"])
        role_assignments.forget(call.db, record["id"])
        objects.remove(call.db, GROUP, record, call.moment)
    _audit.note(call, "Delete group", _audit.GROUPS, _audit.target("Group", record))
