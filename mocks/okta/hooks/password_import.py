"""The password import hook: a service that knows people's old passwords is asked until it has once said yes.

Source: fact sheet 9.3.
"""

from collections.abc import Iterable
from typing import Any

from flask import request

from mocks.kit.passwords import hash_password
from mocks.kit.web import Unit
from mocks.okta.directory import inline_hooks, password_imports, system_log
from mocks.okta.directory.inline_hooks import HookType
from mocks.okta.directory.users import User
from mocks.okta.hooks import _inline
from mocks.okta.hooks._calls import HookFailed
from mocks.okta.hooks._inline import Command
from mocks.okta.provisioning.jit import user_party

_VERIFIED, _UNVERIFIED = "VERIFIED", "UNVERIFIED"


def verify(unit: Unit, user: User, password: str) -> bool:
    """Let the service judge a password; once it is right it is kept here, and the service is asked no more.

    Ends the transaction, as asking and hashing take their time.
    """
    verdict = _verdict(unit, user, password)
    party = user_party(user)
    if verdict != _VERIFIED:
        system_log.record(unit, "user.import.password", party, [party], reason=verdict)
        return False
    unit.commit()
    hashed = hash_password(password)
    if password_imports.keep(unit.db, user.id, hashed, unit.runtime.clock.now()):
        system_log.record(unit, "user.import.password", party, [party])
    return True


def _verdict(unit: Unit, user: User, password: str) -> str:
    """Return what the service says of a password, or why it says nothing."""
    hook = inline_hooks.first_active(unit.db, HookType.PASSWORD_IMPORT)
    if hook is None:
        return "no password import hook is active"
    data = {
        "context": {
            "request": _inline.request_context(unit, request.path),
            "credential": {"username": user.login, "password": password},
        },
        "action": {"credential": _UNVERIFIED},
    }
    try:
        reply = _inline.ask(unit, hook, _inline.address(hook), data, [user_party(user)])
    except HookFailed as failed:
        return str(failed)
    verdict = "the service returned an error" if reply.error else _said(reply.commands)
    _inline.processed(unit, hook, reply, reason=None if verdict in (_VERIFIED, _UNVERIFIED) else verdict)
    return verdict


def _said(commands: Iterable[Command]) -> str:
    verdict = _UNVERIFIED
    for command in commands:
        value: Any = command.value
        said = value.get("credential") if isinstance(value, dict) else None
        if command.type != "com.okta.action.update" or said not in (_VERIFIED, _UNVERIFIED):
            return "the service gave a command that is none"
        verdict = str(said)
    return verdict
