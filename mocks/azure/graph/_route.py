"""Routes of Graph: who may call, what comes back, which headers every answer has (fact sheet section 7.1)."""

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Flask, Response, request

from mocks.azure import graph_errors
from mocks.azure.graph._call import Call
from mocks.azure.graph._caller import identify
from mocks.azure.graph._permission import Permission
from mocks.azure.graph_errors import JSON, GraphError
from mocks.azure.responses import trace
from mocks.kit.web import Unit, unit

Handler = Callable[..., Any]
ME = "me-token-to-replace"
"""What the SDKs write for the signed-in person where an id stands (fact sheet 11.4)."""
_ID = "/users/<id>"
_NAMESPACE, _ALIAS = "microsoft.graph.", "graph."
_DIAGNOSTIC = (
    '{"ServerInfo":{"DataCenter":"Lab","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"LAB00000000"}}'
)


class Api:
    """The routes of one resource. name: of the resource, in the registry."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._routes: list[tuple[str, str, Permission | None, Handler]] = []

    def get(self, rule: str, permission: Permission | None) -> Callable[[Handler], Handler]:
        return self._route("GET", rule, permission)

    def post(self, rule: str, permission: Permission | None) -> Callable[[Handler], Handler]:
        return self._route("POST", rule, permission)

    def patch(self, rule: str, permission: Permission | None) -> Callable[[Handler], Handler]:
        return self._route("PATCH", rule, permission)

    def put(self, rule: str, permission: Permission | None) -> Callable[[Handler], Handler]:
        return self._route("PUT", rule, permission)

    def delete(self, rule: str, permission: Permission | None) -> Callable[[Handler], Handler]:
        return self._route("DELETE", rule, permission)

    def delta(self, rule: str, permission: Permission) -> Callable[[Handler], Handler]:
        """Serve the changes of a collection, in every spelling of the function's name."""

        def keep(handler: Handler) -> Handler:
            for spelled in ("delta", "delta()", "microsoft.graph.delta", "microsoft.graph.delta()"):
                self.get(f"{rule}/{spelled}", permission)(handler)
            return handler

        return keep

    @property
    def routes(self) -> list[tuple[str, str]]:
        """Method and path of every route."""
        return [(method, path) for method, path, _, _ in self.served]

    @property
    def served(self) -> list[tuple[str, str, Permission | None, Handler]]:
        """Every address with what it takes to call it, and what answers."""
        return [
            (method, path, permission, handler)
            for method, rule, permission, handler in self._routes
            for path in _paths(rule)
        ]

    def _route(self, method: str, rule: str, permission: Permission | None) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self._routes.append((method, rule, permission, handler))
            return handler

        return keep

    def mount(self, app: Flask, public_url: str) -> None:
        """Serve the routes below `/v1.0`. What is served for a user's id is served for `me` as well."""
        for method, rule, permission, handler in self._routes:
            view = _view(handler, permission, public_url)
            for path in _paths(rule):
                defaults = {"id": ME} if path.startswith("/v1.0/me") else None
                endpoint = f"graph.{self.name}.{handler.__name__}.{path}".replace(".", "_")
                app.add_url_rule(path, endpoint, view, methods=[method], defaults=defaults)


def _paths(rule: str) -> list[str]:
    """Return every address of a rule: a type's namespace has two names, of which the SDKs write the short one."""
    own = [f"/me{rule.removeprefix(_ID)}"] if rule.startswith(_ID) else []
    rules = dict.fromkeys(one for path in (rule, *own) for one in (path, path.replace(_NAMESPACE, _ALIAS)))
    return [f"/v1.0{path}" for path in rules]


def _view(handler: Handler, permission: Permission | None, public_url: str) -> Callable[..., Response]:
    def view(**arguments: str) -> Response:
        here = unit()
        try:
            response = _answer(here, public_url, handler, permission, arguments)
        except GraphError as error:
            here.abandon()
            response = graph_errors.render(error, public_url)
        return with_headers(response)

    return view


def _answer(
    unit: Unit, public_url: str, handler: Handler, permission: Permission | None, arguments: dict[str, str]
) -> Response:
    _throttle(unit)
    call = Call(unit, public_url, request, identify(unit, request))
    answer = permitted(call, handler, permission, arguments)
    if isinstance(answer, Response):
        response = answer
    elif answer is None:
        response = Response(status=204)
    else:
        response = Response(msgspec.json.encode(answer), call.status, content_type=JSON)
    response.headers.update(call.headers)
    return response


def permitted(call: Call, handler: Handler, permission: Permission | None, arguments: dict[str, str]) -> Any:
    """Return what a handler answers to a caller who may call it; raises GraphError 403."""
    if arguments.get("id") == ME:
        arguments = arguments | {"id": _me(call.caller.user_id)}
    if permission:
        call.need(permission, about=arguments.get("id", ""))
    return handler(call, **arguments)


def _throttle(unit: Unit) -> None:
    """Refuse a call while the fault point `graph.throttle` wants it so (fact sheet 7.11)."""
    wait: int = unit.runtime.faults.alter("graph.throttle", 0)
    if wait:
        text = "Too many requests: wait for as long as Retry-After says, in seconds, and try again."
        limits = {"x-ms-throttle-limit-percentage": "1.0", "x-ms-throttle-information": "ResourceUnitLimitExceeded"}
        raise GraphError(429, "TooManyRequests", text, headers={"Retry-After": str(wait), **limits})


def _me(user_id: str) -> str:
    if not user_id:
        raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
    return user_id


def with_headers(response: Response) -> Response:
    """Add what every answer of Graph has."""
    here = trace()
    response.headers.update(
        {
            "request-id": here.request_id,
            "client-request-id": here.correlation_id,
            "x-ms-ags-diagnostic": _DIAGNOSTIC,
            "x-ms-resource-unit": "1",
            "OData-Version": "4.0",
            "Cache-Control": "no-cache",
            "Vary": "Accept-Encoding",
        }
    )
    return response
