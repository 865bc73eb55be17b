"""OIDC applications: made, found, replaced, switched on and off, removed. Source: fact sheet 5.1 and 10.2."""

from dataclasses import replace as changed
from typing import Any

import msgspec
from sqlalchemy import ColumnElement

from mocks.kit.passwords import hash_secret
from mocks.okta.api._app_input import AppInput, settings_of
from mocks.okta.api._app_object import app_party, shown
from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api._where import EXACT, Field, fields, starts_with, text, where
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import app_records, applications, client_secrets
from mocks.okta.directory.app_records import ACTIVE, INACTIVE, Record
from mocks.okta.directory.applications import APPLICATIONS, Application, Settings

bp = Api("apps")
_READ, _MANAGE = "okta.apps.read", "okta.apps.manage"
_C = APPLICATIONS.c
_FIELDS = {"id": Field(_C.id, EXACT, text), "status": Field(_C.status, EXACT, text)}
_SECRETS = range(14, 101)


@bp.get("/apps", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    found, beyond = app_records.page(call.db, _condition(call), call.limit(20, 200), call.cursor_text())
    call.link_self()
    if beyond:
        call.link_next(beyond)
    return [shown(call, record) for record in found]


@bp.post("/apps", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    given = call.body(AppInput)
    wanted = given.credentials.oauthClient
    id = _new_id(call, wanted.client_id)
    secret = None
    if settings_of(given, ()).token_endpoint_auth_methods != ("none",) and not _by_key(given):
        secret = wanted.client_secret or call.unit.runtime.ids.alphanumeric(40)
        check_secret(secret)
    settings = settings_of(given, (hash_secret(secret),) if secret else ())
    if settings.token_endpoint_auth_methods == ("client_secret_jwt",):
        settings = msgspec.structs.replace(settings, shared_secret=secret or "")
    status = ACTIVE if call.flag("activate", default=True) else INACTIVE
    details = msgspec.json.encode(_details(given)).decode()
    applications.add(call.db, Application(id, given.label, settings), call.now, status=status, details=details)
    if secret:
        client_secrets.add(call.db, call.new_id("ocs"), id, secret, call.now)
    record = named(call, id)
    call.record("application.lifecycle.create", [app_party(record)])
    return shown(call, record, secret)


@bp.get("/apps/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return shown(call, named(call, id))


@bp.put("/apps/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    """Replace an application: what is not given goes back to its default; secrets have calls of their own."""
    record = named(call, id)
    given = call.body(AppInput)
    if given.credentials.oauthClient.client_id not in (None, record.id):
        raise invalid("client_id", "client_id: cannot be changed")
    wanted = settings_of(given, record.settings.secrets)
    settings = with_secrets(call, id, msgspec.structs.replace(wanted, granted_scopes=record.settings.granted_scopes))
    written = changed(record, label=given.label, settings=settings, details=_details(given))
    app_records.write(call.db, written, call.now)
    call.record("application.lifecycle.update", [app_party(written)])
    return shown(call, named(call, id))


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


def _by_key(given: AppInput) -> bool:
    return settings_of(given, ()).token_endpoint_auth_methods == ("private_key_jwt",)


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


def _details(given: AppInput) -> dict[str, Any]:
    kept = {name: getattr(given, name) for name in ("visibility", "accessibility", "profile")}
    return {name: value for name, value in kept.items() if value}


def _condition(call: Call) -> ColumnElement[bool] | None:
    if call.argument("q"):
        return starts_with(_C.label_key, call.argument("q").lower())
    expression = call.argument("filter")
    for name, condition in (("user.id", app_records.assigned_to_user), ("group.id", app_records.assigned_to_group)):
        if expression.startswith(f"{name} eq "):
            return condition(expression.removeprefix(f"{name} eq ").strip().strip('"'))
    return where(expression, fields(_FIELDS)) if expression else None
