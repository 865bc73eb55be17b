"""Conditional Access policies, which are read, and turned on and off (fact sheet section 9).

The rest of a policy is the seed's. Source: the Graph resource type `conditionalAccessPolicy`.
"""

from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from mocks.azure.directory import conditional_access
from mocks.azure.directory.conditional_access import Policy
from mocks.azure.graph import _audit, _input
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Input, Text
from mocks.azure.graph._permission import READ_POLICIES, WRITE_POLICIES
from mocks.azure.graph._route import Api
from mocks.azure.graph_errors import not_found

bp = Api("conditional_access_policies")
_RULE = "/identity/conditionalAccess/policies"
_COLLECTION = "identity/conditionalAccess/policies"
_NEVER = ("createdDateTime", "modifiedDateTime", "sessionControls", "templateId")


class Changes(Input):
    """A policy that only reports is none of the lab's."""

    display_name: Text | UnsetType = UNSET
    state: Literal["enabled", "disabled"] | UnsetType = UNSET


@bp.get(_RULE, READ_POLICIES)
def every(call: Call) -> dict[str, Any]:
    found = conditional_access.of_tenant(call.db, call.tenant_id)
    return {"@odata.context": call.context(_COLLECTION), "value": [_shown(policy) for policy in found]}


@bp.get(f"{_RULE}/<id>", READ_POLICIES)
def one(call: Call, id: str) -> dict[str, Any]:
    return {"@odata.context": call.context(_COLLECTION, (), "/$entity"), **_shown(_find(call, id))}


@bp.patch(f"{_RULE}/<id>", WRITE_POLICIES)
def change(call: Call, id: str) -> None:
    """Change name or state: sign-ins after this one meet the policy, or no longer do."""
    policy, values = _find(call, id), _input.read(call.body(), Changes).written()
    if "display_name" in values:
        _input.demand(values, {"display_name": "displayName"})
    changed = msgspec.structs.replace(policy, **values)
    conditional_access.put(call.db, call.tenant_id, changed)
    target = _audit.target("Policy", {"id": changed.id, "display_name": changed.display_name})
    _audit.note(call, "Update conditional access policy", _audit.POLICIES, target)


def _find(call: Call, id: str) -> Policy:
    policies = conditional_access.of_tenant(call.db, call.tenant_id)
    found = next((policy for policy in policies if policy.id == id.lower()), None)
    if found is None:
        raise not_found(id)
    return found


def _shown(policy: Policy) -> dict[str, Any]:
    users = {
        "includeUsers": policy.users,
        "excludeUsers": policy.excluded_users,
        "includeGroups": policy.groups,
        "excludeGroups": [],
        "includeRoles": [],
        "excludeRoles": [],
    }
    applications = {"includeApplications": policy.applications, "excludeApplications": []}
    controls = {"operator": "OR", "builtInControls": [policy.grant], "customAuthenticationFactors": []}
    return {
        "id": policy.id,
        "displayName": policy.display_name,
        "state": policy.state,
        "conditions": {"clientAppTypes": ["all"], "users": users, "applications": applications},
        "grantControls": {**controls, "termsOfUse": []},
        **dict.fromkeys(_NEVER),
    }
