"""Parts of a Flask application that every service shares: the unit of work, headers, limits, cookies."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from flask import Flask, Response, current_app, g, request
from flask.json.provider import JSONProvider
from jinja2 import StrictUndefined
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound, RequestURITooLarge

from mocks.kit.artifacts import Artifacts, Statements
from mocks.kit.runtime import Runtime

T = TypeVar("T")

_LONGEST_QUERY = 8192
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LARGEST_BODY = 256 * 1024
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
)


class Json(JSONProvider):
    """JSON as the rest of the lab reads and writes it: by msgspec, which takes a tenth of the time."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return msgspec.json.encode(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        try:
            return msgspec.json.decode(s)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"not JSON: {error}") from error


class Unit:
    """The unit of work of one request: a transaction, begun on first use, and the artifacts in it."""

    def __init__(self, runtime: Runtime, statements: Statements) -> None:
        self.runtime = runtime
        self._statements = statements
        self._db: Connection | None = None
        self._artifacts: Artifacts | None = None
        self._known: dict[tuple[str, str], Any] = {}
        self._request_id = ""
        self.failed = False

    def once(self, what: str, key: str, load: Callable[[Connection, str], T]) -> T:
        """Return what `load` finds, asking the database once a request.

        For records that this request does not change after it has first looked, or says so by `remember`.
        """
        if (what, key) not in self._known:
            self._known[what, key] = load(self.db, key)
        found: T = self._known[what, key]
        return found

    def remember(self, what: str, key: str, found: object) -> None:
        """Have `once` return a record as this request has left it."""
        self._known[what, key] = found

    @property
    def request_id(self) -> str:
        """What names this request in its answer and in what is recorded of it."""
        self._request_id = self._request_id or self.runtime.ids.alphanumeric(20)
        return self._request_id

    @property
    def db(self) -> Connection:
        if self._db is None:
            self._db = self.runtime.store.begin()
        return self._db

    @property
    def artifacts(self) -> Artifacts:
        if self._artifacts is None:
            self._artifacts = Artifacts(self.db, self._statements, self.runtime.clock, self.runtime.ids)
        return self._artifacts

    def commit(self) -> None:
        """End the transaction now; the next use begins another.

        Called before a service waits for a peer, so that no lock is held meanwhile.
        """
        self._end(keep=True)

    def close(self) -> None:
        self._end(keep=not self.failed)

    def abandon(self) -> None:
        """Undo the transaction, and every later one of this request: its error page may read, nothing is kept."""
        self.failed = True
        self._end(keep=False)

    def _end(self, *, keep: bool) -> None:
        db, self._db, self._artifacts = self._db, None, None
        if db is not None and keep:
            self.runtime.store.commit(db)
        elif db is not None:
            self.runtime.store.rollback(db)


def unit() -> Unit:
    """Return the unit of work of the request being served."""
    here: Unit = g.unit
    return here


def make_app(import_name: str, runtime: Runtime, statements: Statements) -> Flask:
    """Make a Flask application with limits, headers and a unit of work for each request.

    Its extension `open_unit` makes a unit for what is no request to it; close that.
    """
    app = Flask(import_name, static_url_path="/assets")
    app.config.update(MAX_CONTENT_LENGTH=_LARGEST_BODY, MAX_FORM_PARTS=200, SEND_FILE_MAX_AGE_DEFAULT=300)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["asset"] = "/assets/{}".format
    # Redirects to a tidier path would be built from the Host header.
    app.url_map.merge_slashes = app.url_map.strict_slashes = False
    app.json = Json(app)

    def open_unit() -> Unit:
        return Unit(runtime, statements)

    app.extensions["open_unit"] = open_unit

    @app.before_request
    def _open() -> None:
        g.unit = open_unit()
        if len(request.query_string) > _LONGEST_QUERY:
            raise RequestURITooLarge
        if _CONTROL.search(request.path):
            raise NotFound  # nothing has such a name, and PostgreSQL cannot even look for it

    @app.after_request
    def _finish(response: Response) -> Response:
        unit().close()
        return _with_headers(response)

    @app.teardown_request
    def _abandon(error: BaseException | None) -> None:
        if error is not None and "unit" in g:
            g.unit.abandon()

    return app


def page(template: str, http_status: int = 200, **values: object) -> Response:
    """Render a page of the service."""
    html = current_app.jinja_env.get_template(template).render(values)
    return Response(html, http_status, mimetype="text/html")


def on_http_error(app: Flask, render: Callable[[HTTPException], Response]) -> None:
    """Render every HTTP error, and every unforeseen exception as a 500, with the service's own page or JSON."""

    @app.errorhandler(HTTPException)
    def _http_error(error: HTTPException) -> Response:
        response = render(error)
        response.status_code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        if isinstance(error, MethodNotAllowed):
            response.allow.update(error.valid_methods or ())  # RFC 9110 section 15.5.6
        return response

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Response:
        unit().abandon()
        app.logger.error("%s %s failed", request.method, request.path, exc_info=error)
        response = render(InternalServerError())
        response.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
        return response


def _with_headers(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if request.endpoint == "static":
        return response
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Referrer-Policy", "no-referrer")
    if response.mimetype == "text/html":
        headers.setdefault("Content-Security-Policy", _CONTENT_SECURITY_POLICY)
    return response
