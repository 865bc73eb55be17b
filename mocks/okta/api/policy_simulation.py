"""What the policies would say to a sign-in that is described: nobody signs in, nothing is logged. Fact sheet 6.1."""

from typing import Any, Literal

import msgspec

from mocks.okta.api._call import Call
from mocks.okta.api._route import Api
from mocks.okta.api.policies import READ
from mocks.okta.api_errors import invalid, not_found
from mocks.okta.directory import applications, users
from mocks.okta.directory.rules_in_force import InForce, in_force
from mocks.okta.policies import PolicyType, types
from mocks.okta.policies._conditions import Asking
from mocks.okta.policies._decision import fits

bp = Api("policy_simulation")
_MATCH, _NO_MATCH = "MATCH", "UNMATCHED"


class Ids(msgspec.Struct):
    ids: list[str] = []


class UserId(msgspec.Struct):
    id: str


class Context(msgspec.Struct):
    """user: whose sign-in it would be; groups: further ones; ip: from where."""

    user: UserId
    groups: Ids = msgspec.field(default_factory=Ids)
    ip: str = ""


class Question(msgspec.Struct, rename="camel"):
    app_instance: str
    policy_types: list[Literal["OKTA_SIGN_ON", "ACCESS_POLICY", "PASSWORD", "MFA_ENROLL"]] = []
    policy_context: Context | None = None


@bp.post("/policies/simulate", READ)
def simulate(call: Call) -> list[dict[str, Any]]:
    """Say which policy and rule would decide, type by type, and which were passed over before."""
    asked = call.body(Question)
    application = applications.active(call.db, asked.app_instance)
    if application is None:
        raise not_found(asked.app_instance, "AppInstance")
    asking = _asking(call, asked.policy_context)
    wanted = asked.policy_types or ["OKTA_SIGN_ON", "ACCESS_POLICY"]
    return [_evaluation(asking, types()[name], application.access_policy_id) for name in wanted]


def _asking(call: Call, context: Context | None) -> Asking:
    if context is None:
        raise invalid("policyContext", "policyContext: The field cannot be left blank")
    if users.by_id(call.db, context.user.id) is None:
        raise not_found(context.user.id, "User")
    return Asking(call.unit, context.user.id, "", tuple(context.groups.ids), context.ip)


def _evaluation(asking: Asking, kind: PolicyType, access_policy: str | None) -> dict[str, Any]:
    passed: list[dict[str, Any]] = []
    for found in in_force(asking.unit, kind.name):
        if not kind.ordered and not _is_asked(found, access_policy):
            continue
        by_policy, by_rule = fits(asking, found, kind)
        told = _told(found, by_policy=by_policy, by_rule=by_rule)
        if by_policy and by_rule:
            return _answer(kind, _MATCH, [told], passed)
        passed.append(told)
    return _answer(kind, _NO_MATCH, [], passed)


def _is_asked(found: InForce, access_policy: str | None) -> bool:
    return found.policy_id == access_policy if access_policy else found.policy_system


def _told(found: InForce, *, by_policy: bool, by_rule: bool) -> dict[str, Any]:
    rule = {"id": found.id, "name": found.name, "status": _MATCH if by_rule else _NO_MATCH, "conditions": []}
    status = _MATCH if by_policy else _NO_MATCH
    return {"id": found.policy_id, "name": found.policy_name, "status": status, "conditions": [], "rules": [rule]}


def _answer(
    kind: PolicyType, status: str, result: list[dict[str, Any]], passed: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "status": status,
        "policyType": [kind.name],
        "result": {"policies": result},
        "evaluated": {"policies": passed},
        "undefined": {"policies": []},
    }
