"""Routes of the administrator's pages: who may come in, and what becomes of a form that is refused.

No page can forget to ask who is there, nor a form where it was made: that happens here, before its function runs.
"""

import hmac
from collections.abc import Callable
from typing import Concatenate

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, Forbidden

from mocks.kit.web import Unit, unit
from mocks.oauth import session as sessions
from mocks.okta import sso
from mocks.okta.admin._visit import PREFIX, Visit
from mocks.okta.api._principal import of_session
from mocks.okta.api_errors import ApiError
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.directory import users
from mocks.okta.org_servers import OrgServers

View = Callable[Concatenate[Visit, ...], Response]
Navigation = list[tuple[str, str]]


class Pages:
    """A set of pages with one entry in the navigation. place: of the entry, from the top."""

    def __init__(self, name: str, label: str, path: str = "", *, place: int) -> None:
        self.name, self.label, self.path, self.place = name, label, f"{PREFIX}{path}", place
        self._routes: list[tuple[str, str, View]] = []

    def get(self, rule: str = "") -> Callable[[View], View]:
        """Serve a page; rule: below the set's path."""

        def keep(view: View) -> View:
            self._routes.append(("GET", rule, view))
            return view

        return keep

    def post(self, rule: str, *, back: View) -> Callable[[View], View]:
        """Take a form. back: shows the page again when the API refuses; it is given the same parts of the path."""

        def keep(view: View) -> View:
            def taken(visit: Visit, **where: str) -> Response:
                try:
                    return view(visit, **where)
                except ApiError as error:
                    if not error.keep:
                        visit.unit.abandon()
                    visit.refuse(error)
                    return back(visit, **where)

            taken.__name__ = view.__name__
            self._routes.append(("POST", rule, taken))
            return view

        return keep

    def mount(self, app: Flask, servers: OrgServers, navigation: Navigation) -> None:
        for method, rule, view in self._routes:
            endpoint = f"admin.{self.name}.{view.__name__}"
            app.add_url_rule(self.path + rule, endpoint, self._guarded(view, servers, navigation), methods=[method])

    def _guarded(self, view: View, servers: OrgServers, navigation: Navigation) -> Callable[..., Response]:
        def serve(**where: str) -> Response:
            here = unit()
            server = servers.by_key(here, ORG_SERVER)
            visit = _visit(here, server)
            if visit is None:
                return sso.start(server, request.full_path.rstrip("?") if request.method != "POST" else self.path)
            visit.navigation, visit.here = navigation, self.path
            return view(visit, **where)

        return serve


def _visit(here: Unit, server: OktaServer) -> Visit | None:
    """Let an administrator in; None when nobody is signed in, 403 for other people and 400 for forms of elsewhere."""
    current = sessions.current(here, server, request)
    user = users.by_id(here.db, current[1].authentication.user_id) if current else None
    if current is None or user is None:
        return None
    principal = of_session(here, *current)
    if not principal.admin:
        raise Forbidden("These pages are for the administrators of the org.")
    visit = Visit(here, server, principal, user)
    sent = request.form.get("csrf", "")
    if request.method == "POST" and not hmac.compare_digest(sent.encode(), visit.csrf.encode()):
        raise BadRequest("The form is out of date; open the page again.")
    return visit
