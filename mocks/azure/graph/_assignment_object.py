"""An app role assignment as Graph shows one (fact sheet section 7.8)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement

from mocks.azure.directory.objects import Kind, Record
from mocks.azure.directory.role_assignments import APP_ROLE_ASSIGNMENTS
from mocks.azure.graph import _directory_objects, _records
from mocks.azure.graph._call import Call
from mocks.azure.graph._shape import NULL, Computed, Shape

TABLE = APP_ROLE_ASSIGNMENTS.c
SHAPE = Shape(
    kind=Kind("appRoleAssignment", APP_ROLE_ASSIGNMENTS),
    collection="appRoleAssignments",
    defaults=(
        *("id", "deletedDateTime", "appRoleId", "createdDateTime", "principalDisplayName", "principalId"),
        *("principalType", "resourceDisplayName", "resourceId"),
    ),
    hidden=frozenset({"resource_app_id"}),
    computed={
        "deletedDateTime": NULL,
        # Names are the objects' own; `show` puts them in their place.
        "principalDisplayName": Computed(lambda _: None, ("principal_id",)),
        "resourceDisplayName": Computed(lambda _: None, ("resource_id",)),
    },
)


def listing(call: Call, *where: ColumnElement[bool]) -> dict[str, Any]:
    return _records.listing(call, SHAPE, where=where, show=partial(show, call))


def show(call: Call, record: Record, names: Sequence[str] = SHAPE.usual) -> dict[str, Any]:
    shown = SHAPE.show(record, names)
    for name, column in (("principalDisplayName", "principal_id"), ("resourceDisplayName", "resource_id")):
        if name in shown:
            shown[name] = _name(call, record[column])
    return shown


def _name(call: Call, id: str) -> str | None:
    found = call.unit.once("named object", id, lambda _, key: _directory_objects.one(call, key))
    return found[1]["display_name"] if found else None
