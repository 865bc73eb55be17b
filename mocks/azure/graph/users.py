"""Users: lists and single ones (fact sheet section 7.5)."""

from functools import partial
from typing import Any

from flask import Response

from mocks.azure.directory import objects
from mocks.azure.directory.users import USER
from mocks.azure.graph import _collection
from mocks.azure.graph._call import Call
from mocks.azure.graph._expand import Expansion
from mocks.azure.graph._permission import READ_USERS
from mocks.azure.graph._route import Api
from mocks.azure.graph._user_object import SHAPE, find, show
from mocks.azure.graph_errors import denied

bp = Api("users")
_USER_TYPE = (USER.table.c.id, USER.table.c.user_type)


@bp.get("/users", READ_USERS)
def every(call: Call) -> dict[str, Any]:
    _refuse_guests(call)
    return _collection.listing(call, SHAPE, show=partial(show, call))


@bp.get("/users/$count", READ_USERS)
def count(call: Call) -> Response:
    _refuse_guests(call)
    return _collection.total(call, SHAPE)


@bp.get("/users/<id>", READ_USERS)
def one(call: Call, id: str) -> dict[str, Any]:
    record = find(call, id)
    select = SHAPE.selected(call.options.names("select"))
    shown = show(call, record, select or SHAPE.usual)
    expansion = Expansion(call, SHAPE)
    context = call.context(SHAPE.collection, (*select, *expansion.context), "/$entity")
    return {"@odata.context": context, **shown, **expansion.of(record)}


def _refuse_guests(call: Call) -> None:
    """Keep the list of people from guests, who see themselves alone."""
    if id := call.caller.user_id:
        person = objects.by_ids(call.db, USER, call.tenant_id, [id], _USER_TYPE)
        if person[id]["user_type"] == "Guest":
            raise denied()
