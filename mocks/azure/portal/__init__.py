"""The portal: pages on which an administrator looks after a tenant, in plain forms.

Whatever a page shows or does goes through Microsoft Graph's own handlers, so permissions, rules and the audit log are
the same; nothing is written here. The addresses are the lab's: the real portal is another host's application.
"""

from collections.abc import Callable

from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden, NotFound

from mocks.azure import portal_client
from mocks.azure.authorization_server import TenantServer
from mocks.azure.cloud import SharedServer, Tenants
from mocks.azure.portal import (
    _gate,
    api_permissions,
    app_registrations,
    conditional_access,
    enterprise_applications,
    groups,
    sign_in_logs,
    users,
)
from mocks.azure.portal._section import Section, go_to
from mocks.kit.web import unit
from mocks.oauth.errors import OAuthError

SECTIONS: tuple[Section, ...] = (
    users.SECTION,
    groups.SECTION,
    app_registrations.SECTION,
    api_permissions.SECTION,
    enterprise_applications.SECTION,
    conditional_access.SECTION,
    sign_in_logs.SECTION,
)
"""In the order of the navigation."""
_ROOT = f"/<tenant>{portal_client.HOME}"
_View = Callable[[TenantServer], Response]


def mount(app: Flask, vendor: Tenants) -> None:
    app.jinja_env.globals["portal_sections"] = SECTIONS
    app.add_url_rule(_ROOT, "portal", _at_tenant(vendor, _first))
    app.add_url_rule(f"/<tenant>{portal_client.CALLBACK}", "portal.signed_in", _at_tenant(vendor, _come_back))
    app.add_url_rule(f"{_ROOT}/another-account", "portal.another_account", _at_tenant(vendor, _another_account))
    for section in SECTIONS:
        for rule in section.pages:
            view = _page(vendor, section, rule)
            app.add_url_rule(f"{_ROOT}{rule}", f"portal{rule}", view, methods=["GET", "POST"])


def _page(vendor: Tenants, section: Section, rule: str) -> Callable[..., Response]:
    def view(tenant: str, **arguments: object) -> Response:
        given = {name: str(value) for name, value in arguments.items()}

        def serve(server: TenantServer) -> Response:
            entered = _gate.enter(unit(), server)
            return entered if isinstance(entered, Response) else section.serve(entered, rule, given)

        return _at_tenant(vendor, serve)(tenant)

    return view


def _at_tenant(vendor: Tenants, view: _View) -> Callable[[str], Response]:
    def answer(tenant: str) -> Response:
        try:
            server = vendor.by_key(unit(), tenant)
            if isinstance(server, SharedServer):
                raise NotFound("The portal is at the address of a tenant.")
            return view(server)
        except OAuthError as error:
            return vendor.error_page(error)

    return answer


def _first(server: TenantServer) -> Response:
    return go_to(f"{server.base}{portal_client.HOME}{SECTIONS[0].path}")


def _another_account(server: TenantServer) -> Response:
    return _gate.sign_in(unit(), server, "", "select_account")


def _come_back(server: TenantServer) -> Response:
    """Take the answer of the sign-in. Its code is not redeemed: the session that it began is what counts here."""
    if "code" not in request.args:
        raise Forbidden("The sign-in was not finished.")
    return go_to(_gate.way_back(server, request.args.get("state", "")))
