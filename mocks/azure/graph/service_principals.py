"""Service principals: which applications a tenant knows, and what it decides about them (fact sheet 7.8 and 8)."""

from functools import partial
from typing import Any

from flask import Response
from msgspec import UNSET, UnsetType

from mocks.azure.directory import app_lifecycle, app_registrations, objects, service_principals
from mocks.azure.directory.objects import Record
from mocks.azure.directory.service_principals import LISTS, SERVICE_PRINCIPAL
from mocks.azure.graph import _audit, _collection, _delta, _input
from mocks.azure.graph._application_object import by_app_id
from mocks.azure.graph._call import Call
from mocks.azure.graph._delta_round import Tracked
from mocks.azure.graph._input import Guid, Input, Long, Text, Url
from mocks.azure.graph._permission import READ_APPLICATIONS, WRITE_APPLICATIONS, WRITE_OWN_APPLICATIONS
from mocks.azure.graph._route import Api
from mocks.azure.graph._service_principal_object import SHAPE, find, show
from mocks.azure.graph_errors import GraphError, bad_request

bp = Api("service_principals")
_TRACKED = Tracked(SHAPE, show=show)


class Changes(Input):
    account_enabled: bool | UnsetType = UNSET
    app_role_assignment_required: bool | UnsetType = UNSET
    display_name: Text | UnsetType = UNSET
    tags: list[Text] | UnsetType = UNSET
    alternative_names: list[Text] | UnsetType = UNSET
    notification_email_addresses: list[Text] | UnsetType = UNSET
    description: Long | UnsetType | None = UNSET
    homepage: Url | UnsetType | None = UNSET
    login_url: Url | UnsetType | None = UNSET
    logout_url: Url | UnsetType | None = UNSET
    notes: Long | UnsetType | None = UNSET
    preferred_single_sign_on_mode: Text | UnsetType | None = UNSET


class New(Changes, kw_only=True):
    app_id: Guid


@bp.get("/servicePrincipals", READ_APPLICATIONS)
def every(call: Call) -> dict[str, Any]:
    return _collection.listing(call, SHAPE, show=partial(show, call))


@bp.get("/servicePrincipals/$count", READ_APPLICATIONS)
def count(call: Call) -> Response:
    return _collection.total(call, SHAPE)


@bp.delta("/servicePrincipals", READ_APPLICATIONS)
def delta(call: Call) -> dict[str, Any]:
    return _delta.answer(call, _TRACKED)


@bp.post("/servicePrincipals", WRITE_OWN_APPLICATIONS)
def add(call: Call) -> dict[str, Any]:
    """Let the tenant know an application: one of its own, or one that is for every tenant."""
    given = _input.read(call.body(), New)
    app = app_registrations.usable_in(call.db, call.tenant_id, given.app_id)
    if app is None:
        raise bad_request(f"The appId '{given.app_id}' of the service principal does not refer to an application.")
    own = by_app_id(call, app.app_id)
    if own is None or own["created_by_app_id"] != call.caller.app_id:
        call.need(WRITE_APPLICATIONS)
    if app.principal:
        text = f"The service principal cannot be created: the name {app.app_id} is already in use."
        raise GraphError(409, "Request_MultipleObjectsWithSameKeyValue", text)
    app_lifecycle.make_room(call.db, call.tenant_id, app.app_id, call.moment)
    blank = service_principals.new(call.new_id(), call.tenant_id, (app.app_id, app.display_name), app.tenant_id)
    values = _input.as_columns(given.written() | {"app_id": app.app_id}, LISTS)
    record = dict.fromkeys(SERVICE_PRINCIPAL.table.c.keys()) | blank | {"tags": "[]", "created_date_time": call.moment}
    objects.insert(call.db, SERVICE_PRINCIPAL, record | values, call.moment)
    _note(call, "Add service principal", record)
    return call.created(SHAPE, record | values) | show(call, record | values, SHAPE.usual)


@bp.get("/servicePrincipals/<id>", READ_APPLICATIONS)
@bp.get("/servicePrincipals(<id>)", READ_APPLICATIONS)
def one(call: Call, id: str) -> dict[str, Any]:
    record, select = find(call, id), SHAPE.selected(call.options.names("select"))
    shown = show(call, record, select or SHAPE.usual)
    return {"@odata.context": call.context(SHAPE.collection, select, "/$entity"), **shown}


@bp.patch("/servicePrincipals/<id>", WRITE_OWN_APPLICATIONS)
@bp.patch("/servicePrincipals(<id>)", WRITE_OWN_APPLICATIONS)
def change(call: Call, id: str) -> None:
    record = _writable(call, id)
    values = _input.read(call.body(), Changes).written()
    if "display_name" in values:
        _input.demand(values, {"display_name": "displayName"})
    objects.update(call.db, SERVICE_PRINCIPAL, record, _input.as_columns(values, LISTS), call.moment)
    _note(call, "Update service principal", record)


@bp.delete("/servicePrincipals/<id>", WRITE_OWN_APPLICATIONS)
@bp.delete("/servicePrincipals(<id>)", WRITE_OWN_APPLICATIONS)
def delete(call: Call, id: str) -> None:
    """Delete what a tenant decided about an application; it can be restored for thirty days."""
    record = _writable(call, id)
    app_lifecycle.delete_principal(call.db, record, call.moment)
    _note(call, "Remove service principal", record)


def _writable(call: Call, id: str) -> Record:
    record = find(call, id)
    own = by_app_id(call, record["app_id"])
    if own is None or own["created_by_app_id"] != call.caller.app_id:
        call.need(WRITE_APPLICATIONS)
    return record


def _note(call: Call, activity: str, record: Record) -> None:
    _audit.note(call, activity, _audit.APPLICATIONS, _audit.target("ServicePrincipal", record))
