"""Dynamic client registration (RFC 7591), as Okta has it: for administrators. Source: fact sheet 1.2 and 5.4."""

import hmac
from dataclasses import replace as changed
from typing import Any

from mocks.oauth.errors import OAuthError, Reason
from mocks.okta.api import _client_metadata as metadata
from mocks.okta.api import apps
from mocks.okta.api._app_input import AppInput
from mocks.okta.api._app_object import app_party
from mocks.okta.api._app_object import shown as shown_as_application
from mocks.okta.api._call import Call
from mocks.okta.api._client_metadata import ClientMetadata
from mocks.okta.api._route import SELF, Api
from mocks.okta.api._where import starts_with
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import app_records, client_secrets
from mocks.okta.directory.app_records import Record
from mocks.okta.directory.applications import APPLICATIONS

bp = Api("oauth_clients")
_READ, _MANAGE, _REGISTER = "okta.clients.read", "okta.clients.manage", "okta.clients.register"
_LABEL = APPLICATIONS.c.label_key


@bp.get("//oauth2/v1/clients", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    q = call.argument("q").lower()
    condition = starts_with(_LABEL, q) if q else None
    found, beyond = app_records.page(call.db, condition, call.limit(20, 200), call.cursor_text())
    call.link_self()
    if beyond:
        call.link_next(beyond)
    return [_shown(call, record) for record in found]


@bp.post("//oauth2/v1/clients", SELF)
def register(call: Call) -> dict[str, Any]:
    if not (call.principal.may(_REGISTER) or call.principal.may(_MANAGE)):
        raise ApiError("E0000006")
    with metadata.in_oauth_form():
        given = call.body(ClientMetadata)
        _check(call, given, metadata.NEW)
        record, secret = apps.create(call, metadata.laid_over(metadata.NEW, given))
    _note(call, "create", record)
    call.status = 201
    return _shown(call, record, secret)


@bp.get("//oauth2/v1/clients/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, _named(call, id))


@bp.put("//oauth2/v1/clients/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    """Replace a client's metadata; the secret stays, and is told again."""
    record = _named(call, id)
    with metadata.in_oauth_form():
        given, sent = call.body(ClientMetadata), call.json()
        metadata.check_whole(sent)
        base = metadata.of(call, record)
        _check(call, given, base, record.id)
        _check_untouched(call, record, sent)
        written = apps.write_over(call, record, metadata.laid_over(base, given))
    _note(call, "update", written)
    return _shown(call, written, _secret(call, id))


@bp.delete("//oauth2/v1/clients/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    record = _named(call, id)
    app_records.remove(call.db, id)
    _note(call, "delete", record)


@bp.post("//oauth2/v1/clients/<id>/lifecycle/newSecret", _MANAGE)
def new_secret(call: Call, id: str) -> dict[str, Any]:
    """Give a client another secret in place of all it has."""
    record = app_records.by_id(call.db, id)
    if record is None:
        raise not_found(id, "PublicClientApp")
    method = record.settings.token_endpoint_auth_methods[0]
    if not method.startswith("client_secret_"):
        raise invalid("token_endpoint_auth_method", f"token_endpoint_auth_method: '{method}' has no use for a secret")
    for secret in client_secrets.of(call.db, id):
        client_secrets.remove(call.db, secret.id)
    app_records.write(call.db, changed(record, settings=apps.with_secrets(call, id, record.settings)), call.now)
    _note(call, "new_client_secret", record)
    return _shown(call, apps.named(call, id), _secret(call, id))


def _named(call: Call, id: str) -> Record:
    record = app_records.by_id(call.db, id)
    if record is None:
        raise OAuthError("invalid_client", Reason.UNKNOWN_CLIENT, status=401)
    return record


def _check(call: Call, given: ClientMetadata, base: AppInput, id: str = "") -> None:
    """Raise OAuthError when metadata cannot be a client's; base: what it is laid over, id: of the client that is."""
    metadata.check(given, base)
    label = (given.client_name or "").lower()
    others = app_records.page(call.db, _LABEL == label, 2, None)[0]  # noqa: SIM300
    if any(other.id != id for other in others):
        raise metadata.refused("client_name: An object with this field already exists in the current organization")


def _check_untouched(call: Call, record: Record, sent: dict[str, Any]) -> None:
    """Raise OAuthError when a change sends another value for what the org decides (RFC 7592 section 2.2)."""
    told = {"client_id": record.id, "client_id_issued_at": int(record.created), "client_secret_expires_at": 0}
    wrong = [name for name, value in told.items() if sent.get(name, value) != value]
    secret = _secret(call, record.id) or ""
    if not hmac.compare_digest(str(sent.get("client_secret") or secret).encode(), secret.encode()):
        wrong.append("client_secret")
    if wrong:
        raise metadata.refused(f"{wrong[0]}: cannot be changed")


def _secret(call: Call, id: str) -> str | None:
    """Return the secret that a client was told last."""
    alive = [secret.value for secret in client_secrets.of(call.db, id) if secret.status == client_secrets.ACTIVE]
    return alive[0] if alive else None


def _note(call: Call, what: str, record: Record) -> None:
    party = changed(app_party(record), type="PublicClientApp")
    call.record(f"app.oauth2.client.lifecycle.{what}", [party])


def _shown(call: Call, record: Record, secret: str | None = None) -> dict[str, Any]:
    return metadata.shown(record, shown_as_application(call, record), secret)
