"""Policies of every type that `policies/` knows. Source: fact sheet 6.1."""

import dataclasses
from typing import Any

import msgspec

from mocks.okta.api._call import Call, unfit
from mocks.okta.api._policy_object import policy_party, shown
from mocks.okta.api._route import Api
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import policies
from mocks.okta.directory.policies import Policy, Status
from mocks.okta.policies import PolicyType, types

bp = Api("policies")
READ, MANAGE = "okta.policies.read", "okta.policies.manage"
_LONGEST_NAME = 255


class PolicyInput(msgspec.Struct, frozen=True):
    """settings: checked by the type."""

    name: str = ""
    type: str = ""
    description: str = ""
    status: Status = "ACTIVE"
    priority: int | None = None
    settings: dict[str, Any] | None = None


@bp.get("/policies", READ)
def every(call: Call) -> list[dict[str, Any]]:
    """List the policies of a type, which must be given; `expand=rules` embeds their rules."""
    wanted = call.argument("type")
    if not wanted:
        raise invalid("type", "type: The field cannot be left blank")
    found = policies.of_type(call.db, policy_type(wanted).name)
    call.link_self()
    expand = call.argument("expand") == "rules"
    return [shown(call, policy, policies.rules_of(call.db, policy.id) if expand else None) for policy in found]


@bp.post("/policies", MANAGE)
def add(call: Call) -> dict[str, Any]:
    given = call.body(PolicyInput)
    kind = policy_type(given.type)
    if not kind.several:
        raise invalid("type", f"type: there is one policy of the type {kind.name}, and it is there already")
    there = policies.of_type(call.db, kind.name)
    now, place = call.now.timestamp(), given.priority or len([policy for policy in there if not policy.system]) + 1
    policy = Policy(
        call.new_id("00p"),
        kind.name,
        checked_name(given.name),
        given.description,
        given.status,
        place,
        False,
        _settings(kind, given),
        now,
        now,
    )
    policies.add(call.db, policy)
    call.record("policy.lifecycle.create", [policy_party(policy)])
    return shown(call, policy)


@bp.get("/policies/<id>", READ)
def one(call: Call, id: str) -> dict[str, Any]:
    policy = named(call, id)
    expand = call.argument("expand") == "rules"
    return shown(call, policy, policies.rules_of(call.db, id) if expand else None)


@bp.put("/policies/<id>", MANAGE)
def replace(call: Call, id: str) -> dict[str, Any]:
    before, given = named(call, id), call.body(PolicyInput)
    kind = policy_type(before.type)
    return _write(
        call,
        before,
        name=checked_name(given.name),
        description=given.description,
        priority=before.priority if before.system else given.priority or before.priority,
        body=_settings(kind, given),
    )


@bp.delete("/policies/<id>", MANAGE)
def delete(call: Call, id: str) -> None:
    policy = named(call, id)
    if policy.system:
        raise ApiError("E0000111")
    policies.remove(call.db, id)
    call.record("policy.lifecycle.delete", [policy_party(policy)])


@bp.post("/policies/<id>/lifecycle/activate", MANAGE)
def activate(call: Call, id: str) -> None:
    _write(call, named(call, id), status="ACTIVE")


@bp.post("/policies/<id>/lifecycle/deactivate", MANAGE)
def deactivate(call: Call, id: str) -> None:
    policy = named(call, id)
    if policy.system:
        raise ApiError("E0000111")
    _write(call, policy, status="INACTIVE")


def named(call: Call, id: str) -> Policy:
    """Return the policy whom a path names; raises E0000007."""
    policy = policies.by_id(call.db, id)
    if policy is None:
        raise not_found(id, "Policy")
    return policy


def _write(call: Call, before: Policy, **changes: Any) -> dict[str, Any]:
    policy = dataclasses.replace(before, **changes, last_updated=call.now.timestamp())
    policies.replace(call.db, policy)
    call.record("policy.lifecycle.update", [policy_party(policy)])
    return shown(call, policy)


def policy_type(name: str) -> PolicyType:
    """Return a type of policy; raises E0000001."""
    kind = types().get(name)
    if kind is None:
        raise invalid("type", f"type: must be one of {', '.join(sorted(types()))}")
    return kind


def checked_name(name: str) -> str:
    """Return a name that a policy or rule may have; raises E0000001."""
    if not len(name.strip()) >= 1 or len(name) > _LONGEST_NAME:
        raise invalid("name", f"name: must have 1 to {_LONGEST_NAME} characters")
    return name


def _settings(kind: PolicyType, given: PolicyInput) -> str:
    if kind.settings is None:
        return "{}"
    settings = converted(kind.settings, {} if given.settings is None else {"settings": given.settings})
    return msgspec.json.encode(settings).decode()


def converted(struct: type[msgspec.Struct], sent: dict[str, Any]) -> msgspec.Struct:
    """Return what was sent as the struct of its type; raises E0000001."""
    try:
        return msgspec.convert(sent, struct)
    except msgspec.ValidationError as error:
        raise unfit(error) from error
