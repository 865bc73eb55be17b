"""Objects of whatever type, by their ids (fact sheet section 7.7)."""

from typing import Annotated, Any

import msgspec

from mocks.azure.graph import _directory_objects, _input
from mocks.azure.graph._call import Call
from mocks.azure.graph._input import Input
from mocks.azure.graph._permission import ANYBODY
from mocks.azure.graph._route import Api
from mocks.azure.graph_errors import not_found

bp = Api("directory_objects")


class ByIds(Input, kw_only=True):
    """types: names such as `user`; every type when empty."""

    ids: Annotated[list[str], msgspec.Meta(min_length=1, max_length=1000)]
    types: list[str] | None = None


@bp.get("/directoryObjects/<id>", ANYBODY)
def one(call: Call, id: str) -> dict[str, Any]:
    found = _directory_objects.one(call, id)
    if found is None:
        raise not_found(id)
    return {"@odata.context": call.context("directoryObjects", (), "/$entity"), **_directory_objects.show(call, found)}


@bp.post("/directoryObjects/getByIds", ANYBODY)
def by_ids(call: Call) -> dict[str, Any]:
    asked = _input.read(call.body(), ByIds)
    names = [] if "directoryObject" in (asked.types or []) else asked.types or []
    found = _directory_objects.find(call, asked.ids, names)
    return {
        "@odata.context": call.context("directoryObjects"),
        "value": [_directory_objects.show(call, one) for one in found],
    }
