"""The page for people who forgot their password: they type their name, and a link comes by mail.

It says the same to everybody, so that nobody learns here who has an account. Source: fact sheet 2.1 and 6.4.
"""

from flask import Flask, Response, request

from mocks.kit.web import page, unit
from mocks.okta.authorization_server import ORG_SERVER, OktaServer
from mocks.okta.directory import users
from mocks.okta.org_servers import OrgServers
from mocks.okta.provisioning.recovery import FORGOT_PATH, send_reset_link

_LONGEST_NAME = 100
_SENT = (
    "If there is an account with this name whose password you may reset, a mail with a link is on its way. "
    "Until you use it, your present password stays good."
)


def mount(app: Flask, servers: OrgServers) -> None:
    def show() -> Response:
        return _form(servers.by_key(unit(), ORG_SERVER))

    def submit() -> Response:
        return _send(servers.by_key(unit(), ORG_SERVER))

    app.add_url_rule(FORGOT_PATH, "forgot_password", show)
    app.add_url_rule(FORGOT_PATH, "send_reset_link", submit, methods=["POST"])


def _form(server: OktaServer, error: str | None = None) -> Response:
    return page("forgot_password.html", org_name=server.display_name, action=FORGOT_PATH, error=error)


def _send(server: OktaServer) -> Response:
    typed = request.form.get("identifier", "").strip()
    if not typed or len(typed) > _LONGEST_NAME:
        return _form(server, "Enter your username.")
    user = users.by_sign_in_name(unit().db, typed)
    if user:
        send_reset_link(unit(), server.public_url, user)
    return page("notice.html", org_name=server.display_name, title="Look into your mailbox", message=_SENT)
