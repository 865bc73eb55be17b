"""The admin consent addresses: an administrator grants an application what it asks for, for everybody.

Source: fact sheet section 2.8.
"""

from collections.abc import Callable

from flask import Flask, Response, request

from mocks.azure.cloud import Tenants
from mocks.azure.signin.consent import ADMIN_CONSENT_ENDPOINT
from mocks.kit.web import unit
from mocks.oauth import checks, signin
from mocks.oauth import parameters as params
from mocks.oauth.errors import OAuthError
from mocks.oauth.model import AuthorizationRequest

_DEFAULT_SCOPE = ("openid", "profile", "email", "offline_access", "User.Read")


def mount(app: Flask, vendor: Tenants) -> None:
    app.add_url_rule("/<tenant>/v2.0/adminconsent", "admin_consent.v2", _view(vendor, "v2"))
    app.add_url_rule("/<tenant>/adminconsent", "admin_consent.v1", _view(vendor, "v1"))


def _view(vendor: Tenants, version: str) -> Callable[[str], Response]:
    def view(tenant: str) -> Response:
        try:
            return _begin(vendor, tenant, version)
        except OAuthError as error:
            return vendor.error_page(error)

    return view


def _begin(vendor: Tenants, tenant: str, version: str) -> Response:
    here, given = unit(), params.of_browser(request)
    server = vendor.by_key(here, tenant)
    draft = checks.trust(here, server, given)
    named = params.words(given.get("scope")) if version == "v2" else ()
    scope = tuple(name.rpartition("/")[2] for name in named if not name.endswith("/.default")) or _DEFAULT_SCOPE
    wanted = AuthorizationRequest(
        client_id=draft.client.client_id,
        redirect_uri=draft.redirect_uri,
        response_type="code",
        response_mode="query",
        scope=scope,
        state=given.get("state"),
        extra={ADMIN_CONSENT_ENDPOINT: version},
    )
    return signin.begin(here, server, draft.client, wanted)
