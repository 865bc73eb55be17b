"""Factors as a transaction shows them: what can be proven, what can be set up, what is being asked for.

Source: fact sheet 2.4 and 6.6.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mocks.okta import authenticators
from mocks.okta.api._call import Call
from mocks.okta.authenticators import Enrollable
from mocks.okta.authenticators._demand import Demand
from mocks.okta.directory.factors import Factor
from mocks.okta.policies import _assurance
from mocks.okta.policies._assurance import Enroll

_POST = {"hints": {"allow": ["POST"]}}


def to_prove(call: Call, found: Demand) -> dict[str, Any]:
    """Return the factors that a person may choose from, and whether their device can stand for the proof next time."""
    return {"factors": [_with_verify(call, factor) for factor in found.asked], **device_policy(found)}


def device_policy(found: Demand) -> dict[str, Any]:
    lasts = found.trusts_device_for
    return {
        "policy": {
            "allowRememberDevice": lasts is not None,
            "rememberDeviceByDefault": found.assurance.remember_by_default,
            "rememberDeviceLifetimeInMinutes": int(lasts.total_seconds()) // 60 if lasts else 0,
        }
    }


def to_set_up(call: Call, user_id: str, kinds: Iterable[Enrollable]) -> dict[str, Any]:
    return {"factors": [_offer(call, user_id, kind) for kind in kinds]}


def brief(factor: Factor, embedded: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a factor. embedded: what its proof needs, told by the call that asks for it."""
    kind = authenticators.of(factor)
    body = {
        "id": factor.id,
        "factorType": kind.factor_type,
        "provider": kind.provider,
        "vendorName": kind.vendor,
        "profile": {name: _masked(name, value) for name, value in factor.profile.items()},
    }
    return body | ({"_embedded": dict(embedded)} if embedded else {})


def _with_verify(call: Call, factor: Factor) -> dict[str, Any]:
    link = {"href": call.url(f"/authn/factors/{factor.id}/verify"), **_POST}
    return brief(factor) | {"_links": {"verify": link}}


def _offer(call: Call, user_id: str, kind: Enrollable) -> dict[str, Any]:
    rule = _assurance.enrolment(call.unit, user_id, kind.name)
    links: dict[str, Any] = {"enroll": {"href": call.url("/authn/factors"), **_POST}}
    if kind.factor_type == "question":
        href = call.url(f"/users/{user_id}/factors/questions")
        links["questions"] = {"href": href, "hints": {"allow": ["GET"]}}
    return {
        "factorType": kind.factor_type,
        "provider": kind.provider,
        "vendorName": kind.vendor,
        "status": "NOT_SETUP",
        "enrollment": "REQUIRED" if rule is Enroll.REQUIRED else "OPTIONAL",
        "_links": links,
    }


def _masked(name: str, value: Any) -> Any:
    """Return an address so that only its owner knows it."""
    if name != "email" or not isinstance(value, str):
        return value
    local, _, domain = value.partition("@")
    return f"{local[:1]}...{local[-1:]}@{domain}"
