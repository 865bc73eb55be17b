"""OIDC applications: made, found, replaced, switched on and off, removed. Source: fact sheet 5.1 and 10.2."""

from dataclasses import replace as changed
from typing import Any

import msgspec

from mocks.kit.passwords import hash_secret
from mocks.okta.api import _app_details
from mocks.okta.api._app_input import AppInput, settings_of
from mocks.okta.api._app_object import app_party, shown
from mocks.okta.api._app_search import wanted
from mocks.okta.api._app_user import with_user
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import app_records, applications, client_secrets
from mocks.okta.directory.app_records import ACTIVE, INACTIVE, Record
from mocks.okta.directory.applications import Application, Settings

bp = Api("apps")
_READ, _MANAGE = "okta.apps.read", "okta.apps.manage"
_SECRETS = range(14, 101)


@bp.get("/apps", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    found, beyond = app_records.page(call.db, wanted(call), call.limit(20, 200), call.cursor_text())
    call.link_self()
    if beyond:
        call.link_next(beyond)
    return [with_user(call, record, shown(call, record)) for record in found]


@bp.post("/apps", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    record, secret = create(call, call.body(AppInput))
    return shown(call, record, secret)


@bp.get("/apps/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    record = named(call, id)
    return with_user(call, record, shown(call, record))


@bp.put("/apps/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    return shown(call, write_over(call, named(call, id), call.body(AppInput)))


@bp.delete("/apps/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    record = named(call, id)
    if record.status == ACTIVE:
        raise ApiError("E0000056", causes=["Cannot delete an application that is active"])
    app_records.remove(call.db, id)
    call.record("application.lifecycle.delete", [app_party(record)])


@bp.post("/apps/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, named(call, id), ACTIVE, "activate")


@bp.post("/apps/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, named(call, id), INACTIVE, "deactivate")


def named(call: Call, id: str) -> Record:
    """Return the application with an id; raises E0000007."""
    record = app_records.by_id(call.db, id)
    if record is None:
        raise not_found(id, "AppInstance")
    return record


def create(call: Call, given: AppInput) -> tuple[Record, str | None]:
    """Write a new application; return it and its secret, if it has one. Raises E0000001."""
    client = given.credentials.oauth_client
    id = _new_id(call, client.client_id)
    secret = None
    if settings_of(given, ()).token_endpoint_auth_methods[0].startswith("client_secret_"):
        secret = client.client_secret or call.unit.runtime.ids.alphanumeric(40)
        check_secret(secret)
    settings = settings_of(given, (hash_secret(secret),) if secret else ())
    if settings.token_endpoint_auth_methods == ("client_secret_jwt",):
        settings = msgspec.structs.replace(settings, shared_secret=secret or "")
    status = ACTIVE if call.flag("activate", default=True) else INACTIVE
    details = msgspec.json.encode(_app_details.of_input(given)).decode()
    applications.add(call.db, Application(id, given.label, settings), call.now, status=status, details=details)
    if secret:
        client_secrets.add(call.db, call.new_id("ocs"), id, secret, call.now)
    record = named(call, id)
    call.record("application.lifecycle.create", [app_party(record)])
    return record, secret


def write_over(call: Call, record: Record, given: AppInput) -> Record:
    """Replace an application: what is not given goes back to its default, but for the secret, which stays."""
    id = record.id
    if given.credentials.oauth_client.client_id not in (None, id):
        raise invalid("client_id", "client_id: cannot be changed")
    settings = settings_of(given, record.settings.secrets)
    if settings.token_endpoint_auth_methods[0].startswith("client_secret_"):
        _set_secret(call, id, given.credentials.oauth_client.client_secret)
    settings = with_secrets(call, id, msgspec.structs.replace(settings, granted_scopes=record.settings.granted_scopes))
    written = changed(record, label=given.label, settings=settings, details=_app_details.of_input(given))
    app_records.write(call.db, written, call.now)
    call.record("application.lifecycle.update", [app_party(written)])
    return named(call, id)


def _set_secret(call: Call, id: str, wanted: str | None) -> None:
    """Put a secret that is given in the place of those that are there; the one that is good already changes nothing."""
    there = client_secrets.of(call.db, id)
    if not wanted or wanted in [secret.value for secret in there if secret.status == client_secrets.ACTIVE]:
        return
    check_secret(wanted)
    for secret in there:
        client_secrets.remove(call.db, secret.id)
    client_secrets.add(call.db, call.new_id("ocs"), id, wanted, call.now)


def with_secrets(call: Call, id: str, settings: Settings) -> Settings:
    """Return settings with which the application's active secrets are good, after making one where it needs one."""
    method = settings.token_endpoint_auth_methods[0]
    alive = [secret.value for secret in client_secrets.of(call.db, id) if secret.status == client_secrets.ACTIVE]
    if method.startswith("client_secret_") and not alive:
        alive = [call.unit.runtime.ids.alphanumeric(40)]
        client_secrets.add(call.db, call.new_id("ocs"), id, alive[0], call.now)
    shared = alive[0] if method == "client_secret_jwt" else ""
    return msgspec.structs.replace(settings, secrets=tuple(map(hash_secret, alive)), shared_secret=shared)


def check_secret(secret: str) -> None:
    if len(secret) not in _SECRETS or not secret.isascii() or not secret.isprintable():
        raise invalid("client_secret", "client_secret: must have 14 to 100 printable characters")


def _new_id(call: Call, wanted: str | None) -> str:
    """Return the client id: a new one, or the one that was asked for."""
    if wanted is None:
        return call.new_id("0oa")
    if not (wanted.isascii() and wanted.replace("-", "").replace("_", "").isalnum() and 6 <= len(wanted) <= 100):
        raise invalid("client_id", "client_id: must have 6 to 100 letters, digits, '-' or '_'")
    if app_records.by_id(call.db, wanted):
        raise invalid("client_id", "client_id: An object with this field already exists in the current organization")
    return wanted


def _turn(call: Call, record: Record, status: str, event: str) -> dict[str, Any]:
    if record.status != status:
        app_records.write(call.db, changed(record, status=status), call.now)
        call.record(f"application.lifecycle.{event}", [app_party(record)])
    return {}
