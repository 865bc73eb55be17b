"""Directory objects of several kinds in one collection (fact sheet sections 7.7 and 7.10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mocks.azure.directory import objects
from mocks.azure.directory.objects import Record
from mocks.azure.graph import _application_object, _group_object, _service_principal_object, _user_object
from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import READ_APPLICATIONS, READ_GROUPS, READ_USERS, Permission
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import bad_request, not_found


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of object with what it takes to see more of one than its id. label: as assignments and audits name it."""

    shape: Shape
    permission: Permission
    label: str
    show: Callable[[Call, Record, Sequence[str]], dict[str, Any]]

    @property
    def tag(self) -> dict[str, str]:
        return {"@odata.type": f"#microsoft.graph.{self.shape.kind.name}"}


def _plain(shape: Shape) -> Callable[[Call, Record, Sequence[str]], dict[str, Any]]:
    """Return what shows a record the same way to everybody."""

    def show(_call: Call, record: Record, names: Sequence[str]) -> dict[str, Any]:
        return shape.show(record, names)

    return show


_ALL = (
    Type(_user_object.SHAPE, READ_USERS, "User", _user_object.show),
    Type(_group_object.SHAPE, READ_GROUPS, "Group", _plain(_group_object.SHAPE)),
    Type(_service_principal_object.SHAPE, READ_APPLICATIONS, "ServicePrincipal", _service_principal_object.show),
    Type(_application_object.SHAPE, READ_APPLICATIONS, "Application", _plain(_application_object.SHAPE)),
)
TYPES = {type.shape.kind.name: type for type in _ALL}
Found = tuple[Type, Record]


def named(name: str) -> Type:
    """Return the type of a cast such as `microsoft.graph.user`; raises GraphError 400."""
    if name not in TYPES:
        raise bad_request(f"The type 'microsoft.graph.{name[:60]}' is not known here.", "BadRequest")
    return TYPES[name]


def find(call: Call, ids: Sequence[str], names: Sequence[str] = ()) -> list[Found]:
    """Return the objects of some ids that are there, in the ids' order. names: of types, all when empty."""
    found: dict[str, Found] = {}
    for name, type in TYPES.items():
        left = [id for id in ids if id.lower() not in found]
        if left and (not names or name in names):
            records = objects.by_ids(call.db, type.shape.kind, call.tenant_id, left)
            found |= {id: (type, record) for id, record in records.items() if record["deleted_date_time"] is None}
    return [found[id.lower()] for id in ids if id.lower() in found]


def one(call: Call, id: str) -> Found | None:
    return next(iter(find(call, [id])), None)


def readable(call: Call, collection: str, id: str) -> Record:
    """Return an object that the caller may read, by the collection whose address was called; raises GraphError."""
    found = one(call, id)
    if found is None or collection not in ("directoryObjects", found[0].shape.collection):
        raise not_found(id)
    type, record = found
    call.need(type.permission, about=record["id"])
    return record


def show(call: Call, found: Found) -> dict[str, Any]:
    """Return an object with its type, and the properties that `$select` names as far as it has them."""
    type, _ = found
    known, wanted = type.shape.names, (name.lower() for name in call.options.names("select"))
    chosen = tuple(known[name] for name in wanted if name in known)
    return type.tag | properties(call, found, chosen or type.shape.usual)


def properties(call: Call, found: Found, names: Sequence[str]) -> dict[str, Any]:
    """Return properties of an object; of one that the caller may not read, the id alone."""
    type, record = found
    if not call.caller.may(call.unit, type.permission, own=record["id"] == call.caller.user_id):
        return {"id": record["id"]}
    return type.show(call, record, names)
