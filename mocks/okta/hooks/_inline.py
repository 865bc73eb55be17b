"""Asking an inline hook: the envelope around the question, the answer's shape, what the System Log says of it.

Source: fact sheet 9.4. What a hook is told and what it commands stays out of the log.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from flask import current_app, request

from mocks.kit.http import Answer
from mocks.kit.web import Unit
from mocks.okta.directory import system_log
from mocks.okta.directory.inline_hooks import HookType, InlineHook
from mocks.okta.directory.system_log import Party
from mocks.okta.hooks._calls import HookFailed, post

SYSTEM = Party("unknown", "SystemPrincipal", "system@okta.com", "Okta System")
_RETRIED = (HookType.PASSWORD_IMPORT, HookType.REGISTRATION)
_LONGEST_REASON, _LONGEST_DEBUG = 255, 4000
DEFAULT_ERROR = "The callback service returned an error"
"""What is said of an error that the service does not put into words."""


class Command(msgspec.Struct, frozen=True):
    """Something that the service wants done; value: what it is done with."""

    type: str
    value: Any = None


class Cause(msgspec.Struct, frozen=True, rename="camel"):
    """location: the path to what is wrong, such as `data.userProfile.login`."""

    error_summary: str = ""
    reason: str = ""
    location_type: str = ""
    location: str = ""
    domain: str = ""


class HookError(msgspec.Struct, frozen=True, rename="camel"):
    """What the service says is wrong with what it was asked."""

    error_summary: str = ""
    error_causes: tuple[Cause, ...] = ()


class Reply(msgspec.Struct, frozen=True, rename="camel"):
    """A service's answer. debug_context: for the log alone."""

    commands: tuple[Command, ...] = ()
    error: HookError | None = None
    debug_context: Any = None


def ask(
    unit: Unit, hook: InlineHook, source: str, data: dict[str, Any], about: Sequence[Party] = (), **more: str
) -> Reply:
    """Put a question to a hook and return its answer. about: whom it concerns; more: beside `data`.

    Raises HookFailed, after logging it. Ends the transaction: nobody waits for the database while this waits.
    """
    now = unit.runtime.clock.now()
    body = envelope(hook.type, unit.runtime.ids.token()[:22], now, source) | more | {"data": data}
    answer = call(unit, hook, body, tries=2 if hook.type in _RETRIED else 1, about=about)
    try:
        return read(answer)
    except HookFailed as failed:
        processed(unit, hook, Reply(), reason=str(failed))
        raise


def call(unit: Unit, hook: InlineHook, body: dict[str, Any], *, tries: int, about: Sequence[Party] = ()) -> Answer:
    """Send a whole body to a hook and return the answer; raises HookFailed, after logging it."""
    unit.commit()
    targets = [party(hook), *about]
    try:
        answer = post(unit.runtime, hook.channel, body, tries=tries)
    except HookFailed as failed:
        system_log.record(unit, "inline_hook.executed", SYSTEM, targets, reason=str(failed))
        raise
    system_log.record(unit, "inline_hook.executed", SYSTEM, targets)
    return answer


def processed(unit: Unit, hook: InlineHook, reply: Reply, *, reason: str | None = None) -> None:
    """Log what became of a hook's answer. reason: why nothing did."""
    given = reply.debug_context
    debug = msgspec.json.encode(given).decode()[:_LONGEST_DEBUG] if given is not None else None
    reason = _plain(reason)[:_LONGEST_REASON] if reason else None
    event = "inline_hook.response.processed"
    system_log.record(unit, event, SYSTEM, [party(hook)], reason=reason, hookDebug=debug)


def _plain(text: str) -> str:
    """Return a service's words as the log can keep them."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def read(answer: Answer) -> Reply:
    """Return what an answer says; an empty one says nothing. Raises HookFailed."""
    if not answer.body:
        return Reply()
    try:
        return msgspec.json.decode(answer.body, type=Reply)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HookFailed("the service's answer is not of the form that was agreed", answered=True) from error


def envelope(type: str, event_id: str, now: datetime, source: str) -> dict[str, Any]:
    """Return what stands around the data of every inline hook."""
    return {
        "eventId": event_id,
        "eventTime": moment(now),
        "eventType": type,
        "eventTypeVersion": "1.0",
        "contentType": "application/json",
        "cloudEventVersion": "0.1",
        "source": source,
    }


def request_context(unit: Unit, url: str) -> dict[str, Any]:
    """Return what a hook is told of the request in which it is asked."""
    return {
        "id": unit.request_id,
        "method": request.method,
        "url": {"value": url},
        "ipAddress": request.remote_addr or "",
    }


def address(hook: InlineHook) -> str:
    """Return the hook's own address in the org, which is the source of what is asked for the org as a whole."""
    return f"{current_app.config['PUBLIC_URL']}/api/v1/inlineHooks/{hook.id}"


def moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def party(hook: InlineHook) -> Party:
    return Party(hook.id, "InlineHook", hook.name, hook.name)
