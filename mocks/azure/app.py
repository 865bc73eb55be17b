"""The Azure AD service as a Flask application."""

from flask import Flask, Response, request
from sqlalchemy import Connection

from mocks.azure import (
    admin_consent,
    device_login,
    generator,
    graph,
    http_errors,
    instance,
    platforms,
    portal,
    responses,
)
from mocks.azure.cloud import Tenants
from mocks.azure.directory import METADATA, tenants
from mocks.azure.errors import explained
from mocks.azure.keys import CLOUD, CloudKeys
from mocks.azure.seed import AzureSeed, plant
from mocks.azure.settings import Settings
from mocks.azure.signin._page import FIELD, RULE
from mocks.kit.artifacts import Statements, artifacts_table
from mocks.kit.runtime import Runtime
from mocks.kit.web import make_app, on_http_error, page, unit
from mocks.oauth import device_pages, endpoints, signin_pages
from mocks.oauth.keys import keys_table

_ARTIFACTS = artifacts_table(METADATA)
_KEYS = keys_table(METADATA)


def create_app(settings: Settings, runtime: Runtime, seed: AzureSeed) -> Flask:
    """Make the application; plants the seed when the database is new."""
    keys = CloudKeys(_KEYS, runtime.clock)
    runtime.store.create(lambda db: plant(db, seed, runtime.clock.now().timestamp()))
    with runtime.store.alone() as db:
        _prepare_keys(db, keys)
    app = make_app(__name__, runtime, Statements(_ARTIFACTS))
    app.extensions["signing_keys"] = keys
    app.extensions["generator"] = lambda db, *which: generator.fill(db, seed.tenants[0].id, *which)
    vendor = Tenants(settings, keys)
    endpoints.mount(app, vendor)
    signin_pages.mount(app, vendor, RULE, FIELD)
    device_pages.mount(app, vendor, device_login.PATHS, device_login.show)
    instance.mount(app, settings.public_url)
    admin_consent.mount(app, vendor)
    graph.mount(app, settings.public_url)
    platforms.mount(app)
    portal.mount(app, vendor)
    app.add_url_rule("/", "welcome", _welcome)
    app.add_url_rule("/error", "error_lookup", _error_lookup)
    on_http_error(app, http_errors.renderer(settings.public_url))
    return app


def _prepare_keys(db: Connection, keys: CloudKeys) -> None:
    """Have the keys made and read before the first request."""
    keys.provide(db, CLOUD, ("current", "next"))
    keys.published(db, CLOUD)


def _welcome() -> Response:
    first = tenants.every(unit().db)[0]
    domain = tenants.domains_of(unit().db, first.id)[0]
    return page("welcome.html", tenant_name=first.name, domain=domain, tenant_id=first.id, signin_url=None)


def _error_lookup() -> Response:
    """Explain an AADSTS number: where `error_uri` points."""
    code = request.args.get("code", "")
    known = code.isascii() and code.isdecimal() and len(code) < 10
    if known and (text := explained(int(code))):
        return responses.page(int(code), text)
    return responses.page(0, "The lab does not know this code.")
