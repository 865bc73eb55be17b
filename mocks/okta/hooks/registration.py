"""The registration hook: a service that lets strangers sign up or not, and completes their profile. Fact sheet 9.4."""

from collections.abc import Iterable
from typing import Any

from flask import request

from mocks.kit.web import Unit
from mocks.okta.directory.inline_hooks import InlineHook
from mocks.okta.hooks import _inline
from mocks.okta.hooks._calls import HookFailed
from mocks.okta.hooks._inline import Command, HookError

_FAILED = "There was an error creating your account. Please try registering again."
_DENIED = "Registration denied."
_REFUSED = "Registration cannot be completed at this time."


class RegistrationDenied(Exception):
    """The person may not sign up; the text is for them."""


def judged(unit: Unit, hook: InlineHook, source: str, profile: dict[str, Any]) -> dict[str, Any]:
    """Return the profile as the service wants it; raises RegistrationDenied. source: id of the policy's rule."""
    context = {"request": _inline.request_context(unit, request.path)}
    data = {"context": context, "userProfile": profile, "action": "ALLOW"}
    try:
        reply = _inline.ask(unit, hook, source, data, requestType="self.service.registration")
    except HookFailed as failed:
        raise RegistrationDenied(_FAILED) from failed
    wanted = dict(profile)
    denied = _words(reply.error) if reply.error else _obeyed(reply.commands, wanted)
    _inline.processed(unit, hook, reply, reason=denied or None)
    if denied:
        raise RegistrationDenied(denied)
    return wanted


def _obeyed(commands: Iterable[Command], profile: dict[str, Any]) -> str:
    """Carry the commands out in their order; return why the person may not sign up, "" when they may."""
    for command in commands:
        value = command.value if isinstance(command.value, dict) else {}
        said = value.get("registration")
        if command.type == "com.okta.user.profile.update":
            profile |= value
        elif command.type != "com.okta.action.update" or said not in ("ALLOW", "DENY"):
            return _FAILED
        elif said == "DENY":
            return _DENIED
    return ""


def _words(error: HookError) -> str:
    """Return what the person reads of an error: its causes, which the service words for them."""
    causes = [cause.error_summary for cause in error.error_causes if cause.error_summary]
    return " ".join(causes) or _REFUSED
