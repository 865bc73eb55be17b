"""Applications: how they are registered, configured and deleted (fact sheet sections 7.8 and 8)."""

from typing import Any

from flask import Response

from mocks.azure.directory import app_lifecycle, app_registrations, objects, tenants
from mocks.azure.directory.app_registrations import APPLICATION, SINGLE_TENANT
from mocks.azure.directory.app_settings import Settings
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _application_input, _audit, _collection, _delta, _input
from mocks.azure.graph._application_object import SHAPE, find
from mocks.azure.graph._call import Call
from mocks.azure.graph._delta_round import Tracked
from mocks.azure.graph._permission import READ_APPLICATIONS, WRITE_APPLICATIONS, WRITE_OWN_APPLICATIONS
from mocks.azure.graph._route import Api

bp = Api("applications")
_TRACKED = Tracked(SHAPE)


@bp.get("/applications", READ_APPLICATIONS)
def every(call: Call) -> dict[str, Any]:
    return _collection.listing(call, SHAPE)


@bp.get("/applications/$count", READ_APPLICATIONS)
def count(call: Call) -> Response:
    return _collection.total(call, SHAPE)


@bp.delta("/applications", READ_APPLICATIONS)
def delta(call: Call) -> dict[str, Any]:
    return _delta.answer(call, _TRACKED)


@bp.post("/applications", WRITE_OWN_APPLICATIONS)
def add(call: Call) -> dict[str, Any]:
    body, record = call.body(), _blank(call)
    _input.demand(body, {"displayName": "displayName"})
    record |= _application_input.changes(call, record, body)
    objects.insert(call.db, APPLICATION, record, call.moment)
    _audit.note(call, "Add application", _audit.APPLICATIONS, _audit.target("Application", record))
    return call.created(SHAPE, record)


@bp.get("/applications/<id>", READ_APPLICATIONS)
@bp.get("/applications(<id>)", READ_APPLICATIONS)
def one(call: Call, id: str) -> dict[str, Any]:
    return call.entity(SHAPE, find(call, id))


@bp.patch("/applications/<id>", WRITE_OWN_APPLICATIONS)
@bp.patch("/applications(<id>)", WRITE_OWN_APPLICATIONS)
def change(call: Call, id: str) -> None:
    record = writable(call, id)
    objects.update(call.db, APPLICATION, record, _application_input.changes(call, record, call.body()), call.moment)
    _audit.note(call, "Update application", _audit.APPLICATIONS, _audit.target("Application", record))


@bp.delete("/applications/<id>", WRITE_OWN_APPLICATIONS)
@bp.delete("/applications(<id>)", WRITE_OWN_APPLICATIONS)
def delete(call: Call, id: str) -> None:
    """Delete an application, and what its own tenant decided about it; both can be restored for thirty days."""
    record = writable(call, id)
    app_lifecycle.delete(call.db, record, call.moment)
    _audit.note(call, "Delete application", _audit.APPLICATIONS, _audit.target("Application", record))


def writable(call: Call, id: str) -> Record:
    """Return an application that the caller may change: any, or what it made itself; raises GraphError 403 or 404."""
    record = find(call, id)
    if record["created_by_app_id"] != call.caller.app_id:
        call.need(WRITE_APPLICATIONS)
    return record


def _blank(call: Call) -> dict[str, Any]:
    """Return the record of an application of which nothing is said yet."""
    return {
        "id": call.new_id(),
        "app_id": call.new_id(),
        "tenant_id": call.tenant_id,
        "display_name": "",
        "sign_in_audience": SINGLE_TENANT,
        "publisher_domain": tenants.domains_of(call.db, call.tenant_id)[0],
        "created_date_time": call.moment,
        "deleted_date_time": None,
        # What a person had made is the person's, not the program's that they used.
        "created_by_app_id": None if call.caller.user_id else call.caller.app_id,
        "identifier_uris": "[]",
        "tags": "[]",
        "settings": app_registrations.encode(Settings()),
    }
