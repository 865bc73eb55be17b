"""Pictures of people, of whom the lab has none (fact sheet section 7)."""

from mocks.azure.graph._call import Call
from mocks.azure.graph._permission import READ_USERS
from mocks.azure.graph._route import Api
from mocks.azure.graph._user_object import find
from mocks.azure.graph_errors import GraphError

bp = Api("photos")


@bp.get("/users/<id>/photo", READ_USERS)
def one(call: Call, id: str) -> None:
    find(call, id)
    raise GraphError(404, "ImageNotFound", "Nobody has uploaded a photo of this user.")


@bp.get("/users/<id>/photo/$value", READ_USERS)
def picture(call: Call, id: str) -> None:
    one(call, id)
