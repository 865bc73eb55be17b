"""Changes of users (fact sheet section 7.6)."""

from typing import Any

from mocks.azure.graph import _delta
from mocks.azure.graph._call import Call
from mocks.azure.graph._delta_round import Tracked
from mocks.azure.graph._permission import READ_WHOLE_USERS
from mocks.azure.graph._route import Api
from mocks.azure.graph._user_object import SHAPE

bp = Api("user_delta")
_USERS = Tracked(SHAPE)


@bp.delta("/users", READ_WHOLE_USERS)
def delta(call: Call) -> dict[str, Any]:
    return _delta.answer(call, _USERS)
