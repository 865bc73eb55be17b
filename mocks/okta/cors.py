"""Cross-origin calls of browsers: which origins may read what the org answers. Source: fact sheet 1.2 and 5.3.

Preflights are answered by Flask itself; here the headers are added. Who is not trusted gets none, and the browser keeps
the answer to itself.
"""

import re

from flask import Flask, Response, request
from sqlalchemy import Connection

from mocks.kit.web import unit
from mocks.okta.directory import trusted_origins
from mocks.okta.directory.trusted_origins import CORS

_API = ("/api/v1/", "/oauth2/v1/clients")
_TOKEN_FAMILY = re.compile(r"/oauth2(?:/[^/]+)?/v1/(?:token|userinfo|introspect|revoke|keys|device/authorize|par)")
_EXPOSED = "Link, X-Okta-Request-Id, X-Rate-Limit-Limit, X-Rate-Limit-Remaining, X-Rate-Limit-Reset"
_METHODS = "GET, POST, PUT, DELETE, OPTIONS"
_MAX_AGE = "3600"


def mount(app: Flask) -> None:
    @app.after_request
    def _allow(response: Response) -> Response:
        origin = request.headers.get("Origin")
        if origin and _is_readable(unit().db, request.path, origin):
            _let_read(response, origin)
        return response


def _is_readable(db: Connection, path: str, origin: str) -> bool:
    if path.startswith(_API):
        return trusted_origins.is_trusted(db, origin, CORS)
    if not _TOKEN_FAMILY.fullmatch(path):
        return False
    return trusted_origins.is_trusted(db, origin, CORS) or trusted_origins.is_of_a_browser_application(db, origin)


def _let_read(response: Response, origin: str) -> None:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Allow-Credentials"] = "true"
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers.add("Vary", "Origin")
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = _METHODS
        headers["Access-Control-Max-Age"] = _MAX_AGE
        asked = request.headers.get("Access-Control-Request-Headers")
        if asked:
            headers["Access-Control-Allow-Headers"] = asked
