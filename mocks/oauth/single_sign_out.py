"""Telling the applications that a session has signed in that it is over.

Source: OpenID Connect Front-Channel Logout 1.0, OpenID Connect Back-Channel Logout 1.0.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from urllib.parse import urlsplit

from mocks.kit.http import HttpClient, PeerUnavailable
from mocks.kit.web import Unit
from mocks.oauth import tokens
from mocks.oauth.authorization_server import AuthorizationServer
from mocks.oauth.model import Client, Participant, Session
from mocks.oauth.parameters import joined
from mocks.oauth.verify import LOGOUT_TYPE

_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LIFETIME = 120
_PATIENCE = 3.0
"""Seconds that a person waits for all applications together."""
_AT_ONCE = 8


def front_channel(unit: Unit, server: AuthorizationServer, session: Session, initiator: str = "") -> list[str]:
    """Return what to open in hidden frames: the address of each application, but for the one that knows already."""
    urls = []
    for client, issuer, _ in _participants(unit, server, session):
        registered = client.front_channel_logout
        if registered and client.client_id != initiator:
            about = {"iss": issuer, "sid": session.sid} if registered.session_required else {}
            urls.append(joined(registered.uri, about))
    return urls


def frames_policy(urls: Iterable[str]) -> str:
    """Return a Content-Security-Policy for a page that may show these addresses in frames, and nothing else."""
    origins = sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, urls)})
    frames = " ".join(origins)
    return f"default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src {frames}; frame-ancestors 'none'"


def back_channel(unit: Unit, server: AuthorizationServer, *sessions: Session) -> list[tuple[str, str]]:
    """Send each application its logout token; return client ids and what came of it, "" where all is well.

    Ends the transaction, so that nobody waits for the database meanwhile. An application that does not answer in
    time is left alone (section 2.8): whoever signs out has better things to do.
    """
    posts = [
        (client.client_id, client.back_channel_logout.uri, _logout_token(unit, server, session, client, issuer, by))
        for session in sessions
        for client, issuer, by in _participants(unit, server, session)
        if client.back_channel_logout
    ]
    if not posts:
        return []
    unit.commit()
    pool = ThreadPoolExecutor(_AT_ONCE)
    # Each call is made in the context of the request, whose trace it carries on.
    sent = [pool.submit(copy_context().run, _post, unit.runtime.http, url, token) for _, url, token in posts]
    wait(sent, _PATIENCE)
    pool.shutdown(wait=False, cancel_futures=True)
    return [(id, _outcome(future)) for (id, *_), future in zip(posts, sent, strict=True)]


def _participants(
    unit: Unit, server: AuthorizationServer, session: Session
) -> Iterable[tuple[Client, str, Participant]]:
    """Yield each client that is still registered, with its issuer."""
    for participant in session.clients:
        client = server.client(unit, participant.client_id)
        issuer = server.issuer_of(participant.server)
        if client and issuer:
            yield client, issuer, participant


def _logout_token(
    unit: Unit, server: AuthorizationServer, session: Session, client: Client, issuer: str, by: Participant
) -> str:
    """Return a signed logout token (Back-Channel Logout section 2.4): it names the person, and never a nonce."""
    now = unit.runtime.clock.timestamp()
    claims = {
        "iss": issuer,
        "sub": session.authentication.user_id,
        "aud": client.client_id,
        "iat": now,
        "exp": now + _LIFETIME,
        "jti": unit.runtime.ids.token(),
        "events": {_EVENT: {}},
    }
    if client.knows_sessions:
        claims["sid"] = session.sid
    return tokens.sign(server, server.keys.current(unit.db, by.server), claims, typ=LOGOUT_TYPE)


def _post(http: HttpClient, url: str, token: str) -> str:
    try:
        status = http.within(_PATIENCE).post_form(url, {"logout_token": token}).status
    except PeerUnavailable as error:
        return str(error)
    return "" if 200 <= status < 300 else f"answered with {status}"


def _outcome(future: Future[str]) -> str:
    return future.result() if future.done() and not future.cancelled() else f"no answer within {_PATIENCE:g} seconds"
