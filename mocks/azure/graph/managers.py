"""Who leads whom (fact sheet section 7.5)."""

from functools import partial
from typing import Any

from mocks.azure.directory import objects, user_lifecycle
from mocks.azure.directory.objects import Record
from mocks.azure.directory.users import USER, USERS
from mocks.azure.graph import _audit, _collection, _references
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import READ_USERS, READ_WHOLE_USERS, WRITE_USERS
from mocks.azure.graph._route import Api
from mocks.azure.graph._user_object import SHAPE, find, show
from mocks.azure.graph_errors import bad_request, not_found

bp = Api("managers")


@bp.get("/users/<id>/manager", READ_USERS)
def one(call: Call, id: str) -> dict[str, Any]:
    manager = _manager(call, find(call, id))
    select = SHAPE.selected(call.options.names("select"))
    context = {"@odata.context": call.context("directoryObjects", (), "/$entity")}
    return {**context, "@odata.type": "#microsoft.graph.user", **show(call, manager, select or SHAPE.usual)}


@bp.get("/users/<id>/manager/$ref", READ_USERS)
def reference(call: Call, id: str) -> dict[str, Any]:
    manager = _manager(call, find(call, id))
    return {
        "@odata.context": call.context("$ref"),
        "@odata.id": f"{call.base}/{call.tenant_id}/directoryObjects/{manager['id']}/Microsoft.DirectoryServices.User",
    }


@bp.put("/users/<id>/manager/$ref", WRITE_USERS)
def lead(call: Call, id: str) -> None:
    record = find(call, id)
    type, manager = _references.target(call)
    if type.label != "User" or manager["id"] == record["id"]:
        raise bad_request("The manager of a user is another user.")
    user_lifecycle.lead(call.db, record, manager["id"], call.moment)
    _audit.note(call, "Update user", _audit.USERS, _audit.target("User", record))


@bp.delete("/users/<id>/manager/$ref", WRITE_USERS)
def leave(call: Call, id: str) -> None:
    record = find(call, id)
    _manager(call, record)
    user_lifecycle.lead(call.db, record, None, call.moment)
    _audit.note(call, "Update user", _audit.USERS, _audit.target("User", record))


@bp.get("/users/<id>/directReports", READ_WHOLE_USERS)
def reports(call: Call, id: str) -> dict[str, Any]:
    led = (USERS.c.manager_id == find(call, id)["id"],)
    return _collection.listing(call, SHAPE, where=led, show=partial(_typed, call))


def _typed(call: Call, record: Record, names: Any) -> dict[str, Any]:
    return {"@odata.type": "#microsoft.graph.user", **show(call, record, names)}


def _manager(call: Call, record: Record) -> Record:
    id = record["manager_id"]
    found = objects.by_id(call.db, USER, call.tenant_id, id) if id else None
    if found is None:
        raise not_found("manager")
    return found
