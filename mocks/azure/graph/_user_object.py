"""A user as Graph shows one (fact sheet section 7.4)."""

import struct
import uuid
from collections.abc import Sequence
from typing import Any

from mocks.azure.directory import objects, users
from mocks.azure.directory.objects import Record
from mocks.azure.directory.users import USER
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import READ_USERS
from mocks.azure.graph._shape import NOTHING, NULL, Computed, Shape
from mocks.azure.graph_errors import not_found

_SHORT = ("id", "displayName", "givenName", "surname", "mail", "userPrincipalName")
"""What `User.ReadBasic.All` lets one see."""


def _identities(record: Record) -> list[dict[str, str]]:
    name = record["user_principal_name"]
    issuer = name.rpartition("@")[2]
    return [{"signInType": "userPrincipalName", "issuer": issuer, "issuerAssignedId": name}]


def security_identifier(record: Record) -> str:
    """Return the SID of an object: `S-1-12-1-` and its id as four numbers."""
    parts = struct.unpack("<4I", uuid.UUID(record["id"]).bytes_le)
    return "S-1-12-1-" + "-".join(str(part) for part in parts)


SHAPE = Shape(
    kind=USER,
    collection="users",
    defaults=(
        *("businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation"),
        *("preferredLanguage", "surname", "userPrincipalName", "id"),
    ),
    hidden=frozenset({"upn_key", "password_hash", "manager_id"}),
    lists=users.LISTS,
    objects=users.OBJECTS,
    orderable=("displayName", "userPrincipalName"),
    computed={
        # No password is ever told, not even that there is one.
        "passwordProfile": NULL,
        "identities": Computed(_identities, ("user_principal_name",)),
        "securityIdentifier": Computed(security_identifier),
        "customSecurityAttributes": NULL,
        **dict.fromkeys(("assignedLicenses", "assignedPlans", "provisionedPlans"), NOTHING),
    },
)


def find(call: Call, id: str) -> Record:
    """Return the user of an id or userPrincipalName; raises GraphError 404."""
    record = objects.by_id(call.db, USER, call.tenant_id, id)
    if record is None:
        by_name = users.by_sign_in_name(call.db, call.tenant_id, id)
        record = objects.by_id(call.db, USER, call.tenant_id, by_name.id) if by_name else None
    if record is None:
        raise not_found(id)
    return record


def show(call: Call, record: Record, names: Sequence[str]) -> dict[str, Any]:
    """Return properties of a user, as far as the caller may see them."""
    shown = SHAPE.show(record, names)
    if record["id"] != call.caller.user_id and call.caller.sees_short_profiles(READ_USERS):
        return {name: value if name in _SHORT else None for name, value in shown.items()}
    return shown
