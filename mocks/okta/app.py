"""The Okta service as a Flask application: an org, and the further orgs that have host names of their own."""

from flask import Flask, Response, request
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException

from mocks.kit.artifacts import Statements, artifacts_table
from mocks.kit.runtime import Runtime
from mocks.kit.web import make_app, on_http_error, unit
from mocks.oauth import device_pages, endpoints, signin_pages
from mocks.oauth.keys import KeyRing, keys_table
from mocks.okta import (
    activation,
    admin,
    api,
    api_errors,
    cors,
    forgot_password,
    home,
    responses,
    sign_up,
    slo,
    sso,
    traffic,
    unlock_account,
    webfinger,
    welcome,
)
from mocks.okta.api_errors import ApiError
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.directory import METADATA, authorization_servers, mailbox, org
from mocks.okta.event_delivery import Deliverer
from mocks.okta.org_servers import OrgServers
from mocks.okta.orgs import Orgs
from mocks.okta.planter import Planter
from mocks.okta.rate_limits import RateLimited
from mocks.okta.seed import OktaSeed
from mocks.okta.settings import Settings
from mocks.okta.signin import identity_provider
from mocks.okta.signin._page import FIELD, RULE

_ARTIFACTS = artifacts_table(METADATA)
_KEYS = keys_table(METADATA)


def create_app(settings: Settings, runtime: Runtime, seed: OktaSeed) -> Flask:
    """Make the application; plants the seed when the database is new."""
    app = _create_org(settings, runtime, seed)
    app.wsgi_app = Orgs(settings, runtime, app, seed.orgs, _create_org)  # type: ignore[method-assign]
    return app


def _create_org(settings: Settings, runtime: Runtime, seed: OktaSeed) -> Flask:
    keys = KeyRing(_KEYS, runtime.clock)
    runtime.store.create(lambda db: Planter(db, runtime.ids, runtime.clock).plant(seed))
    with runtime.store.alone() as db:
        _prepare_keys(db, keys)
        organisation = org.load(db)
    statements = Statements(_ARTIFACTS)
    app = make_app(__name__, runtime, statements)
    app.config["PUBLIC_URL"] = settings.public_url
    app.extensions["signing_keys"] = keys
    app.extensions["mailbox"] = mailbox.MAILBOX
    servers = OrgServers(settings, keys, organisation)
    endpoints.mount(app, servers)
    signin_pages.mount(app, servers, RULE, FIELD)
    device_pages.mount(app, servers, (activation.PATH,), activation.show)
    app.add_url_rule(
        identity_provider.CALLBACK_PATH,
        "idp_callback",
        lambda: identity_provider.callback(unit(), servers),
        methods=["GET", "POST"],
    )
    app.add_url_rule(slo.CALLBACK_PATH, "slo_callback", lambda: slo.callback(unit()))
    home.mount(app, servers)
    sso.mount(app, servers)
    webfinger.mount(app, servers)
    welcome.mount(app)
    unlock_account.mount(app)
    forgot_password.mount(app, servers)
    sign_up.mount(app, settings)
    api.mount(app, servers)
    admin.mount(app, servers)
    cors.mount(app)
    traffic.mount(app, organisation, runtime, OktaServer.browser_cookie)
    app.extensions["deliverer"] = deliverer = Deliverer(runtime, statements, settings.public_url)
    if settings.in_background:
        app.before_request(deliverer.start)
    on_http_error(app, _http_error)
    app.register_error_handler(ApiError, _api_error)
    return app


def _prepare_keys(db: Connection, keys: KeyRing) -> None:
    """Have the keys of every server made and read before the first request."""
    for key in (ORG_SERVER, *(server.id for server in authorization_servers.every(db))):
        keys.provide(db, key)
        keys.published(db, key)


def _api_error(error: ApiError) -> Response:
    unit().abandon()
    if _wants_page():
        return responses.page(error.status, str(error), None)
    response = api_errors.render(error, unit().runtime.ids)
    if isinstance(error, RateLimited):
        response.headers.update(error.usage.headers())
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    text = error.description or error.name
    if _wants_page():
        return responses.page(status, text, None)
    return api_errors.render(api_errors.of_status(status, text), unit().runtime.ids)


def _wants_page() -> bool:
    """Tell whether a person asks: a browser wants HTML; a program that takes anything gets what it can read."""
    wanted = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return wanted == "text/html" and not request.path.startswith(("/api/", "/.well-known/"))
