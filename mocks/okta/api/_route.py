"""Routes of the management API: who may call, what comes back, which headers every answer has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import Flask, Response, request

from mocks.kit.web import Unit, unit
from mocks.oauth.errors import OAuthError
from mocks.okta import responses
from mocks.okta.api import _limits
from mocks.okta.api._call import Call
from mocks.okta.api._limits import RateLimited
from mocks.okta.api._principal import identify
from mocks.okta.api_errors import ApiError, render
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.org_servers import OrgServers

Handler = Callable[..., Any]
Scope = str | None


@dataclass(frozen=True, slots=True)
class Route:
    """Where a handler is reached, and the scope that its callers need."""

    method: str
    path: str
    scope: Scope
    handler: Handler


PUBLIC = None
"""The scope of what anybody may call."""
SELF = ""
"""The scope of what each person may call about themselves: any credential will do."""


class Api:
    """The routes of one resource. name: of the resource, in the registry."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._routes: list[tuple[str, str, Scope, Handler]] = []

    def get(self, rule: str, scope: Scope) -> Callable[[Handler], Handler]:
        return self._route("GET", rule, scope)

    def post(self, rule: str, scope: Scope) -> Callable[[Handler], Handler]:
        return self._route("POST", rule, scope)

    def put(self, rule: str, scope: Scope) -> Callable[[Handler], Handler]:
        return self._route("PUT", rule, scope)

    def delete(self, rule: str, scope: Scope) -> Callable[[Handler], Handler]:
        return self._route("DELETE", rule, scope)

    @property
    def routes(self) -> list[tuple[str, str]]:
        """Method and path of every route."""
        return [(method, _path(rule)) for method, rule, _, _ in self._routes]

    @property
    def handlers(self) -> list[Route]:
        return [Route(method, _path(rule), scope, handler) for method, rule, scope, handler in self._routes]

    @property
    def scopes(self) -> set[str]:
        """The scopes of Okta's API that the routes want."""
        return {scope for _, _, scope, _ in self._routes if scope}

    def _route(self, method: str, rule: str, scope: Scope) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self._routes.append((method, rule, scope, handler))
            return handler

        return keep

    def mount(self, app: Flask, servers: OrgServers) -> None:
        """Serve the routes. rule: below `/api/v1`, or a whole path when it begins with another slash."""
        for method, rule, scope, handler in self._routes:
            endpoint = f"api.{self.name}.{handler.__name__}"
            view = _view(handler, scope, servers, _bucket(_path(rule)))
            app.add_url_rule(_path(rule), endpoint, view, methods=[method])


def _path(rule: str) -> str:
    return rule[1:] if rule.startswith("//") else f"/api/v1{rule}"


def _bucket(path: str) -> str:
    """Return the part of the API whose rate limit a route shares, such as `/api/v1/users`."""
    return "/".join(path.split("/")[:4])


def _view(handler: Handler, scope: Scope, servers: OrgServers, bucket: str) -> Callable[..., Response]:
    def view(**arguments: str) -> Response:
        here = unit()
        server = servers.by_key(here, ORG_SERVER)
        usage = _limits.spend(here, server.org, bucket)
        try:
            _limits.check(usage)
            response = _answer(here, server, handler, scope, arguments)
        except ApiError as error:
            usage = error.usage if isinstance(error, RateLimited) else usage
            if not error.keep:
                here.abandon()
            response = render(error, here.runtime.ids)
        except OAuthError as error:
            here.abandon()
            response = responses.error_json(error)
        response.headers["X-Okta-Request-Id"] = here.request_id
        response.headers.update(usage.headers())
        return response

    return view


def _answer(unit: Unit, server: OktaServer, handler: Handler, scope: Scope, arguments: dict[str, str]) -> Response:
    principal = None if scope is PUBLIC else identify(unit, server, request)
    if principal and scope and not principal.may(scope):
        raise ApiError("E0000006")
    call = Call(unit, server, request, principal)
    answer = handler(call, **arguments)
    if answer is None:
        response = Response(status=call.status if call.status != 200 else 204)
    elif isinstance(answer, Response):
        response = answer
    else:
        response = Response(msgspec.json.encode(answer), call.status, mimetype="application/json")
    for name, value in call.headers:
        response.headers.add(name, value)
    return response
