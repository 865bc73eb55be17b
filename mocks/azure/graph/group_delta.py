"""Changes of groups, their members among them (fact sheet section 7.6)."""

from collections.abc import Sequence
from typing import Any

from mocks.azure.directory import group_members, objects
from mocks.azure.graph import _delta
from mocks.azure.graph._call import Call
from mocks.azure.graph._delta_round import Item, Relation, Tracked
from mocks.azure.graph._directory_objects import TYPES
from mocks.azure.graph._group_object import SHAPE
from mocks.azure.graph._permission import READ_GROUPS
from mocks.azure.graph._route import Api

bp = Api("group_delta")
_KINDS = tuple(type.shape.kind for type in TYPES.values())
_GONE_FOR_GOOD = "user"
"""What is said of a member of which nothing is left; it was one as a rule."""


def _page(call: Call, group_id: str, after: str, limit: int) -> list[Item]:
    return [_item(kind, id) for kind, id in group_members.typed(call.db, _KINDS, group_id, after, limit)]


def _changed(call: Call, group_id: str, ids: Sequence[str]) -> list[Item]:
    there = {id: kind for kind, id in group_members.typed_among(call.db, _KINDS, group_id, ids)}
    known = _kinds_of(call, [id for id in ids if id not in there])
    gone = {"@removed": {"reason": "deleted"}}
    return [_item(there[id], id) if id in there else _item(known.get(id, _GONE_FOR_GOOD), id) | gone for id in ids]


def _kinds_of(call: Call, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in _KINDS:
        records = objects.by_ids(call.db, kind, call.tenant_id, ids, [kind.table.c.id])
        found |= dict.fromkeys(records, kind.name)
    return found


def _item(kind: str, id: str) -> Item:
    return {"@odata.type": f"#microsoft.graph.{kind}", "id": id}


_GROUPS = Tracked(SHAPE, Relation("members", "members", _page, _changed, usual=True))


@bp.delta("/groups", READ_GROUPS)
def delta(call: Call) -> dict[str, Any]:
    return _delta.answer(call, _GROUPS)
