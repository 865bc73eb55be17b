"""An application's secrets and what of Okta's own API it may ask for. Source: fact sheet 5.1 and 10.2."""

import hashlib
from dataclasses import replace as changed
from typing import Any

import msgspec

from mocks.okta.api._app_object import app_party
from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api.apps import check_secret, named, with_secrets
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import app_records, client_secrets
from mocks.okta.directory.app_records import Record
from mocks.okta.directory.client_secrets import ACTIVE, INACTIVE, ClientSecret
from mocks.okta.okta_scopes import OKTA_SCOPES

bp = Api("app_credentials")
_READ, _MANAGE = "okta.apps.read", "okta.apps.manage"
_MOST = 2


class SecretInput(msgspec.Struct):
    client_secret: str | None = None


class GrantInput(msgspec.Struct):
    scopeId: str  # noqa: N815 (as on the wire)
    issuer: str


@bp.get("/internal/apps/<id>/settings/clientcreds", _READ)
def client_credentials(call: Call, id: str) -> dict[str, str]:
    """Return what Okta's CLI writes into an application's `.env`; no page documents this call."""
    record = named(call, id)
    alive = [secret.value for secret in client_secrets.of(call.db, record.id) if secret.status == ACTIVE]
    return {"client_id": record.id, **({"client_secret": alive[0]} if alive else {})}


@bp.get("/apps/<id>/credentials/secrets", _READ)
def secrets(call: Call, id: str) -> list[dict[str, Any]]:
    record = named(call, id)
    return [_shown(call, secret) for secret in client_secrets.of(call.db, record.id)]


@bp.post("/apps/<id>/credentials/secrets", _MANAGE)
def add_secret(call: Call, id: str) -> dict[str, Any]:
    record = named(call, id)
    given = call.body(SecretInput) if call.request.get_data() else SecretInput()
    if len(client_secrets.of(call.db, record.id)) >= _MOST:
        raise invalid("client_secret", f"client_secret: an application has at most {_MOST} secrets")
    value = given.client_secret or call.unit.runtime.ids.alphanumeric(40)
    check_secret(value)
    secret = client_secrets.add(call.db, call.new_id("ocs"), record.id, value, call.now)
    _use_active(call, record)
    call.status = 201
    return _shown(call, secret)


@bp.post("/apps/<id>/credentials/secrets/<secret_id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str, secret_id: str) -> dict[str, Any]:
    return _turn(call, id, secret_id, ACTIVE)


@bp.post("/apps/<id>/credentials/secrets/<secret_id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str, secret_id: str) -> dict[str, Any]:
    return _turn(call, id, secret_id, INACTIVE)


@bp.delete("/apps/<id>/credentials/secrets/<secret_id>", _MANAGE)
def delete(call: Call, id: str, secret_id: str) -> None:
    record = named(call, id)
    secret = _named_secret(call, record, secret_id)
    if secret.status == ACTIVE:
        raise ApiError("E0000006", causes=["A secret must be inactive to be deleted"])
    client_secrets.remove(call.db, secret.id)


@bp.get("/apps/<id>/grants", "okta.appGrants.read")
def grants(call: Call, id: str) -> list[dict[str, Any]]:
    record = named(call, id)
    return [_grant(call, record, scope) for scope in record.settings.granted_scopes]


@bp.post("/apps/<id>/grants", "okta.appGrants.manage")
def add_grant(call: Call, id: str) -> dict[str, Any]:
    """Let an application ask the org's own authorization server for a scope of Okta's API."""
    record = named(call, id)
    given = call.body(GrantInput)
    if given.issuer.rstrip("/") != call.server.public_url:
        raise invalid("issuer", "issuer: must be the org's own URL")
    if given.scopeId not in OKTA_SCOPES:
        raise invalid("scopeId", f"scopeId: '{given.scopeId[:80]}' is no scope of the Okta API")
    _set_grants(call, record, tuple(dict.fromkeys((*record.settings.granted_scopes, given.scopeId))))
    return _grant(call, record, given.scopeId)


@bp.get("/apps/<id>/grants/<grant_id>", "okta.appGrants.read")
def one_grant(call: Call, id: str, grant_id: str) -> dict[str, Any]:
    record = named(call, id)
    _check_granted(record, grant_id)
    return _grant(call, record, grant_id)


@bp.delete("/apps/<id>/grants/<grant_id>", "okta.appGrants.manage")
def revoke_grant(call: Call, id: str, grant_id: str) -> None:
    record = named(call, id)
    _check_granted(record, grant_id)
    _set_grants(call, record, tuple(scope for scope in record.settings.granted_scopes if scope != grant_id))


def _check_granted(record: Record, grant_id: str) -> None:
    if grant_id not in record.settings.granted_scopes:
        raise not_found(grant_id, "OAuth2ScopeConsentGrant")


def _set_grants(call: Call, record: Record, scopes: tuple[str, ...]) -> None:
    settings = msgspec.structs.replace(record.settings, granted_scopes=scopes)
    app_records.write(call.db, changed(record, settings=settings), call.now)
    call.record("application.lifecycle.update", [app_party(record)])


def _turn(call: Call, id: str, secret_id: str, status: str) -> dict[str, Any]:
    record = named(call, id)
    secret = _named_secret(call, record, secret_id)
    others = [one for one in client_secrets.of(call.db, record.id) if one.id != secret.id and one.status == ACTIVE]
    if status == INACTIVE and not others:
        raise invalid("status", "The only active secret cannot be deactivated")
    client_secrets.set_status(call.db, secret.id, status, call.now)
    _use_active(call, record)
    return _shown(call, _named_secret(call, record, secret_id))


def _use_active(call: Call, record: Record) -> None:
    """Let the token endpoint accept the active secrets and no others."""
    app_records.write(call.db, changed(record, settings=with_secrets(call, record.id, record.settings)), call.now)


def _named_secret(call: Call, record: Record, id: str) -> ClientSecret:
    found = next((secret for secret in client_secrets.of(call.db, record.id) if secret.id == id), None)
    if found is None:
        raise not_found(id, "ClientSecret")
    return found


def _shown(call: Call, secret: ClientSecret) -> dict[str, Any]:
    base = call.url(f"/apps/{secret.application_id}/credentials/secrets/{secret.id}")
    turn = "deactivate" if secret.status == ACTIVE else "activate"
    return {
        "id": secret.id,
        "created": iso(secret.created),
        "lastUpdated": iso(secret.last_updated),
        "status": secret.status,
        "client_secret": secret.value,
        "secret_hash": hashlib.sha256(secret.value.encode()).hexdigest(),
        "_links": {turn: {"href": f"{base}/lifecycle/{turn}", "hints": {"allow": ["POST"]}}},
    }


def _grant(call: Call, record: Record, scope: str) -> dict[str, Any]:
    return {
        "id": scope,
        "status": "ACTIVE",
        "created": iso(record.last_updated),
        "lastUpdated": iso(record.last_updated),
        "issuer": call.server.public_url,
        "clientId": record.id,
        "scopeId": scope,
        "source": "ADMIN",
        "_links": {"app": {"href": call.url(f"/apps/{record.id}"), "title": record.label}},
    }
