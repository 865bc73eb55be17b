"""Directory roles as objects of a tenant: who administers is a member of one (fact sheet section 7.7)."""

import uuid
from typing import Any

from mocks.azure.directory import role_assignments
from mocks.azure.directory.role_assignments import ROLE_TEMPLATES
from mocks.azure.graph._call import Call

_NAMES = {template: name for name, template in ROLE_TEMPLATES.items()}


def of(call: Call, user_id: str) -> list[dict[str, Any]]:
    """Return the directory roles of a person, [] for everybody else."""
    return [_shown(call.tenant_id, template) for template in role_assignments.directory_roles(call.db, user_id)]


def _shown(tenant_id: str, template: str) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.directoryRole",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"directoryRoles/{tenant_id}/{template}")),
        "deletedDateTime": None,
        "description": None,
        "displayName": _NAMES[template],
        "roleTemplateId": template,
    }
