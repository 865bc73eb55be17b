"""One call of Graph, as its handler sees it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from flask import Request
from sqlalchemy import Connection

from mocks.azure.directory.objects import Record
from mocks.azure.graph._caller import Caller
from mocks.azure.graph._options import Options
from mocks.azure.graph._permission import Permission
from mocks.azure.graph._shape import Shape
from mocks.azure.graph_errors import bad_request, denied
from mocks.kit.web import Unit


class Call:
    """What a handler needs of a request, and what it wants said beside its answer.

    status: of the answer, 200 unless set; headers: added to it.
    """

    def __init__(self, unit: Unit, public_url: str, request: Request, caller: Caller) -> None:
        self.unit, self.request, self.caller = unit, request, caller
        self.public_url, self.base = public_url, f"{public_url}/v1.0"
        self.options = Options(request)
        self.status = 200
        self.headers: dict[str, str] = {}

    @property
    def db(self) -> Connection:
        return self.unit.db

    @property
    def tenant_id(self) -> str:
        return self.caller.tenant_id

    @property
    def now(self) -> datetime:
        return self.unit.runtime.clock.now()

    @property
    def moment(self) -> float:
        """Return now, in seconds since the epoch."""
        return self.now.timestamp()

    def new_id(self) -> str:
        return self.unit.runtime.ids.guid()

    def need(self, permission: Permission, *, about: str = "") -> None:
        """Demand a permission; raises GraphError 403. about: the id of the user whom the call is about."""
        if not self.caller.may(self.unit, permission, own=self.caller.is_self(about)):
            raise denied()

    def body(self) -> dict[str, Any]:
        """Return the JSON object that was sent; raises GraphError 400."""
        data = self.request.get_data(cache=True)
        try:
            return msgspec.json.decode(data or b"{}", type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise bad_request("Unable to read JSON request payload.", "BadRequest") from error

    def context(self, what: str, select: Sequence[str] = (), suffix: str = "") -> str:
        names = f"({','.join(select)})" if select else ""
        return f"{self.base}/$metadata#{what}{names}{suffix}"

    def entity(self, shape: Shape, record: Record, names: Iterable[str] = ()) -> dict[str, Any]:
        """Return one object as `$select` wants it. names: instead of the usual properties."""
        select = shape.selected(self.options.names("select"))
        shown = shape.show(record, select or tuple(names) or shape.usual)
        return {"@odata.context": self.context(shape.collection, select, "/$entity"), **shown}

    def created(self, shape: Shape, record: Record) -> dict[str, Any]:
        """Return a new object, and say where it is."""
        self.status = 201
        self.headers["Location"] = f"{self.base}/{shape.collection}/{record['id']}"
        return self.entity(shape, record)
