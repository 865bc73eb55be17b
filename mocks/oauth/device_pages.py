"""Where a person types a device's user code (RFC 8628 section 3.3); the sign-in that follows is any other."""

from collections.abc import Sequence
from typing import Protocol

from flask import Flask, Response, request

from mocks.kit.web import Unit, unit
from mocks.oauth import device, signin
from mocks.oauth import parameters as params
from mocks.oauth.endpoints import Vendor
from mocks.oauth.errors import OAuthError
from mocks.oauth.model import AuthorizationRequest

_UNKNOWN = "This code is not valid. Look at your device again: a code works once, and for some minutes only."


class DevicePage(Protocol):
    """Renders the page that asks for a code; action: where it is posted."""

    def __call__(self, action: str, code: str, error: str | None) -> Response: ...


def mount(app: Flask, vendor: Vendor, rules: Sequence[str], show: DevicePage) -> None:
    """Serve the page at each rule."""

    def view() -> Response:
        try:
            given = params.of_browser(request)
            code = device.typed(given.get("user_code", ""))
            if request.method == "GET":
                return show(request.path, code, None)
            return _begin(unit(), vendor, code) or show(request.path, code, _UNKNOWN)
        except OAuthError as error:
            return vendor.error_page(error)

    for number, rule in enumerate(rules):
        app.add_url_rule(rule, f"oauth.device.{number}", view, methods=["GET", "POST"])


def _begin(here: Unit, vendor: Vendor, user_code: str) -> Response | None:
    """Start the sign-in that a code asks for; None when there is no such code."""
    found = device.asked(here, user_code)
    if found is None:
        return None
    server = vendor.by_key(here, found.payload.server)
    client = server.client(here, found.payload.client_id)
    if client is None:
        return None
    # No redirect URI: the device gets its answer when it asks again.
    wanted = AuthorizationRequest(client.client_id, "", "code", "query", found.payload.scope)
    return signin.begin(here, server, client, wanted, user_code)
