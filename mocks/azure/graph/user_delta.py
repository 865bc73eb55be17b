"""Changes of users (fact sheet section 7.6)."""

from collections.abc import Sequence
from typing import Any

from mocks.azure.directory import objects
from mocks.azure.directory.users import USER, USERS
from mocks.azure.graph import _deletions, _delta
from mocks.azure.graph._call import Call
from mocks.azure.graph._delta_round import Item, Relation, Tracked
from mocks.azure.graph._permission import READ_WHOLE_USERS
from mocks.azure.graph._route import Api
from mocks.azure.graph._user_object import SHAPE

bp = Api("user_delta")


def _manager(call: Call, user_id: str, after: str, _limit: int) -> list[Item]:
    columns = (USERS.c.id, USERS.c.manager_id)
    found = objects.by_ids(call.db, USER, call.tenant_id, [user_id], columns).get(user_id)
    manager_id = found["manager_id"] if found else None
    return [_item(manager_id)] if manager_id and manager_id > after else []


def _changed(call: Call, user_id: str, named: Sequence[str]) -> list[Item]:
    """Tell who leads now, and who of those that led before does not."""
    now = _manager(call, user_id, "", 1)
    there = {item["id"] for item in now}
    return [*now, *(_item(id) | {"@removed": {"reason": "deleted"}} for id in named if id not in there)]


def _item(id: str) -> Item:
    return {"@odata.type": "#microsoft.graph.user", "id": id}


_USERS = Tracked(SHAPE, Relation("manager", "manager_id", _manager, _changed))


@bp.delta("/users", READ_WHOLE_USERS)
def delta(call: Call) -> dict[str, Any]:
    _deletions.expire(call)
    return _delta.answer(call, _USERS)
