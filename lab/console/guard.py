"""Keeps foreign web pages from steering the lab through a browser that can reach the console.

The console has no sign-in: it is a tool on loopback. What a page elsewhere could abuse is the visitor's browser, by a
name that it makes resolve to loopback (DNS rebinding) or by posting a form (CSRF).
"""

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, session
from werkzeug.exceptions import BadRequest, Forbidden, MisdirectedRequest

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: under that, browsers send `Origin: null` with the console's own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def install(app: Flask, url: str, key: bytes) -> None:
    """Guard every request. url: the only address that the console answers at. key: signs its cookie."""
    app.secret_key = key
    app.config.update(
        SESSION_COOKIE_NAME="lab_console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=url.startswith("https://"),
        MAX_CONTENT_LENGTH=16 * 1024,
    )
    app.jinja_env.globals["csrf_token"] = csrf_token

    @app.before_request
    def check() -> None:
        # Style sheet and icon tell nothing, and the page that shows the right address needs them.
        if request.endpoint != "static" and request.host.lower() != urlsplit(url).netloc.lower():
            raise MisdirectedRequest(f"The console answers at {url} only.")
        if request.method not in ("GET", "HEAD"):
            _check_form(url)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def csrf_token() -> str:
    """Return the token that this session's forms carry.

    It is derived, not kept in the cookie: cookies ignore ports, so whatever listens on another port of this host is
    sent the cookie too and can read what is in it.
    """
    session.setdefault("id", secrets.token_hex(16))
    return hmac.new(_key(), session["id"].encode(), "sha256").hexdigest()


def _check_form(url: str) -> None:
    if request.headers.get("Origin", url) != url:
        raise Forbidden("This form was sent from another page than the console's.")
    given = request.form.get("csrf_token", "")
    if "id" not in session or not hmac.compare_digest(given.encode(), csrf_token().encode()):
        raise BadRequest("This page is out of date. Open it again, then repeat what you did.")


def _key() -> bytes:
    key = current_app.secret_key
    if not isinstance(key, bytes):
        raise TypeError("the console was built without a session key")
    return key
