"""A transaction as `/api/v1/authn` shows it. Source: fact sheet 2.4."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from mocks.okta import credentials
from mocks.okta.api import _authn_factors
from mocks.okta.api._call import Call, iso
from mocks.okta.api_errors import ApiError
from mocks.okta.authenticators import Enrollable, Here, of
from mocks.okta.authenticators._demand import Demand
from mocks.okta.authn import flow
from mocks.okta.authn.flow import Denied, Standing
from mocks.okta.authn.states import SKIP, TRANSITIONS, Status, Transition
from mocks.okta.authn.transaction import Transaction
from mocks.okta.directory import factors
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.users import User
from mocks.okta.policies._passwords import settings_for
from mocks.okta.provisioning import recovery

T = TypeVar("T")

_DEFAULTS = {"locale": "en_US", "timeZone": "America/Los_Angeles"}


def shown(call: Call, standing: Standing, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the transaction with what its state embeds and where it may go.

    told: what the proof of its factor needs, by the call that asks for it and by no other.
    """
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
    embedded: dict[str, Any] = {"user": user_of(standing.user)}
    for add in _EMBEDDED.get(transaction.status, ()):
        embedded |= add(call, standing)
    factor = factors.by_id(call.db, standing.user.id, transaction.factor_id) if transaction.factor_id else None
    if factor:
        embedded["factor"] = _authn_factors.brief(factor, told)
    published = links(call, transaction.status, factor)
    if cannot_skip(call, standing):
        del published[SKIP.rel]
    return body | {"_embedded": embedded, "_links": published}


def locked_out(call: Call) -> dict[str, Any]:
    """Return what a locked-out person is told where the policy lets them know: nothing about themselves."""
    return {"status": Status.LOCKED_OUT, "_links": links(call, Status.LOCKED_OUT)}


def links(call: Call, status: Status, factor: Factor | None = None) -> dict[str, Any]:
    """Return where a transaction may go. factor: the one that it is about."""
    published = {transition.rel: transition for transition in TRANSITIONS[status] if transition.rel}
    shown: dict[str, Any] = {rel: link(call, transition, factor) for rel, transition in published.items()}
    if "resend" in shown:
        kind = of(factor) if factor else None
        again = {"name": kind.factor_type if kind else "", **shown.pop("resend")}
        shown |= {"resend": [again]} if kind and kind.sends else {}
    return shown


def here(call: Call) -> Here:
    """Return where the sign-in goes on: nobody acts but the person."""
    return Here(call.unit, call.server.public_url, call.server.display_name)


def link(call: Call, transition: Transition, factor: Factor | None = None) -> dict[str, Any]:
    name = {"name": transition.name} if transition.name else {}
    path = transition.path.replace("{factor}", factor.id if factor else "")
    return name | {"href": call.url(f"/authn/{path}"), "hints": {"allow": ["POST"]}}


def user_of(user: User) -> dict[str, Any]:
    """Return what is told of a person who has proven something."""
    profile = user.profile
    return {
        "id": user.id,
        "passwordChanged": iso(user.password_changed),
        "profile": {
            "login": user.login,
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


def demanded(call: Call, standing: Standing) -> Demand | None:
    """Return what the person has yet to prove or to set up; raises E0000004 when they can do neither."""
    return _asked(call, standing, flow.demand)


def offers(call: Call, standing: Standing) -> tuple[Enrollable, ...]:
    """Return what the person is to set up, or may; raises E0000004."""
    return _asked(call, standing, flow.offers)


def cannot_skip(call: Call, standing: Standing) -> bool:
    """Tell whether what the person is to set up is required."""
    is_enrolling = standing.transaction.status is Status.MFA_ENROLL
    return is_enrolling and _asked(call, standing, flow.must_set_up)


def _asked(call: Call, standing: Standing, what: Callable[[Here, Transaction, User], T]) -> T:
    try:
        return what(here(call), standing.transaction, standing.user)
    except Denied as denied:
        raise ApiError("E0000004", keep=True) from denied


def _demanded(call: Call, standing: Standing) -> dict[str, Any]:
    found = demanded(call, standing)
    return _authn_factors.to_prove(call, found) if found else {}


def _device_policy(call: Call, standing: Standing) -> dict[str, Any]:
    found = demanded(call, standing)
    return _authn_factors.device_policy(found) if found else {}


def _offered(call: Call, standing: Standing) -> dict[str, Any]:
    return _authn_factors.to_set_up(call, standing.user.id, offers(call, standing))


def _question(call: Call, standing: Standing) -> dict[str, Any]:
    asked = recovery.question(call.unit, standing.user)
    return {"user": user_of(standing.user) | ({"recovery_question": {"question": asked.question}} if asked else {})}


_EMBEDDED: dict[Status, tuple[Callable[[Call, Standing], dict[str, Any]], ...]] = {
    Status.PASSWORD_EXPIRED: (_password_policy,),
    Status.PASSWORD_WARN: (_password_policy,),
    Status.PASSWORD_RESET: (_password_policy,),
    Status.RECOVERY: (_question,),
    Status.MFA_REQUIRED: (_demanded,),
    Status.MFA_CHALLENGE: (_device_policy,),
    Status.MFA_ENROLL: (_offered,),
}
"""What a state embeds beside the user."""
