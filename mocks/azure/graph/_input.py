"""What a caller writes: a JSON body read into a typed struct, whose fields are named as the table's columns."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import UNSET

from mocks.azure.graph_errors import bad_request

T = TypeVar("T")
_PATH = re.compile(r"at `\$\.?([\w.]*)")

Short = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[^\x00]*$")]
Text = Annotated[str, msgspec.Meta(max_length=256, pattern=r"^[^\x00]*$")]
Long = Annotated[str, msgspec.Meta(max_length=1024, pattern=r"^[^\x00]*$")]
Url = Annotated[str, msgspec.Meta(max_length=256, pattern=r"^[^\x00-\x20\x7f]+$")]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Guid = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]


class Input(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A body in which every property may be left out."""

    def written(self) -> dict[str, Any]:
        """Return what was sent, by the names of columns."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not UNSET}


def read(body: Mapping[str, Any], type: type[T]) -> T:
    """Return a body as a struct, without annotations such as `@odata.type`; raises GraphError 400."""
    plain = {name: value for name, value in body.items() if "@odata." not in name}
    try:
        return msgspec.convert(plain, type)
    except msgspec.ValidationError as error:
        raise bad_request(explained(str(error))) from error


def as_columns(values: Mapping[str, Any], lists: tuple[str, ...]) -> dict[str, Any]:
    """Return written values as a table stores them: collections as JSON."""
    return {
        name: msgspec.json.encode(value or []).decode() if name in lists else value for name, value in values.items()
    }


def demand(values: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Raise GraphError 400 when a value is missing. names: of columns, with those of their properties."""
    for column, name in names.items():
        if values.get(column) in (None, ""):
            raise bad_request(f"A value is required for property '{name}' of resource.")


def explained(problem: str) -> str:
    """Return what is wrong with a body in Graph's terms. problem: as msgspec says it."""
    if "unknown field" in problem:
        name = problem.partition("`")[2].partition("`")[0]
        return f"Invalid property '{name[:80]}'."
    path = _PATH.search(problem)
    return f"Invalid value specified for property '{path[1] if path else ''}' of resource."
