"""Graph for a page of the service itself: the same handlers under the same permissions, without a token."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.test import EnvironBuilder

from mocks.azure.graph._call import Call
from mocks.azure.graph._caller import Caller
from mocks.azure.graph._route import Api, permitted
from mocks.azure.graph_errors import not_found
from mocks.kit.web import Unit

_PERSONAL = "/v1.0/me"


class InProcess:
    """Calls Graph for somebody in the transaction of the request being served.

    Paths are below `/v1.0`; query options are named without their `$`. Every list may be searched and counted.
    """

    def __init__(self, routes: Map, unit: Unit, public_url: str, caller: Caller, address: str) -> None:
        self._routes, self._unit, self._public_url = routes, unit, public_url
        self._caller, self._address = caller, address

    def get(self, path: str, **query: str) -> Any:
        return self._send("GET", path, query=query)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._send("POST", path, body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._send("PATCH", path, body)

    def delete(self, path: str) -> Any:
        return self._send("DELETE", path)

    def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, query: Mapping[str, str] | None = None
    ) -> Any:
        """Return what the handler returns; raises GraphError as the API would tell it."""
        if not path.isprintable():
            raise not_found(path)  # as over HTTP: nothing has such a name, and PostgreSQL cannot even look for it
        try:
            (handler, permission), arguments = self._routes.bind("").match(f"/v1.0{path}", method)
        except NotFound as error:
            raise not_found(path) from error
        builder = EnvironBuilder(
            path=f"/v1.0{path}",
            method=method,
            base_url=self._public_url,
            query_string={f"${name}": value for name, value in (query or {}).items()},
            headers=Headers({"ConsistencyLevel": "eventual"}),
            json=body or {},
            environ_base={"REMOTE_ADDR": self._address},
        )
        call = Call(self._unit, self._public_url, Request(builder.get_environ()), self._caller)
        return permitted(call, handler, permission, dict(arguments))


@cache
def routes(*resources: Api) -> Map:
    """Return the addresses of some resources; what is served for `me` is served by the person's id as well."""
    rules = [
        Rule(path, endpoint=(handler, permission), methods=[method])
        for resource in resources
        for method, path, permission, handler in resource.served
        if not path.startswith(_PERSONAL)
    ]
    return Map(rules, merge_slashes=False, strict_slashes=False)
