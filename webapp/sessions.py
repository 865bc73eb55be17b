"""What the session cookie of a browser holds: sign-ins that are under way, and the person who is signed in.

The cookie is signed, not encrypted, and is the whole of the session: nothing is kept on the server. It holds
no secret of the application and no access token. Browsers keep about 4 KB of a cookie; what does not fit is
left out, see `_fit`.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, session
from flask.sessions import SecureCookieSessionInterface

from webapp.errors import stale_sign_in

_SIGN_IN_LIFETIME = 3600
_SESSION_LIFETIME = 8 * 3600
_MOST_SIGN_INS = 3  # one per tab that waits at the issuer
_MOST_LEFT_OUT = 20
_LARGEST_COOKIE = 3900  # 4096 less the cookie's name and attributes


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in under way: what must come back unchanged, and the page to go to afterwards."""

    nonce: str
    code_verifier: str
    wanted: str
    started: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in: the claims as the ID token and userinfo told them.

    left_out: names of the largest claims that had no room.
    """

    id_token: Mapping[str, Any]
    userinfo: Mapping[str, Any]
    signed_in: int
    left_out: list[str]

    @property
    def claims(self) -> dict[str, Any]:
        """Return all claims; where both speak of one, userinfo is the fresher."""
        return {**self.id_token, **self.userinfo}

    @property
    def name(self) -> str:
        claims = self.claims
        candidates = (claims.get(n) for n in ("name", "given_name", "preferred_username", "email", "sub"))
        return next(str(candidate) for candidate in candidates if candidate)


def begin_sign_in(state: str, nonce: str, code_verifier: str, wanted: str) -> None:
    """Remember a sign-in for this browser under its `state`."""
    begun = {"nonce": nonce, "code_verifier": code_verifier, "wanted": wanted, "started": now()}
    sign_ins = session.get("sign_ins", {}) | {state: begun}
    session["sign_ins"] = dict(list(sign_ins.items())[-_MOST_SIGN_INS:])
    _fit(sign_ins_to_keep=1)


def finish_sign_in(state: str) -> SignIn:
    """Take the sign-in of this browser that `state` names; a second call with it fails.

    Raises ExplainedError when there is none or it is over an hour old.
    """
    sign_ins = dict(session.get("sign_ins", {}))
    found = sign_ins.pop(state, None)
    if found is None:
        raise stale_sign_in()
    session["sign_ins"] = sign_ins
    sign_in = SignIn(**found)
    if now() - sign_in.started > _SIGN_IN_LIFETIME:
        raise stale_sign_in()
    return sign_in


def begin_session(id_token: Mapping[str, Any], userinfo: Mapping[str, Any], raw_id_token: str) -> None:
    """Start a new session for a person; of the former one only sign-ins in other tabs live on."""
    sign_ins = session.get("sign_ins", {})
    session.clear()
    session["sign_ins"] = sign_ins
    session["person"] = {"id_token": id_token, "userinfo": userinfo, "signed_in": now(), "left_out": []}
    session["id_token_hint"] = raw_id_token
    session["csrf_token"] = secrets.token_urlsafe(16)
    _fit(sign_ins_to_keep=0)


def current_person() -> Person | None:
    """Return who is signed in with this browser, None when nobody is or the session is over 8 hours old."""
    if "person" not in session:
        return None
    person = Person(**session["person"])
    return person if now() - person.signed_in < _SESSION_LIFETIME else None


def end_session() -> str | None:
    """Forget the person; return the ID token to hand to the issuer as hint, if it was kept."""
    hint: str | None = session.get("id_token_hint")
    session.clear()
    return hint


def is_from_own_page(csrf_token: str) -> bool:
    """Say whether a form came from a page of this session. Ask only when somebody is signed in."""
    return hmac.compare_digest(csrf_token.encode(), session["csrf_token"].encode())


def now() -> int:
    """Return the application's time in seconds since the epoch."""
    return int(current_app.config["NOW"]().timestamp())


def _fit(sign_ins_to_keep: int) -> None:
    """Leave things out until the cookie is small enough, the least missed first.

    An older sign-in under way, then the ID token (sign-out then goes without a hint), then the largest claim.
    """
    while _size() > _LARGEST_COOKIE:
        sign_ins = session.get("sign_ins", {})
        if len(sign_ins) > sign_ins_to_keep:
            session["sign_ins"] = dict(list(sign_ins.items())[1:])
        elif "id_token_hint" in session:
            del session["id_token_hint"]
        else:
            _leave_out_largest_claim()


def _leave_out_largest_claim() -> None:
    person = dict(session["person"])
    source, name = max(
        ((source, name) for source in ("id_token", "userinfo") for name in person[source] if name != "sub"),
        key=lambda claim: len(claim[1]) + len(json.dumps(person[claim[0]][claim[1]])),
    )
    person[source] = {n: value for n, value in person[source].items() if n != name}
    person["left_out"] = [*person["left_out"], name[:40]][:_MOST_LEFT_OUT]
    session["person"] = person


def _size() -> int:
    """Return the size of the cookie, or a bound of it that is cheaper to know, when that is small enough."""
    bound = len(json.dumps(dict(session))) * 4 // 3 + 64
    if bound <= _LARGEST_COOKIE:
        return bound
    signer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    return len(signer.dumps(dict(session))) if signer else 0
