"""Sessions: begun with a session token, seen, refreshed, ended. Source: fact sheet 2.3."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from flask import Response

from mocks.kit.artifacts import Artifact
from mocks.oauth import session as cookies
from mocks.oauth.model import Authentication, Session
from mocks.oauth.session import SESSION
from mocks.oauth.single_sign_out import back_channel
from mocks.okta import issued_tokens, session_tokens, sessions, sign_in_events
from mocks.okta.api._call import Call, iso
from mocks.okta.api._principal import from_here
from mocks.okta.api._route import PUBLIC, Api
from mocks.okta.api.users import named as named_user
from mocks.okta.api_errors import ApiError, invalid, not_found
from mocks.okta.directory import applications, identity_providers, trusted_origins, users
from mocks.okta.directory.trusted_origins import REDIRECT
from mocks.okta.idps import type_of
from mocks.okta.provisioning.jit import user_party

bp = Api("sessions")
_READ, _MANAGE = "okta.sessions.read", "okta.sessions.manage"


class Earned(msgspec.Struct):
    sessionToken: str  # noqa: N815 (as on the wire)


@bp.post("/sessions", PUBLIC)
def begin(call: Call) -> dict[str, Any]:
    """Spend a session token on a session; raises E0000004 when it is not good (any more)."""
    authentication = _spend(call, call.body(Earned).sessionToken)
    if authentication is None:
        raise ApiError("E0000004")
    cookie, _ = sessions.begin(call.unit, call.server, authentication)
    return _of_cookie(call, cookie)


@bp.get("/sessions/me", PUBLIC)
def mine(call: Call) -> dict[str, Any]:
    return _of_cookie(call, _current(call)[0])


@bp.post("/sessions/me/lifecycle/refresh", PUBLIC)
def refresh_mine(call: Call) -> dict[str, Any]:
    cookie, session = _current(call)
    cookies.refresh(call.unit, cookie, session)
    return _of_cookie(call, cookie)


@bp.delete("/sessions/me", PUBLIC)
def end_mine(call: Call) -> Response:
    cookie, session = _current(call)
    _end(call, cookie, session)
    response = Response(status=204)
    cookies.clear_cookie(response, call.server)
    return response


@bp.get("/sessions/<id>", _READ)
def one(call: Call, id: str) -> dict[str, Any]:
    return _shown(call, id, _named(call, id)[1])


@bp.post("/sessions/<id>/lifecycle/refresh", _MANAGE)
def refresh(call: Call, id: str) -> dict[str, Any]:
    handle, found = _named(call, id)
    cookies.refresh(call.unit, handle, found.payload)
    return _shown(call, id, _named(call, id)[1])


@bp.delete("/sessions/<id>", _MANAGE)
def end(call: Call, id: str) -> None:
    handle, found = _named(call, id)
    _end(call, handle, found.payload)


@bp.delete("/users/<id>/sessions", _MANAGE)
def end_all(call: Call, id: str) -> None:
    """Sign a person out of every browser; with `oauthTokens` out of every application too."""
    person = named_user(call, id)
    if call.flag("oauthTokens", default=False):
        issued_tokens.end_of_user(call.unit, person.id)
    user = users.by_id(call.db, person.id)
    call.record("user.session.clear", [user_party(user)] if user else [])
    sessions.end_all(call.unit, call.server, person.id)


@bp.get("//login/sessionCookieRedirect", PUBLIC)
def redirect(call: Call) -> Response:
    """Turn a session token into a cookie on the way to an address of the org or of one of its applications."""
    target = call.argument("redirectUrl")
    if not _trusted(call, target):
        raise invalid("redirectUrl", "redirectUrl: must be an address of the org or of one of its applications")
    response = Response(status=302, headers={"Location": target})
    authentication = _spend(call, call.argument("token"))
    if authentication:
        cookie, session = sessions.begin(call.unit, call.server, authentication)
        cookies.set_cookie(response, call.server, cookie, session)
    return response


def _spend(call: Call, token: str) -> Authentication | None:
    authentication = session_tokens.spend(call.unit, token)
    if authentication is None or not call.server.still_valid(call.unit, authentication.user_id):
        return None
    return authentication


def _current(call: Call) -> tuple[str, Session]:
    """Return the session of the calling browser; raises E0000007 without one."""
    current = cookies.current(call.unit, call.server, call.request)
    if current is None:
        raise not_found("me", "Session")
    if call.request.method != "GET" and not from_here(call.unit, call.server, call.request):
        raise ApiError("E0000006")
    return current


def _named(call: Call, id: str) -> tuple[str, Artifact[Session]]:
    found = sessions.find(call.unit, call.server, id)
    if found is None:
        raise not_found(id, "Session")
    return found


def _end(call: Call, id: str, session: Session) -> None:
    cookies.end(call.unit, id)
    sign_in_events.session_ended(call.unit, session, back_channel(call.unit, call.server, session))


def _trusted(call: Call, url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("http", "https") or "\\" in url:
        return False
    known = {call.server.public_url, *applications.origins(call.db)}
    return origin in known or trusted_origins.is_trusted(call.db, origin, REDIRECT)


def _of_cookie(call: Call, cookie: str) -> dict[str, Any]:
    found = call.unit.artifacts.get(SESSION, cookie)
    if found is None:
        raise not_found("me", "Session")
    id = sessions.name(call.unit, cookie, found.payload.authentication.user_id)
    return _shown(call, id, found, here="me")


def _shown(call: Call, id: str, found: Artifact[Session], here: str = "") -> dict[str, Any]:
    authentication = found.payload.authentication
    user, began = users.by_id(call.db, authentication.user_id), iso(authentication.auth_time)
    link = call.url(f"/sessions/{here or id}")
    return {
        "id": id,
        "userId": authentication.user_id,
        "login": user.login if user else None,
        "createdAt": began,
        "expiresAt": iso(found.expires_at),
        "status": "ACTIVE",
        "lastPasswordVerification": None if authentication.idp else began,
        "lastFactorVerification": began if "mfa" in authentication.amr else None,
        # Clients know no method for what another party vouched for.
        "amr": [method for method in authentication.amr if method not in ("fed", "email")] or ["pwd"],
        "idp": _provider(call, authentication.idp),
        "mfaActive": "mfa" in authentication.amr,
        "_links": {
            "self": {"href": link, "hints": {"allow": ["GET", "DELETE"]}},
            "refresh": {"href": f"{link}/lifecycle/refresh", "hints": {"allow": ["POST"]}},
            "user": {
                "name": user.display_name if user else None,
                "href": call.url(f"/users/{'me' if here else authentication.user_id}"),
                "hints": {"allow": ["GET"]},
            },
        },
    }


def _provider(call: Call, idp_id: str) -> dict[str, str]:
    idp = identity_providers.by_id(call.db, idp_id) if idp_id else None
    if idp is None:
        return {"id": call.server.org.id, "type": "OKTA"}
    return {"id": idp.id, "type": type_of(idp).provider.value}
