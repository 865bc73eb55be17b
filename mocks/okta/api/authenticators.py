"""The authenticators that the org offers: listed, switched on and off. Source: fact sheet 6.5."""

from typing import Any

from mocks.okta import authenticators
from mocks.okta.api._call import Call, iso
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, not_found
from mocks.okta.directory import authenticator_settings
from mocks.okta.directory.authenticator_settings import ACTIVE, INACTIVE, Setting
from mocks.okta.directory.system_log import Party

bp = Api("authenticators")
_READ, _MANAGE = "okta.authenticators.read", "okta.authenticators.manage"


@bp.get("/authenticators", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    return [_shown(call, setting) for setting in authenticator_settings.every(call.db)]


@bp.get("/authenticators/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, _named(call, id))


@bp.get("/authenticators/<id>/methods", _READ)
def methods(call: Call, id: str) -> list[dict[str, Any]]:
    setting = _named(call, id)
    kind, base = authenticators.known()[setting.key], call.url(f"/authenticators/{setting.id}")
    return [{"type": kind.method, "status": setting.status, "_links": {"self": {"href": f"{base}/methods"}}}]


@bp.post("/authenticators/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    return _switch(call, _named(call, id), ACTIVE, "system.mfa.factor.activate")


@bp.post("/authenticators/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    """Switch an authenticator off: nobody is asked for it, and what people have set up waits. The password stays on."""
    setting = _named(call, id)
    if setting.key not in authenticators.with_factors():
        raise ApiError("E0000038", causes=["The password cannot be deactivated."])
    return _switch(call, setting, INACTIVE, "system.mfa.factor.deactivate")


def _named(call: Call, id: str) -> Setting:
    setting = authenticator_settings.by_id(call.db, id)
    if setting is None:
        raise not_found(id, "Authenticator")
    return setting


def _switch(call: Call, setting: Setting, status: str, event: str) -> dict[str, Any]:
    if setting.status != status:
        authenticator_settings.switch(call.db, setting.key, status, call.now)
        title = authenticators.known()[setting.key].title
        call.record(event, [Party(setting.id, "Authenticator", title, title)])
    return _shown(call, _named(call, setting.id))


def _shown(call: Call, setting: Setting) -> dict[str, Any]:
    kind, base = authenticators.known()[setting.key], call.url(f"/authenticators/{setting.id}")
    links: dict[str, Any] = {
        "self": {"href": base, "hints": {"allow": ["GET"]}},
        "methods": {"href": f"{base}/methods", "hints": {"allow": ["GET"]}},
    }
    if setting.key in authenticators.with_factors():
        turn = "deactivate" if setting.status == ACTIVE else "activate"
        links[turn] = {"href": f"{base}/lifecycle/{turn}", "hints": {"allow": ["POST"]}}
    return {
        "type": kind.type,
        "id": setting.id,
        "key": setting.key,
        "status": setting.status,
        "name": kind.title,
        "created": iso(setting.created),
        "lastUpdated": iso(setting.last_updated),
        **({"settings": dict(kind.settings)} if kind.settings else {}),
        "_links": links,
    }
