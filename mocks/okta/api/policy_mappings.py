"""Which applications have an authentication policy; those that were given none have the default one.

Source: fact sheet 5.1 and 6.1.
"""

from typing import Any, Literal

import msgspec

from mocks.okta.api._app_object import app_party
from mocks.okta.api._call import Call
from mocks.okta.api._policy_object import policy_party
from mocks.okta.api._route import Api
from mocks.okta.api.apps import named as named_app
from mocks.okta.api.policies import MANAGE, READ, named
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import app_records, applications
from mocks.okta.directory.policies import Policy
from mocks.okta.policies.authentication import NAME

bp = Api("policy_mappings")


class MappingInput(msgspec.Struct, rename="camel"):
    resource_id: str
    resource_type: Literal["APP"] = "APP"


@bp.get("/policies/<id>/mappings", READ)
def every(call: Call, id: str) -> list[dict[str, Any]]:
    policy = _mappable(call, id)
    call.link_self()
    return [
        _shown(call, policy, app_id) for app_id in app_records.with_policy(call.db, policy.id, default=policy.system)
    ]


@bp.post("/policies/<id>/mappings", MANAGE)
def add(call: Call, id: str) -> dict[str, Any]:
    policy, given = _mappable(call, id), call.body(MappingInput)
    _map(call, policy, given.resource_id)
    return _shown(call, policy, given.resource_id)


@bp.get("/policies/<id>/mappings/<mapping_id>", READ)
def one(call: Call, id: str, mapping_id: str) -> dict[str, Any]:
    policy = _mappable(call, id)
    return _shown(call, policy, _mapped(call, policy, mapping_id))


@bp.delete("/policies/<id>/mappings/<mapping_id>", MANAGE)
def delete(call: Call, id: str, mapping_id: str) -> None:
    """Give an application back to the default policy, which it cannot leave for none."""
    policy = _mappable(call, id)
    app_id = _mapped(call, policy, mapping_id)
    if policy.system:
        raise ApiError("E0000111")
    applications.set_access_policy(call.db, app_id, None)
    call.record("policy.lifecycle.update", [policy_party(policy)])


@bp.get("/policies/<id>/app", READ)
def apps(call: Call, id: str) -> list[dict[str, Any]]:
    """List the applications themselves, as the API did before there were mappings."""
    policy = _mappable(call, id)
    ids = app_records.with_policy(call.db, policy.id, default=policy.system)
    return [{"id": app_id, "_links": {"self": {"href": call.url(f"/apps/{app_id}")}}} for app_id in ids]


@bp.put("/apps/<app_id>/policies/<id>", "okta.apps.manage")
def assign(call: Call, app_id: str, id: str) -> None:
    _map(call, _mappable(call, id), app_id)


def _map(call: Call, policy: Policy, app_id: str) -> None:
    app = named_app(call, app_id)
    applications.set_access_policy(call.db, app.id, None if policy.system else policy.id)
    call.record("policy.lifecycle.update", [policy_party(policy), app_party(app)])


def _mappable(call: Call, id: str) -> Policy:
    policy = named(call, id)
    if policy.type != NAME:
        raise invalid("policyId", f"policyId: only policies of the type {NAME} are given to applications")
    return policy


def _mapped(call: Call, policy: Policy, mapping_id: str) -> str:
    if mapping_id not in app_records.with_policy(call.db, policy.id, default=policy.system):
        raise not_found(mapping_id, "PolicyMapping")
    return mapping_id


def _shown(call: Call, policy: Policy, app_id: str) -> dict[str, Any]:
    """Return a mapping; its id is the application's, as each has one policy."""
    base = call.url(f"/policies/{policy.id}")
    return {
        "id": app_id,
        "_links": {
            "self": {"href": f"{base}/mappings/{app_id}", "hints": {"allow": ["GET", "DELETE"]}},
            "policy": {"href": base},
            "application": {"href": call.url(f"/apps/{app_id}")},
        },
    }
