"""Event hooks: made, verified, found, changed, switched, removed. Source: fact sheet 9.4 and 8.3."""

from dataclasses import replace as changed
from typing import Any, Literal

import msgspec
from sqlalchemy.exc import IntegrityError

from mocks.okta.api import _hook_channel
from mocks.okta.api._call import Call, iso
from mocks.okta.api._hook_channel import ChannelInput
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import event_deliveries, event_hooks, system_log
from mocks.okta.directory._hook_channel import Channel
from mocks.okta.directory.event_hooks import ACTIVE, EVENT_HOOKS, INACTIVE, EventHook
from mocks.okta.directory.event_types import EVENT_TYPES
from mocks.okta.directory.system_log import Party
from mocks.okta.hooks._calls import HookFailed, get

bp = Api("event_hooks")
_READ, _MANAGE = "okta.eventHooks.read", "okta.eventHooks.manage"
_MOST = 25
_CHALLENGE = "X-Okta-Verification-Challenge"
_TAKEN = "name: An object with this field already exists in the current organization"


class EventsInput(msgspec.Struct):
    """filter: of a real org's expressions, which this one lacks."""

    items: list[str]
    type: Literal["EVENT_TYPE"] = "EVENT_TYPE"
    filter: None = None


class HookInput(msgspec.Struct):
    name: str
    events: EventsInput
    channel: ChannelInput
    description: str | None = None


@bp.get("/eventHooks", _READ)
def every(call: Call) -> list[dict[str, Any]]:
    return [_shown(call, hook) for hook in event_hooks.every(call.db)]


@bp.post("/eventHooks", _MANAGE)
def add(call: Call) -> dict[str, Any]:
    if event_hooks.count(call.db) >= _MOST:
        raise ApiError("E0000093")
    who = call.principal.user_id or call.principal.client_id
    new = EventHook(call.new_id("who"), "", "", ACTIVE, False, (), Channel(""), 0, who, 0)
    return _write(call, new, "created")


@bp.get("/eventHooks/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, _named(call, id))


@bp.put("/eventHooks/<id>", _MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    return _write(call, _named(call, id), "updated")


@bp.delete("/eventHooks/<id>", _MANAGE)
def delete(call: Call, id: str) -> None:
    hook = _named(call, id)
    if hook.active:
        raise invalid("status", "status: an event hook has to be deactivated before it is deleted")
    event_deliveries.end(call.db, hook.id)
    call.db.execute(EVENT_HOOKS.delete().where(EVENT_HOOKS.c.id == hook.id))
    call.record("event_hook.deleted", [_party(hook)])


@bp.post("/eventHooks/<id>/lifecycle/verify", _MANAGE)
def verify(call: Call, id: str) -> dict[str, Any]:
    """Have the service prove that it wants to be told: it repeats a value that it is sent."""
    hook, challenge = _named(call, id), call.unit.runtime.ids.token()
    call.unit.commit()
    try:
        said = get(call.unit.runtime, hook.channel, {_CHALLENGE: challenge}).json()
    except (HookFailed, ValueError) as error:
        raise invalid("verification", f"verification: {error}") from error
    if not isinstance(said, dict) or said.get("verification") != challenge:
        raise invalid("verification", "verification: the service did not repeat the challenge")
    return _changed(call, _named(call, id), "verified", verified=True)


@bp.post("/eventHooks/<id>/lifecycle/activate", _MANAGE)
def activate(call: Call, id: str) -> dict[str, Any]:
    return _changed(call, _named(call, id), "activated", status=ACTIVE)


@bp.post("/eventHooks/<id>/lifecycle/deactivate", _MANAGE)
def deactivate(call: Call, id: str) -> dict[str, Any]:
    return _changed(call, _named(call, id), "deactivated", status=INACTIVE)


def _named(call: Call, id: str) -> EventHook:
    hook = event_hooks.by_id(call.db, id)
    if hook is None:
        raise not_found(id, "EventHook")
    return hook


def _write(call: Call, hook: EventHook, event: str) -> dict[str, Any]:
    given = call.body(HookInput)
    name = given.name.strip()
    if not 0 < len(name) <= 255 or not name.isprintable():
        raise invalid("name", "name: The field cannot be left blank and has at most 255 characters")
    channel = _hook_channel.checked(given.channel, hook.channel)
    what = {"name": name, "description": _description(given), "events": _events(given.events.items)}
    verified = hook.verified and channel == hook.channel
    return _changed(call, hook, event, **what, channel=channel, verified=verified)


def _description(given: HookInput) -> str:
    text = given.description or ""
    if "\x00" in text or len(text) > 1024:
        raise invalid("description", "description: has at most 1024 characters")
    return text


def _events(items: list[str]) -> tuple[str, ...]:
    if not items:
        raise invalid("events.items", "events.items: The field cannot be left blank")
    for name in items:
        if name not in EVENT_TYPES or not EVENT_TYPES[name].hookable:
            raise invalid("events.items", f"events.items: '{name[:100]}' is no event that hooks are told of")
    return tuple(dict.fromkeys(items))


def _changed(call: Call, before: EventHook, event: str, **what: Any) -> dict[str, Any]:
    """Store a hook as it has become; from when on it may be told, it is told of what comes."""
    moment = call.now.timestamp()
    hook = changed(before, **what, created=before.created or moment, last_updated=moment)
    try:
        event_hooks.write(call.db, hook)
    except IntegrityError as taken:
        raise invalid("name", _TAKEN) from taken
    told, was_told = (one.active and one.verified for one in (hook, before))
    if told and not was_told:
        event_deliveries.begin(call.db, hook.id, system_log.edge(call.db)[0])
    elif not told:
        event_deliveries.end(call.db, hook.id)
    call.record(f"event_hook.{event}", [_party(hook)])
    return _shown(call, hook)


def _party(hook: EventHook) -> Party:
    return Party(hook.id, "EventHook", hook.name, hook.name)


def _shown(call: Call, hook: EventHook) -> dict[str, Any]:
    base = call.url(f"/eventHooks/{hook.id}")
    turn = "deactivate" if hook.active else "activate"
    return {
        "id": hook.id,
        "status": hook.status,
        "verificationStatus": "VERIFIED" if hook.verified else "UNVERIFIED",
        "name": hook.name,
        "description": hook.description or None,
        "created": iso(hook.created),
        "createdBy": hook.created_by,
        "lastUpdated": iso(hook.last_updated),
        "events": {"type": "EVENT_TYPE", "items": list(hook.events), "filter": None},
        "channel": _hook_channel.shown(hook.channel),
        "_links": {
            "self": {"href": base, "hints": {"allow": ["GET", "PUT", "DELETE"]}},
            "verify": {"href": f"{base}/lifecycle/verify", "hints": {"allow": ["POST"]}},
            turn: {"href": f"{base}/lifecycle/{turn}", "hints": {"allow": ["POST"]}},
        },
    }
