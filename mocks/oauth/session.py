"""The browser's session at a server, and the cookie that binds sign-in transactions to a browser."""

import hashlib
from datetime import timedelta

from flask import Request, Response
from msgspec.structs import replace

from mocks.kit.artifacts import Kind
from mocks.kit.web import Unit
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.model import Authentication, Participant, Session

SESSION = Kind("session", Session)

_TOUCH_EVERY = 60.0
_YEAR = timedelta(days=365)


def current(unit: Unit, server: AuthorizationServer, request: Request) -> tuple[str, Session] | None:
    """Return the browser's session and its secret id; None without one or when its user may no longer use it."""
    id = request.cookies.get(server.session_cookie)
    found = unit.artifacts.get(SESSION, id) if id else None
    if id is None or found is None:
        return None
    if not server.still_valid(unit, found.payload.authentication.user_id):
        unit.artifacts.drop(SESSION, id)
        return None
    return id, found.payload


def start(
    unit: Unit, server: AuthorizationServer, authentication: Authentication, client_id: str, **details: object
) -> tuple[str, Session]:
    """Begin a session: always under a new id, so that none can be planted (session fixation)."""
    now = unit.runtime.clock.now().timestamp()
    times = server.session_times(unit, authentication, client_id, bool(details.get("persistent")))
    session = Session(
        sid=unit.runtime.ids.guid(),
        authentication=authentication,
        persistent=times.persistent,
        seen_at=now,
        clients=(Participant(client_id, server.key),) if client_id else (),
        upstream_id_token=str(details.get("upstream_id_token") or ""),
        idle=times.idle.total_seconds(),
        ends_at=now + times.total.total_seconds() if times.total else None,
    )
    family = f"user:{authentication.user_id}"
    return unit.artifacts.put(SESSION, session, _left(session, now), family=family), session


def strengthen(unit: Unit, id: str, session: Session, authentication: Authentication) -> tuple[str, Session]:
    """Carry a session on whose person gave a further proof: it is the same one, under a new secret id."""
    now = unit.runtime.clock.now().timestamp()
    stronger = replace(session, authentication=authentication, seen_at=now)
    unit.artifacts.drop(SESSION, id)
    family = f"user:{authentication.user_id}"
    return unit.artifacts.put(SESSION, stronger, _left(stronger, now), family=family), stronger


def touch(unit: Unit, server: AuthorizationServer, id: str, session: Session, client_id: str) -> Session:
    """Note that a session was used: its idle time begins anew, the client joins its list."""
    now = unit.runtime.clock.now().timestamp()
    client = Participant(client_id, server.key)
    clients = session.clients if client in session.clients else (*session.clients, client)
    if clients == session.clients and now - session.seen_at < _TOUCH_EVERY:
        return session
    used = replace(session, seen_at=now, clients=clients)
    unit.artifacts.extend(SESSION, id, used, _left(used, now))
    return used


def refresh(unit: Unit, id: str, session: Session) -> None:
    """Let a session's idle time begin anew. id: its secret id, or its handle."""
    now = unit.runtime.clock.now().timestamp()
    unit.artifacts.extend(SESSION, id, replace(session, seen_at=now), _left(session, now))


def end(unit: Unit, id: str) -> None:
    unit.artifacts.drop(SESSION, id)


def end_all(unit: Unit, user_id: str) -> list[Session]:
    """End all that a person's sign-ins have begun; return the sessions, whose applications are yet to be told."""
    family = f"user:{user_id}"
    ended = [found.payload for found in unit.artifacts.of_family(SESSION, family)]
    unit.artifacts.drop_family(family)
    return ended


def set_cookie(response: Response, server: AuthorizationServer, id: str, session: Session) -> None:
    lifetime = server.lifetimes.session_persistent if session.persistent else None
    _set(response, server, server.session_cookie, id, lifetime)


def clear_cookie(response: Response, server: AuthorizationServer) -> None:
    same_site = _same_site(server)
    response.delete_cookie(server.session_cookie, path="/", secure=server.secure, httponly=True, samesite=same_site)


def browser_of(request: Request, server: AuthorizationServer) -> str:
    """Return the digest of the browser's binding cookie, "" when it has none."""
    value = request.cookies.get(server.browser_cookie, "")
    return digest(value) if value else ""


def bind_browser(response: Response, server: AuthorizationServer, value: str) -> None:
    _set(response, server, server.browser_cookie, value, _YEAR)


def form_token(id: str) -> str:
    """Return the token of the session's forms: derived from its secret id, which no page shows."""
    return digest(f"csrf:{id}")


def digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def _left(session: Session, now: float) -> timedelta:
    """Return how long a session used at this moment goes on when it is not used again."""
    ends_at = now + session.idle
    return timedelta(seconds=min(ends_at, session.ends_at or ends_at) - now)


def _set(response: Response, server: AuthorizationServer, name: str, value: str, lifetime: timedelta | None) -> None:
    kept, same_site = server.secure, _same_site(server)
    response.set_cookie(name, value, max_age=lifetime, path="/", secure=kept, httponly=True, samesite=same_site)


def _same_site(server: AuthorizationServer) -> str:
    """Return None's own word over https: an application's hidden frame, or a form that another site posts, needs both.

    Browsers drop such cookies on plain http, where all of localhost is one site anyway.
    """
    return "None" if server.secure else "Lax"
