"""The endpoints of an authorization server: one file each, exporting `ENDPOINT`; a vendor mounts those it has."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from flask import Flask, Response

from mocks.kit.registry import collect
from mocks.kit.web import Unit, unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.errors import OAuthError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint: how it is called, what answers, where its address stands in the metadata (RFC 8414).

    errors: whether people (`page`) or programs (`json`) read what goes wrong here.
    """

    name: str
    methods: tuple[str, ...]
    metadata: str | None
    errors: Literal["page", "json"]
    handle: Callable[[Unit, AuthorizationServer], Response]


class Vendor(Protocol):
    """All authorization servers of a service."""

    @property
    def rules(self) -> Mapping[str, Sequence[str]]:
        """Endpoint name to URL rules; an endpoint without one is not served."""
        ...

    def resolve(self, unit: Unit, arguments: Mapping[str, str]) -> AuthorizationServer:
        """Return the server that a URL rule's arguments name; raises OAuthError or NotFound."""
        ...

    def by_key(self, unit: Unit, key: str) -> AuthorizationServer: ...

    def error_page(self, error: OAuthError) -> Response:
        """Render an error before it is known which server it concerns."""
        ...

    def error_json(self, error: OAuthError) -> Response:
        """The same for endpoints that programs call."""
        ...


@cache
def all_endpoints() -> dict[str, Endpoint]:
    return collect(sys.modules[__name__], "ENDPOINT", Endpoint)


def mount(app: Flask, vendor: Vendor) -> None:
    """Serve every endpoint for which the vendor has a rule."""
    for name, endpoint in all_endpoints().items():
        for number, rule in enumerate(vendor.rules.get(name, ())):
            view = _view(endpoint, vendor)
            app.add_url_rule(rule, f"oauth.{name}.{number}", view, methods=list(endpoint.methods))


def _view(endpoint: Endpoint, vendor: Vendor) -> Callable[..., Response]:
    def view(**arguments: str) -> Response:
        here = unit()
        voice: Vendor | AuthorizationServer = vendor
        try:
            voice = server = vendor.resolve(here, arguments)
            return endpoint.handle(here, server)
        except OAuthError as error:
            return voice.error_page(error) if endpoint.errors == "page" else voice.error_json(error)

    return view
