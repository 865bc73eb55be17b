"""Inline hooks: made, found, changed, tried out, switched, removed. Source: fact sheet 9.4."""

from dataclasses import replace as changed
from typing import Any

import msgspec
from flask import Response
from sqlalchemy.exc import IntegrityError

from mocks.okta.api import _hook_channel
from mocks.okta.api._call import Call, iso
from mocks.okta.api._hook_channel import VERSION, ChannelInput
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import inline_hooks
from mocks.okta.directory._hook_channel import Channel
from mocks.okta.directory.inline_hooks import ACTIVE, INACTIVE, HookType, InlineHook
from mocks.okta.hooks import _inline
from mocks.okta.hooks._calls import HookFailed

bp = Api("inline_hooks")
_READ, _MANAGE = "okta.inlineHooks.read", "okta.inlineHooks.manage"
_MOST = 100
_TAKEN = "name: An object with this field already exists in the current organization"


class HookInput(msgspec.Struct):
    """What is sent to make or change a hook; a change may leave out what stays."""

    name: str | None = None
    type: str | None = None
    version: str | None = None
    channel: ChannelInput | None = None


@bp.get("/inlineHooks", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    type = call.argument("type")
    if type:
        _type(type)
    return [_shown(call, hook) for hook in inline_hooks.every(call.db, type)]


@bp.post("/inlineHooks", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    given = call.body(HookInput)
    if inline_hooks.count(call.db) >= _MOST:
        raise ApiError("E0000093")
    new = InlineHook(call.new_id("cal"), "", _type(given.type), VERSION, ACTIVE, Channel(""), 0, 0)
    return _write(call, new, _whole(given), "created")


@bp.get("/inlineHooks/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, _named(call, id))


@bp.put("/inlineHooks/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    return _write(call, _named(call, id), _whole(call.body(HookInput)), "updated")


@bp.post("/inlineHooks/<id>", _MANAGE)
def update(call: Call, id: str) -> dict[str, Any]:
    """Change what is given and leave the rest."""
    return _write(call, _named(call, id), call.body(HookInput), "updated")


@bp.delete("/inlineHooks/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    hook = _named(call, id)
    if hook.active:
        raise invalid("status", "status: an inline hook has to be deactivated before it is deleted")
    inline_hooks.remove(call.db, hook.id)
    call.record("inline_hook.deleted", [_inline.party(hook)])


@bp.post("/inlineHooks/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, _named(call, id), ACTIVE, "activated")


@bp.post("/inlineHooks/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    return _turn(call, _named(call, id), INACTIVE, "deactivated")


@bp.post("/inlineHooks/<id>/execute", _MANAGE)
def execute(call: Call, id: str) -> Response:
    """Send the given body to the hook's service and return what it answers, once it has the form that it should."""
    hook, body = _named(call, id), call.json()
    if not hook.active:
        raise invalid("status", "status: the inline hook is not active")
    try:
        answer = _inline.call(call.unit, hook, body, tries=2)
        reply = _inline.read(answer)
    except HookFailed as failed:
        raise ApiError("E0000134" if failed.answered else "E0000137", str(failed), keep=True) from failed
    if reply.error is not None:
        causes = [cause.error_summary for cause in reply.error.error_causes]
        raise ApiError("E0000135", reply.error.error_summary or _inline.DEFAULT_ERROR, causes, keep=True)
    return Response(answer.body or b"{}", mimetype="application/json")


def _named(call: Call, id: str) -> InlineHook:
    hook = inline_hooks.by_id(call.db, id)
    if hook is None:
        raise not_found(id, "InlineHook")
    return hook


def _type(given: str | None) -> HookType:
    try:
        return HookType(given or "")
    except ValueError as error:
        raise invalid("type", f"type: must be one of {', '.join(HookType)}") from error


def _whole(given: HookInput) -> HookInput:
    if given.name is None or given.channel is None:
        missing = "name" if given.name is None else "channel"
        raise invalid(missing, f"{missing}: The field cannot be left blank")
    return given


def _write(call: Call, hook: InlineHook, given: HookInput, event: str) -> dict[str, Any]:
    if given.type not in (None, hook.type):
        raise invalid("type", "type: an inline hook keeps its type")
    if given.version not in (None, VERSION):
        raise invalid("version", f"version: must be '{VERSION}'")
    name = hook.name if given.name is None else given.name.strip()
    if not 0 < len(name) <= 255 or not name.isprintable():
        raise invalid("name", "name: The field cannot be left blank and has at most 255 characters")
    channel = _hook_channel.checked(given.channel, hook.channel) if given.channel else hook.channel
    moment = call.now.timestamp()
    written = changed(hook, name=name, channel=channel, created=hook.created or moment, last_updated=moment)
    try:
        inline_hooks.write(call.db, written)
    except IntegrityError as taken:
        raise invalid("name", _TAKEN) from taken
    call.record(f"inline_hook.{event}", [_inline.party(written)])
    return _shown(call, written)


def _turn(call: Call, hook: InlineHook, status: str, event: str) -> dict[str, Any]:
    turned = changed(hook, status=status, last_updated=call.now.timestamp())
    inline_hooks.write(call.db, turned)
    call.record(f"inline_hook.{event}", [_inline.party(turned)])
    return _shown(call, turned)


def _shown(call: Call, hook: InlineHook) -> dict[str, Any]:
    base = call.url(f"/inlineHooks/{hook.id}")
    turn = "deactivate" if hook.active else "activate"
    links = {
        "self": {"href": base, "hints": {"allow": ["GET", "PUT", "DELETE"]}},
        "execute": {"href": f"{base}/execute", "hints": {"allow": ["POST"]}},
        turn: {"href": f"{base}/lifecycle/{turn}", "hints": {"allow": ["POST"]}},
    }
    return {
        "id": hook.id,
        "status": hook.status,
        "name": hook.name,
        "type": hook.type,
        "version": hook.version,
        "channel": _hook_channel.shown(hook.channel),
        "created": iso(hook.created),
        "lastUpdated": iso(hook.last_updated),
        "_links": links if hook.active else links | {"delete": {"href": base, "hints": {"allow": ["DELETE"]}}},
    }
