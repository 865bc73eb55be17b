"""Claims about what a person belongs to: groups, app roles, directory roles (fact sheet sections 4.1 and 4.3)."""

from typing import Any

from mocks.azure.directory import groups, role_assignments
from mocks.azure.directory.app_registrations import AppRegistration
from mocks.azure.directory.app_settings import AppRole
from mocks.azure.directory.role_assignments import DEFAULT_ACCESS
from mocks.azure.directory.users import User
from mocks.kit.web import Unit

_MOST_GROUPS = 200
_GROUPS = ("SecurityGroup", "All")
_DIRECTORY_ROLES = ("DirectoryRole", "All")


def claims(unit: Unit, app: AppRegistration, user: User) -> dict[str, Any]:
    """Return `roles`, `groups` and `wids`, as far as the registration wants them and there is something to tell."""
    wanted, told = app.settings.group_membership_claims, {}
    roles = app_roles(unit, user.tenant_id, app.app_id, app.settings.app_roles, principals(unit, user))
    if roles:
        told["roles"] = roles
    if wanted in _GROUPS or wanted == "ApplicationGroup":
        told |= _groups(unit, app, user)
    if wanted in _DIRECTORY_ROLES:
        told["wids"] = unit.once("directory_roles", user.id, role_assignments.directory_roles)
    return {name: value for name, value in told.items() if value}


def principals(unit: Unit, user: User) -> tuple[str, ...]:
    """Return the ids under which a person may be assigned: their own, and those of groups that name them."""
    return user.id, *unit.once("direct_groups", user.id, groups.direct_ids)


def app_roles(
    unit: Unit, tenant_id: str, resource_app_id: str, roles: tuple[AppRole, ...], principals: tuple[str, ...]
) -> list[str]:
    """Return the values of the app roles that principals (people, groups or clients, by id) have at a resource."""
    if not roles:
        return []
    assigned = role_assignments.app_roles(unit.db, tenant_id, resource_app_id, principals)
    values = {role.id: role.value for role in roles if role.is_enabled and role.value}
    return sorted({values[id] for id in assigned if id != DEFAULT_ACCESS and id in values})


def _groups(unit: Unit, app: AppRegistration, user: User) -> dict[str, Any]:
    """Return the group ids; where there are too many for a token, the place to ask for them."""
    ids = unit.once("groups", user.id, groups.transitive_ids)
    if app.settings.group_membership_claims == "ApplicationGroup":
        assigned = role_assignments.principals_of(unit.db, user.tenant_id, app.app_id)
        ids = [id for id in ids if id in assigned]
    if len(ids) <= _MOST_GROUPS:
        return {"groups": ids}
    # The legacy host, as in real tokens: callers build the Graph address themselves.
    endpoint = f"https://graph.windows.net/{user.tenant_id}/users/{user.id}/getMemberObjects"
    return {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": endpoint}}}
