"""Builds the application: settings in, a Flask application out."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Flask, Response, current_app, g, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, RequestURITooLarge

from webapp import auth, pages
from webapp.errors import ExplainedError, http_error, not_configured
from webapp.issuer import Issuer
from webapp.settings import Settings

_LONGEST_QUERY = 8192
_LARGEST_FORM = 16 * 1024
_OPEN_WITHOUT_SETTINGS = ("static", "pages.health")
_HEADERS = {
    # No form-action: the sign-out form is redirected to the issuer and on, which browsers hold against it.
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def system_clock() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, now: Callable[[], datetime] = system_clock) -> Flask:
    """Build the application. now: tells the time, aware; ID tokens and sessions are judged by it."""
    app = Flask(__name__)
    app.secret_key = settings.session_key
    app.config.update(
        SETTINGS=settings,
        NOW=now,
        SESSION_COOKIE_NAME=settings.session_cookie,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
    )
    app.url_map.merge_slashes = False  # its redirects trust the Host header
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["app_name"] = settings.app_name
    app.logger.setLevel(logging.INFO)
    app.extensions["issuer"] = Issuer(app, settings, now)
    logging.getLogger("authlib").setLevel(logging.INFO)  # at DEBUG it logs the PKCE verifier
    app.register_blueprint(auth.bp)
    app.register_blueprint(pages.bp)
    _wrap_requests(app, settings)
    _show_errors(app)
    return app


def _wrap_requests(app: Flask, settings: Settings) -> None:
    @app.before_request
    def check() -> None:
        if len(request.query_string) > _LONGEST_QUERY:
            raise RequestURITooLarge
        if settings.missing and request.endpoint not in _OPEN_WITHOUT_SETTINGS:
            raise not_configured(settings.missing)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def _show_errors(app: Flask) -> None:
    @app.errorhandler(ExplainedError)
    def show(problem: ExplainedError) -> Response:
        told = (problem.title, problem.code, problem.text, problem.__cause__)
        app.logger.warning("%s %s: %s (%r, %r, %r)", request.method, request.path, *told)
        return _error_page(problem)

    @app.errorhandler(HTTPException)
    def show_http_error(error: HTTPException) -> Response:
        response = _error_page(http_error(error.code or HTTPStatus.INTERNAL_SERVER_ERROR, error.name))
        if "Allow" in (headers := dict(error.get_headers())):
            response.headers["Allow"] = headers["Allow"]
        return response

    @app.errorhandler(Exception)
    def show_unforeseen(error: Exception) -> Response:
        app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
        return _error_page(http_error(HTTPStatus.INTERNAL_SERVER_ERROR, ""))


def _error_page(problem: ExplainedError) -> Response:
    issuer = current_app.config["SETTINGS"].issuer if problem.retry else ""
    page = render_template("error.html", problem=problem, issuer=issuer, wanted=g.get("wanted", "/"))
    return Response(page, problem.status)
