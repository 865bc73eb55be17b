"""How Okta says that something is wrong: page, redirect parameters, JSON of the token family. Fact sheet 1.11."""

from http import HTTPStatus

from flask import Response, jsonify

from mocks.kit import web
from mocks.kit.web import unit
from mocks.oauth.errors import OAuthError, describable
from mocks.okta.directory import org
from mocks.okta.errors import wording


def page(status: int, message: str, reason: str | None, next_url: str | None = None) -> Response:
    return web.page(
        "error.html",
        http_status=status,
        status=status,
        org_name=org.load(unit().db).name,
        headline=f"{status} {HTTPStatus(status).phrase}",
        message=message,
        reason=reason,
        request_id=unit().request_id,
        next_url=next_url,
        next_label="Try again" if next_url else None,
    )


def link_gone() -> Response:
    """Answer whoever opens a link of a mail that is good no more."""
    return page(403, "This link was used before, has expired, or a newer one was sent.", "invalid_link")


def error_page(error: OAuthError) -> Response:
    words = wording(error)
    return page(error.status, words.text, words.code, error.next_url or None)


def error_parameters(error: OAuthError) -> dict[str, str]:
    return {"error": error.error, "error_description": describable(wording(error).text)}


def error_json(error: OAuthError) -> Response:
    response = jsonify(error_parameters(error))
    response.status_code = error.status
    response.headers["Cache-Control"] = "no-cache, no-store"
    if error.error in ("invalid_token", "insufficient_scope"):
        text = "The access token is invalid" if error.error == "invalid_token" else wording(error).text
        response.headers["WWW-Authenticate"] = f'Bearer error="{error.error}", error_description="{text}"'
    elif error.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Okta"'
    return response
