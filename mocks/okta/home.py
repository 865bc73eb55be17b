"""The end user's own page at the org: who is signed in, their applications, signing out."""

import hmac

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from mocks.kit.web import page, unit
from mocks.oauth import session as sessions
from mocks.okta import slo
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.directory import administrators, applications
from mocks.okta.org_servers import OrgServers
from mocks.okta.sign_in_events import person

_SIGN_OUT = "/login/signout"


def mount(app: Flask, servers: OrgServers) -> None:
    def org_server() -> OktaServer:
        return servers.by_key(unit(), ORG_SERVER)

    app.add_url_rule("/", "home", lambda: _home(org_server()))
    app.add_url_rule(_SIGN_OUT, "sign_out", lambda: _sign_out(org_server()), methods=["POST"])


def _home(server: OktaServer) -> Response:
    current = sessions.current(unit(), server, request)
    if current is None:
        text = "Nobody is signed in here. Open one of your applications to sign in."
        return slo.over(server.display_name, text)
    id, session = current
    user = person(unit(), session.authentication.user_id)
    if user is None:
        raise BadRequest("The signed-in user is gone.")
    apps = applications.of_user(unit().db, user.id)
    return page(
        "home.html",
        org_name=server.display_name,
        name=user.display_name,
        login=user.login,
        apps=[{"label": app.label, "url": app.settings.initiate_login_uri} for app in apps],
        administers=bool(administrators.roles_of(unit().db, user.id)),
        signout_action=_SIGN_OUT,
        csrf=sessions.form_token(id),
    )


def _sign_out(server: OktaServer) -> Response:
    current = sessions.current(unit(), server, request)
    if current is None:
        return server.signed_out(unit(), None, None)
    id, session = current
    if not hmac.compare_digest(request.form.get("csrf", "").encode(), sessions.form_token(id).encode()):
        raise BadRequest("The form is out of date; open the page again.")
    sessions.end(unit(), id)
    response = server.signed_out(unit(), session, None)
    sessions.clear_cookie(response, server)
    return response
