"""Consents: which delegated permissions an application has, for one person or for all (fact sheet 7.8 and 8)."""

from typing import Annotated, Any, Literal

import msgspec

from mocks.azure.directory import permission_grants
from mocks.azure.directory.objects import Kind, Record
from mocks.azure.directory.permission_grants import EVERYBODY, FOR_ALL, PERMISSION_GRANTS
from mocks.azure.graph import _audit, _directory_objects, _input, _records, _service_principal_object, _user_object
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Guid
from mocks.azure.graph._permission import READ_GRANTS, WRITE_GRANTS
from mocks.azure.graph._route import Api
from mocks.azure.graph._shape import Computed, Shape
from mocks.azure.graph_errors import bad_request, not_found

bp = Api("oauth2_permission_grants")
_Scope = Annotated[str, msgspec.Meta(max_length=3850, pattern=r"^[\x20-\x7e]*$")]
SHAPE = Shape(
    kind=Kind("oAuth2PermissionGrant", PERMISSION_GRANTS),
    collection="oauth2PermissionGrants",
    defaults=("clientId", "consentType", "id", "principalId", "resourceId", "scope"),
    hidden=frozenset({"client_app_id", "resource_app_id"}),
    computed={"principalId": Computed(lambda record: record["principal_id"] or None, ("principal_id",))},
)


class GrantInput(msgspec.Struct, rename="camel"):
    client_id: Guid
    consent_type: Literal["AllPrincipals", "Principal"]
    resource_id: Guid
    scope: _Scope
    principal_id: Guid | None = None


class ScopeInput(msgspec.Struct):
    scope: _Scope


@bp.get("/oauth2PermissionGrants", READ_GRANTS)
def every(call: Call) -> dict[str, Any]:
    return _records.listing(call, SHAPE)


@bp.get("/users/<id>/oauth2PermissionGrants", READ_GRANTS)
def of_user(call: Call, id: str) -> dict[str, Any]:
    user_id = _user_object.find(call, id)["id"]
    return _records.listing(call, SHAPE, where=[PERMISSION_GRANTS.c.principal_id == user_id])


@bp.get("/servicePrincipals/<id>/oauth2PermissionGrants", READ_GRANTS)
def of_client(call: Call, id: str) -> dict[str, Any]:
    client_id = _service_principal_object.find(call, id)["id"]
    return _records.listing(call, SHAPE, where=[PERMISSION_GRANTS.c.client_id == client_id])


@bp.get("/oauth2PermissionGrants/<id>", READ_GRANTS)
def one(call: Call, id: str) -> dict[str, Any]:
    return call.entity(SHAPE, _named(call, id))


@bp.post("/oauth2PermissionGrants", WRITE_GRANTS)
def add(call: Call) -> dict[str, Any]:
    asked = _input.read(call.body(), GrantInput)
    client = _service_principal_object.find(call, asked.client_id)
    resource = _service_principal_object.find(call, asked.resource_id)
    if (asked.consent_type == FOR_ALL) is (asked.principal_id is not None):
        raise bad_request("'principalId' goes with the consentType Principal, and with no other.")
    whom = _user_object.find(call, asked.principal_id)["id"] if asked.principal_id else EVERYBODY
    parties = (client["app_id"], whom, resource["app_id"])
    if permission_grants.exists(call.db, call.tenant_id, *parties):
        raise bad_request("Permission entry already exists.")
    id = call.unit.runtime.ids.token()
    permission_grants.grant(call.db, id, call.tenant_id, *parties, tuple(asked.scope.split()))
    _note(call, "Add delegated permission grant", client["id"])
    return call.created(SHAPE, _named(call, id))


@bp.patch("/oauth2PermissionGrants/<id>", WRITE_GRANTS)
def change(call: Call, id: str) -> None:
    record, asked = _named(call, id), _input.read(call.body(), ScopeInput)
    permission_grants.rewrite(call.db, record["id"], " ".join(asked.scope.split()))
    _note(call, "Update delegated permission grant", record["client_id"])


@bp.delete("/oauth2PermissionGrants/<id>", WRITE_GRANTS)
def delete(call: Call, id: str) -> None:
    record = _named(call, id)
    permission_grants.remove(call.db, record["id"])
    _note(call, "Remove delegated permission grant", record["client_id"])


def _named(call: Call, id: str) -> Record:
    record = permission_grants.by_id(call.db, call.tenant_id, id)
    if record is None:
        raise not_found(id)
    return record


def _note(call: Call, activity: str, client_id: str) -> None:
    targets = [_audit.target(type.label, record) for type, record in _directory_objects.find(call, [client_id])]
    _audit.note(call, activity, _audit.APPLICATIONS, *targets)
