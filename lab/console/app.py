"""The console as a Flask application."""

import hmac
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, InternalServerError

from lab.cast import Cast
from lab.console import guard, wording
from lab.console.desk import Desk
from lab.console.pages import PAGES
from lab.flow.collect import Flows
from lab.flow.control import ControlApi
from lab.flow.parties import title
from lab.secrets import control_token
from lab.topology import Lab


def create_app(lab: Lab, cast: Cast, api: ControlApi | None = None) -> Flask:
    """Build the console. api: how it reaches the services, by their control API unless given."""
    app = Flask(__name__, static_url_path="/assets")
    token = control_token(lab)
    # Derived from the token in the lab's state folder: one secret to keep, and every worker has the same key.
    guard.install(app, lab.url("console"), hmac.digest(token.encode(), b"console session", "sha256"))
    api = api or ControlApi(lab, token)
    app.extensions["desk"] = Desk(lab, cast, api, Flows(api, lab.urls))
    app.url_map.merge_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(pages=PAGES)
    app.jinja_env.filters.update(
        party_title=title, moment=wording.moment, length_of=wording.length, quick=wording.quick
    )
    for page in PAGES:
        app.register_blueprint(page.bp)
    _show_errors(app, lab)
    return app


def _show_errors(app: Flask, lab: Lab) -> None:
    @app.errorhandler(HTTPException)
    def show(error: HTTPException) -> Response:
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        home = f"{lab.url('console')}/"
        page = render_template("error.html", status=status, name=error.name, text=error.description, home=home)
        return Response(page, status, mimetype="text/html")

    @app.errorhandler(Exception)
    def show_unforeseen(error: Exception) -> Response:
        app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
        return show(InternalServerError())
