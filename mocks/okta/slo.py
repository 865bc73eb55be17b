"""Signing out: asking the person, and carrying it on to the identity provider where its settings say so.

Source: fact sheet 1.10 and 3.2 (`participateSlo`).
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

import msgspec
from flask import Response, request

from mocks.kit.artifacts import ArtifactGone, Kind
from mocks.kit.web import Unit, page
from mocks.oauth.model import Session
from mocks.oauth.single_sign_out import frames_policy
from mocks.okta.directory import identity_providers, org

CALLBACK_PATH = "/oauth2/v1/logout/callback"


class SignOut(msgspec.Struct, frozen=True):
    """A sign-out on its way through a provider. next_url: where it goes on to, already checked."""

    next_url: str | None


SIGN_OUT = Kind("sign_out", SignOut)


def start(unit: Unit, session: Session, public_url: str, next_url: str | None) -> str | None:
    """Return the provider's sign-out URL for a federated session; None when it ends here.

    A provider that is down does not keep anybody signed in at Okta: it is passed over.
    """
    idp = identity_providers.active(unit.db, session.authentication.idp) if session.authentication.idp else None
    url = idp.protocol.end_session_url if idp and idp.protocol.participate_slo else None
    if url is None:
        return None
    # Nobody waits for the database while we look for the provider.
    unit.commit()
    if not unit.runtime.http.reachable(url):
        return None
    state = unit.artifacts.put(SIGN_OUT, SignOut(next_url), timedelta(minutes=15))
    back = {"post_logout_redirect_uri": f"{public_url}{CALLBACK_PATH}", "state": state}
    return f"{url}?{urlencode({'id_token_hint': session.upstream_id_token, **back})}"


def callback(unit: Unit) -> Response:
    """Serve the address at which the provider returns after a sign-out."""
    try:
        next_url = unit.artifacts.consume(SIGN_OUT, request.args.get("state", "")).payload.next_url
    except ArtifactGone:
        next_url = None
    return finished(org.load(unit.db).name, next_url)


def question(org_name: str, username: str, action: str, fields: Mapping[str, str]) -> Response:
    """Ask a person whether to sign out; fields: what the form sends to `action` when they say so."""
    return page("sign_out.html", org_name=org_name, username=username, action=action, fields=fields)


def finished(org_name: str, next_url: str | None, frames: Sequence[str] = ()) -> Response:
    """Go on to the application, or say that the person is signed out; frames: addresses to open on the way."""
    if next_url and not frames:
        return Response(status=302, headers={"Location": next_url})
    return over(org_name, "You are signed out.", next_url, frames)


def over(org_name: str, message: str, next_url: str | None = None, frames: Sequence[str] = ()) -> Response:
    """Say that nobody is signed in."""
    response = page("signed_out.html", org_name=org_name, message=message, next_url=next_url, frames=frames)
    if frames:
        response.headers["Content-Security-Policy"] = frames_policy(frames)
    return response
