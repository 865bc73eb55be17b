"""The end of a sign-out: applications are told in hidden frames, then the browser goes on (fact sheet section 5)."""

from collections.abc import Iterable

from flask import Response

from mocks.azure.directory import app_registrations
from mocks.kit.web import Unit, page
from mocks.oauth.model import Session
from mocks.oauth.parameters import joined
from mocks.oauth.single_sign_out import frames_policy


def render(unit: Unit, tenant_name: str, session: Session | None, next_url: str | None) -> Response:
    """Call every application of the session that wants to know, and go on to a checked address if there is one."""
    urls = list(_front_channel(unit, session)) if session else []
    if next_url and not urls:
        return Response(status=302, headers={"Location": next_url})
    response = page(
        "signed_out.html", tenant_name=tenant_name, frontchannel_urls=urls, next_url=next_url, refresh=bool(next_url)
    )
    if urls:
        response.headers["Content-Security-Policy"] = frames_policy(urls)
    return response


def _front_channel(unit: Unit, session: Session) -> Iterable[str]:
    """Yield the logout address of each application, with the `sid` that stands in its ID tokens."""
    for participant in session.clients:
        app = app_registrations.anywhere(unit.db, participant.client_id)
        url = app.settings.web.logout_url if app else None
        if url:
            yield joined(url, {"sid": session.sid})
