"""The platform of a redirect URI decides how an application proves itself (fact sheet sections 3.2 and 3.3).

`web` has a secret. `publicClient` has none. `spa` has none either and redeems its codes in a browser, across origins.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from mocks.azure.directory import app_registrations
from mocks.azure.directory.app_settings import Settings
from mocks.azure.errors import CROSS_ORIGIN_ALONE, CROSS_ORIGIN_PKCE, CROSS_ORIGIN_REFUSED, Wording
from mocks.kit.web import unit
from mocks.oauth.errors import OAuthError, Reason
from mocks.oauth.model import Client

_LOOPBACK = re.compile(r"^http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?(?=/|$)")
_TOKEN = re.compile(r"/[^/]+/oauth2/(v2\.0/)?token")
_CODE, _REFRESH = "authorization_code", "refresh_token"


def matches(known: Iterable[str], redirect_uri: str) -> bool:
    """Tell whether an address is one of some: the same string, but for the port of a loopback address."""
    uris = tuple(known)
    if redirect_uri in uris:
        return True
    if not _LOOPBACK.match(redirect_uri):
        return False
    wanted = _LOOPBACK.sub(r"http://\1", redirect_uri)
    return any(wanted == _LOOPBACK.sub(r"http://\1", uri) for uri in uris)


def permit(settings: Settings, client: Client, request: Request) -> None:
    """Hold a request for tokens to its platform; raises OAuthError."""
    grant_type, proven = request.form.get("grant_type", ""), client.authenticated_by != "none"
    if grant_type == _CODE:
        _check_code(settings, client, request)
    elif not proven and not settings.is_fallback_public_client:
        # A refresh token of an application that has a secret as well is a browser's, or somebody took it.
        has_credentials = bool(settings.password_credentials or settings.key_credentials)
        if grant_type != _REFRESH or (has_credentials and not _is_own(settings, request.headers.get("Origin", ""))):
            raise OAuthError("invalid_client", Reason.NO_CLIENT_CREDENTIALS, client.client_id, status=401)


def _check_code(settings: Settings, client: Client, request: Request) -> None:
    redirect_uri, across = request.form.get("redirect_uri", ""), "Origin" in request.headers
    proven = client.authenticated_by != "none"
    is_page = matches(settings.spa.redirect_uris, redirect_uri)
    if across is not is_page:
        raise _refused(CROSS_ORIGIN_ALONE if is_page else CROSS_ORIGIN_REFUSED)
    if is_page and "code_verifier" not in request.form:
        raise _refused(CROSS_ORIGIN_PKCE)
    is_public = is_page or matches(settings.public_client.redirect_uris, redirect_uri)
    if proven and is_public:
        raise OAuthError("invalid_client", Reason.AUTH_METHOD, client.client_id, status=401)
    if not proven and not is_public and not settings.is_fallback_public_client:
        raise OAuthError("invalid_client", Reason.NO_CLIENT_CREDENTIALS, client.client_id, status=401)


def _refused(wording: Wording) -> OAuthError:
    return OAuthError("invalid_request", Reason.BAD_REQUEST, description=wording.text, code=str(wording.code))


def mount(app: Flask) -> None:
    """Let pages of single-page applications read what the token endpoint says to them."""

    @app.after_request
    def _allow(response: Response) -> Response:
        origin = request.headers.get("Origin", "")
        if not origin or not _TOKEN.fullmatch(request.path):
            return response
        if request.method == "OPTIONS":
            asked = request.headers.get("Access-Control-Request-Headers", "")
            response.headers.update({"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": asked})
        if request.method == "OPTIONS" or _is_known(request.form.get("client_id", ""), origin):
            response.headers.update({"Access-Control-Allow-Origin": origin, "Vary": "Origin"})
        return response


def _is_known(client_id: str, origin: str) -> bool:
    found = app_registrations.anywhere(unit().db, client_id) if client_id.isprintable() else None
    return found is not None and _is_own(found.settings, origin)


def _is_own(settings: Settings, origin: str) -> bool:
    """Tell whether an origin is one that a single-page platform is redirected to."""
    return any(matches([_origin(uri)], origin) for uri in settings.spa.redirect_uris)


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
