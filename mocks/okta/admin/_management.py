"""The management API as an administrator's pages call it: the same handlers, without a trip over the network."""

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import msgspec
from flask import Request, request

from mocks.kit.web import Unit
from mocks.okta import api
from mocks.okta.api._call import Call
from mocks.okta.api._principal import Principal
from mocks.okta.api._route import Handler, Route
from mocks.okta.api_errors import ApiError
from mocks.okta.authorization_server import OktaServer

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Management:
    """Calls handlers for a person; they answer as over HTTP, and raise ApiError for what is refused."""

    def __init__(self, unit: Unit, server: OktaServer, principal: Principal) -> None:
        self._unit, self._server, self._principal = unit, server, principal

    def call(self, handler: Handler, body: Any = None, query: Mapping[str, Any] | None = None, **where: str) -> Any:
        """Return a handler's answer. body: what would be sent as JSON; where: the variable parts of its path."""
        return self._run(handler, body, query or {}, where)[0]

    def page(self, handler: Handler, query: Mapping[str, Any], **where: str) -> tuple[list[Any], str]:
        """Return one page of a list, and what `after` must say for the next, "" on the last."""
        answer, call = self._run(handler, None, query, where)
        following = [link for name, link in call.headers if name == "Link" and 'rel="next"' in link]
        if not following:
            return answer, ""
        address = following[0].partition(">")[0].lstrip("<")
        return answer, parse_qs(urlsplit(address).query)["after"][0]

    def caller(self) -> Call:
        """Return the person as a caller, for what the real service lets be done on its pages alone."""
        return Call(self._unit, self._server, request, self._principal)

    def _run(self, handler: Handler, body: Any, query: Mapping[str, Any], where: Mapping[str, str]) -> tuple[Any, Call]:
        route = _routes()[handler]
        if route.scope and not self._principal.may(route.scope):
            raise ApiError("E0000006")
        if any(_CONTROL.search(value) for value in where.values()):
            raise ApiError("E0000008")  # nothing has such a name: as over HTTP
        call = Call(self._unit, self._server, _inner_request(route, body, query, where), self._principal)
        return msgspec.json.decode(msgspec.json.encode(handler(call, **where))), call


@cache
def _routes() -> dict[Handler, Route]:
    return {route.handler: route for resource in api.resources().values() for route in resource.handlers}


def _inner_request(route: Route, body: Any, query: Mapping[str, Any], where: Mapping[str, str]) -> Request:
    """Return the request that would have come over HTTP, from the browser that sent the one being served."""
    sent = b"" if body is None else msgspec.json.encode(body)
    path = route.path
    for name, value in where.items():
        path = path.replace(f"<{name}>", quote(value, safe=""))
    environ = {name: value for name, value in request.environ.items() if not name.startswith("werkzeug.")}
    environ |= {"REQUEST_METHOD": route.method, "PATH_INFO": path, "QUERY_STRING": urlencode(query)}
    environ |= {"wsgi.input": io.BytesIO(sent), "CONTENT_LENGTH": str(len(sent)), "CONTENT_TYPE": "application/json"}
    return Request(environ)
