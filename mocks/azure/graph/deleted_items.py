"""What was deleted and can be restored (fact sheet section 7.5)."""

from functools import partial
from typing import Any

from mocks.azure.directory import objects
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _audit, _collection, _deletions
from mocks.azure.graph._call import Call
from mocks.azure.graph._deletions import KINDS, Deletion
from mocks.azure.graph._permission import ANYBODY
from mocks.azure.graph._route import Api
from mocks.azure.graph_errors import bad_request, not_found

bp = Api("deleted_items")


@bp.get("/directory/deletedItems/microsoft.graph.<kind>", ANYBODY)
def every(call: Call, kind: str) -> dict[str, Any]:
    deletion = next((one for name, one in KINDS.items() if name.lower() == kind.lower()), None)
    if deletion is None:
        raise bad_request(f"The type 'microsoft.graph.{kind[:60]}' is not kept after its deletion.", "BadRequest")
    call.need(deletion.read)
    _deletions.expire(call)
    type = deletion.type
    return _collection.listing(call, type.shape, show=partial(type.show, call), deleted=True)


@bp.get("/directory/deletedItems/<id>", ANYBODY)
def one(call: Call, id: str) -> dict[str, Any]:
    deletion, record = _find(call, id)
    call.need(deletion.read)
    return _shown(call, deletion, record)


@bp.post("/directory/deletedItems/<id>/restore", ANYBODY)
def restore(call: Call, id: str) -> dict[str, Any]:
    deletion, record = _find(call, id)
    call.need(deletion.write)
    deletion.restore(call, record)
    back = objects.by_id(call.db, deletion.type.shape.kind, call.tenant_id, record["id"])
    if back is None:
        raise not_found(id)
    _note(call, f"Restore {deletion.audit[1]}", deletion, back)
    return _shown(call, deletion, back)


@bp.delete("/directory/deletedItems/<id>", ANYBODY)
def remove(call: Call, id: str) -> None:
    deletion, record = _find(call, id)
    call.need(deletion.write)
    deletion.remove(call.db, record, call.moment)
    _note(call, f"Hard Delete {deletion.audit[1]}", deletion, record)


def _find(call: Call, id: str) -> tuple[Deletion, Record]:
    _deletions.expire(call)
    for deletion in KINDS.values():
        record = objects.by_id(call.db, deletion.type.shape.kind, call.tenant_id, id, deleted=True)
        if record is not None:
            return deletion, record
    raise not_found(id)


def _shown(call: Call, deletion: Deletion, record: Record) -> dict[str, Any]:
    type = deletion.type
    select = type.shape.selected(call.options.names("select"))
    context = {"@odata.context": call.context("directoryObjects", (), "/$entity")}
    return context | type.tag | type.show(call, record, select or type.shape.usual)


def _note(call: Call, activity: str, deletion: Deletion, record: Record) -> None:
    _audit.note(call, activity, deletion.audit[0], _audit.target(deletion.type.label, record))
