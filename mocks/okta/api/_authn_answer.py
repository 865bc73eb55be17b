"""A transaction as `/api/v1/authn` shows it. Source: fact sheet 2.4."""

from collections.abc import Callable
from typing import Any

import msgspec

from mocks.okta import credentials
from mocks.okta.api._call import Call, iso
from mocks.okta.authn.flow import Standing
from mocks.okta.authn.states import TRANSITIONS, Status, Transition
from mocks.okta.policies._passwords import settings_for

_DEFAULTS = {"locale": "en_US", "timeZone": "America/Los_Angeles"}


def shown(call: Call, standing: Standing) -> dict[str, Any]:
    """Return the transaction with what its state embeds and where it may go."""
    transaction = standing.transaction
    done = transaction.status is Status.SUCCESS
    body: dict[str, Any] = {
        "stateToken": "" if done else standing.token,
        "expiresAt": iso(standing.expires_at),
        "status": transaction.status,
        "relayState": transaction.relay_state,
        "sessionToken": standing.token if done else "",
        "recoveryType": transaction.recovery,
    }
    body = {name: value for name, value in body.items() if value}
    embedded: dict[str, Any] = {"user": _user(standing)}
    for add in _EMBEDDED.get(transaction.status, ()):
        embedded |= add(call, standing)
    return body | {"_embedded": embedded, "_links": links(call, transaction.status)}


def locked_out(call: Call) -> dict[str, Any]:
    """Return what a locked-out person is told where the policy lets them know: nothing about themselves."""
    return {"status": Status.LOCKED_OUT, "_links": links(call, Status.LOCKED_OUT)}


def links(call: Call, status: Status) -> dict[str, Any]:
    return {transition.rel: link(call, transition) for transition in TRANSITIONS[status]}


def link(call: Call, transition: Transition) -> dict[str, Any]:
    name = {"name": transition.name} if transition.name else {}
    return name | {"href": call.url(f"/authn/{transition.path}"), "hints": {"allow": ["POST"]}}


def _user(standing: Standing) -> dict[str, Any]:
    profile = standing.user.profile
    return {
        "id": standing.user.id,
        "passwordChanged": iso(standing.user.password_changed),
        "profile": {
            "login": standing.user.login,
            "firstName": profile["firstName"],
            "lastName": profile["lastName"],
            "locale": profile.get("locale") or _DEFAULTS["locale"],
            "timeZone": profile.get("timezone") or _DEFAULTS["timeZone"],
        },
    }


def _password_policy(call: Call, standing: Standing) -> dict[str, Any]:
    settings = settings_for(call.unit, standing.user)
    age = msgspec.to_builtins(settings.age)
    policy: dict[str, Any] = {
        "complexity": msgspec.to_builtins(settings.complexity),
        "age": {name: age[name] for name in ("minAgeMinutes", "historyCount")},
    }
    if standing.transaction.status is not Status.PASSWORD_EXPIRED:
        policy["expiration"] = {"passwordExpireDays": credentials.days_left(call.unit, standing.user) or 0}
    return {"policy": policy}


_EMBEDDED: dict[Status, tuple[Callable[[Call, Standing], dict[str, Any]], ...]] = {
    Status.PASSWORD_EXPIRED: (_password_policy,),
    Status.PASSWORD_WARN: (_password_policy,),
    Status.PASSWORD_RESET: (_password_policy,),
}
"""What a state embeds beside the user."""
