"""Sessions as the API names them: by ids that give no cookie away. Source: fact sheet 2.3.

A session is kept under its cookie, a secret. Its API id is computed from the cookie one way, and is looked up only
once the API has told it to somebody, so signing in costs nothing for it.
"""

import hashlib
import string
from datetime import timedelta

import msgspec

from mocks.kit.artifacts import Artifact, Handle, Kind
from mocks.kit.web import Unit
from mocks.oauth import session as sessions
from mocks.oauth.model import Authentication, Session
from mocks.oauth.session import SESSION
from mocks.oauth.single_sign_out import back_channel
from mocks.okta import sign_in_events
from mocks.okta.authorization_server import OktaServer

_ALPHABET = string.ascii_letters + string.digits
_PREFIX, _LENGTH = "102", 20
_LIFETIME = timedelta(days=90)


class Named(msgspec.Struct, frozen=True):
    """What an API id stands for: the handle of the session's artifact."""

    handle: str


SESSION_ID = Kind("session_id", Named)


def name(unit: Unit, cookie: str, user_id: str) -> str:
    """Return the API id of the session behind a cookie, and remember it."""
    id = _id(cookie)
    if unit.artifacts.get(SESSION_ID, id) is None:
        named = Named(str(unit.artifacts.handle(SESSION, cookie)))
        unit.artifacts.claim(SESSION_ID, id, named, _LIFETIME, family=f"user:{user_id}")
    return id


def find(unit: Unit, server: OktaServer, id: str) -> tuple[Handle, Artifact[Session]] | None:
    """Return the session with an API id; None when it has ended or its person may no longer use it."""
    named = unit.artifacts.get(SESSION_ID, id)
    handle = Handle(named.payload.handle) if named else None
    found = unit.artifacts.get(SESSION, handle) if handle else None
    if handle is None or found is None or not server.still_valid(unit, found.payload.authentication.user_id):
        return None
    return handle, found


def begin(unit: Unit, server: OktaServer, authentication: Authentication) -> tuple[str, Session]:
    """Begin a session outside of any application's request; return its secret id with it."""
    cookie, session = sessions.start(unit, server, authentication, "")
    sign_in_events.session_started(unit, session)
    return cookie, session


def end_all(unit: Unit, server: OktaServer, user_id: str) -> None:
    """Sign a person out of every browser, and tell the applications. Ends the transaction, so it comes last."""
    back_channel(unit, server, *sessions.end_all(unit, user_id))


def _id(cookie: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"session id:{cookie}".encode()).digest())
    letters = []
    for _ in range(_LENGTH - len(_PREFIX)):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return _PREFIX + "".join(letters)
