"""`$expand`: one relation of an object, told with it (fact sheet section 7.2); twenty related objects at most."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from mocks.azure.directory import group_members, groups
from mocks.azure.directory.groups import GROUP
from mocks.azure.directory.objects import Record
from mocks.azure.directory.service_principals import SERVICE_PRINCIPAL
from mocks.azure.directory.users import USER, USERS
from mocks.azure.graph import _directory_objects
from mocks.azure.graph._call import Call
from mocks.azure.graph._directory_objects import Found
from mocks.azure.graph._permission import READ_GROUPS, READ_MEMBER_OF, READ_USERS, READ_WHOLE_USERS, Permission
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import bad_request

_MOST = 20
_WORDS = re.compile(r"\s*(\w+)\s*(?:\(\s*\$select\s*=\s*([\w,\s]+)\))?\s*")


@dataclass(frozen=True, slots=True)
class Relation:
    """ids: the query that finds the related objects of an id. single: there is one of them, or none."""

    name: str
    read: Permission
    ids: Callable[[str], Select[str]]
    single: bool = False


def _manager(user_id: str) -> Select[str]:
    return select(USERS.c.manager_id).where(USERS.c.id == user_id, USERS.c.manager_id.is_not(None))


def _reports(user_id: str) -> Select[str]:
    return select(USERS.c.id).where(USERS.c.manager_id == user_id)


_MEMBER_OF = (
    Relation("memberOf", READ_MEMBER_OF, groups.every_of),
    Relation("transitiveMemberOf", READ_MEMBER_OF, groups.every_transitive_of),
)
_RELATIONS = {
    GROUP.name: (
        Relation("members", READ_GROUPS, group_members.every),
        Relation("transitiveMembers", READ_GROUPS, group_members.every_transitive),
        Relation("owners", READ_GROUPS, group_members.every_owner),
        *_MEMBER_OF,
    ),
    USER.name: (
        Relation("manager", READ_USERS, _manager, single=True),
        Relation("directReports", READ_WHOLE_USERS, _reports),
        *_MEMBER_OF,
    ),
    SERVICE_PRINCIPAL.name: _MEMBER_OF,
}


class Expansion:
    """What a call wants told with each object of a shape: nothing, as a rule."""

    def __init__(self, call: Call, shape: Shape) -> None:
        """Read the option; raises GraphError 400 for a relation that there is not, or for several."""
        self._call = call
        self._relation: Relation | None = None
        self._select: tuple[str, ...] = ()
        text = call.options["expand"]
        if not text:
            return
        match = _WORDS.fullmatch(text)
        relations = {relation.name.lower(): relation for relation in _RELATIONS.get(shape.kind.name, ())}
        self._relation = relations.get(match[1].lower()) if match else None
        if match is None or self._relation is None:
            raise bad_request(f"'{text[:60]}' cannot be expanded on type 'microsoft.graph.{shape.kind.name}'.")
        self._select = tuple(name.strip().lower() for name in (match[2] or "").split(",") if name.strip())

    @property
    def context(self) -> tuple[str, ...]:
        """Return what stands of it in the answer's context."""
        return (f"{self._relation.name}()",) if self._relation else ()

    def of(self, record: Record) -> dict[str, Any]:
        """Return the expanded property of an object."""
        relation, call = self._relation, self._call
        if relation is None:
            return {}
        call.need(relation.read, about=record["id"])
        ids = group_members.behind(call.db, relation.ids(record["id"]), "", _MOST)
        shown = [self._shown(found) for found in _directory_objects.find(call, ids)]
        if not relation.single:
            return {relation.name: shown}
        return {relation.name: shown[0]} if shown else {}

    def _shown(self, found: Found) -> dict[str, Any]:
        type, _ = found
        known = type.shape.names
        names = tuple(known[name] for name in self._select if name in known) or type.shape.usual
        return type.tag | _directory_objects.properties(self._call, found, names)
